"""Which ASGI application is the backend's, and whether it is made by a function."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from layerproof.adoption.discovery.backend.commands import Served, served_targets
from layerproof.adoption.discovery.backend.source import Source
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.findings import Confidence, Found, Place
from layerproof.adoption.reading.syntax import Function, unparse
from layerproof.adoption.survey import Application

#: Classes of ASGI applications, by the full name's end, with the framework's name.
_CLASSES = {
    "fastapi.FastAPI": "fastapi",
    "fastapi.applications.FastAPI": "fastapi",
    "starlette.applications.Starlette": "starlette",
    "litestar.Litestar": "litestar",
    "litestar.app.Litestar": "litestar",
    "quart.Quart": "quart",
    "quart.app.Quart": "quart",
    "sanic.Sanic": "sanic",
    "blacksheep.Application": "blacksheep",
    "falcon.asgi.App": "falcon",
    "connexion.AsyncApp": "connexion",
    "esmerald.Esmerald": "esmerald",
    "lilya.apps.Lilya": "lilya",
    "robyn.Robyn": "robyn",
    "aiohttp.web.Application": "aiohttp",
}
_WORDS = tuple({name.rpartition(".")[2] for name in _CLASSES})
_FACTORY = re.compile(
    r"^_?(create|get|make|build|init|setup|configure)_?(\w*_)?(app|application|api|server|fastapi|asgi)\w*$"
)
#: Words in a module's name that say that its application is beside the backend.
_SIDE = frozenset(
    {"cli", "testing", "mock", "mocks", "fake", "fakes", "example", "examples", "demo"}
)
_USUAL_FILES = (
    "main.py",
    "app.py",
    "asgi.py",
    "application.py",
    "server.py",
    "api.py",
    "__init__.py",
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    application: Application
    place: Place
    score: int
    why: str = ""
    inside: bool = True
    maker: str = ""


def find_application(sources: Sources) -> Found[Application] | None:
    """Return the likeliest application of the backend, or ``None`` where there is none."""
    classes = _application_classes(sources)
    words = {name.rpartition(".")[2] for name in classes}
    candidates = [
        candidate
        for source in (*sources.product, *sources.aside)
        if source.mentions(*words)
        for candidate in _candidates(source, sources, classes)
    ]
    served = served_targets(sources)
    if not candidates:
        return None
    ranked = sorted(
        (_confirmed(each, served, sources) for each in candidates),
        key=lambda each: (-each.score, each.place),
    )
    return _chosen(ranked, served, sources)


def _chosen(
    ranked: list[_Candidate], served: tuple[Served, ...], sources: Sources
) -> Found[Application]:
    best = ranked[0]
    others = [each for each in ranked[1:] if each.application.target != best.application.target]
    rivals = [
        each
        for each in others
        if each.score >= best.score - 1 and each.application.target != best.maker
    ]
    places = (best.place, *_confirming(best, served, sources))
    confidence = Confidence.CERTAIN if best.score >= 3 else Confidence.LIKELY
    why = best.why
    if not best.inside:
        confidence = Confidence.GUESS
        why = "it stands outside of the source folders"
    elif rivals:
        confidence = Confidence.LIKELY
        named = ", ".join(sorted({each.application.target for each in rivals})[:3])
        why = f"there are others: {named}"
    return Found(best.application, places, confidence, why)


def _application_classes(sources: Sources) -> dict[str, str]:
    """Return the classes of applications, those that the project derives among them."""
    known = dict(_CLASSES)
    for source in sources.mentioning(*_WORDS):
        for node in source.classes:
            for parent in node.bases:
                framework = known.get(sources.resolve(source.full(parent)))
                if framework:
                    known[f"{source.name}.{node.name}"] = framework
    return known


def _candidates(source: Source, sources: Sources, classes: dict[str, str]) -> Iterator[_Candidate]:
    for function in source.functions:
        # A function that says that it returns one, however it makes it.
        said = sources.resolve(source.full(function.returns)) if function.returns else ""
        is_global = source.definitions.get(function.name) is function
        if said in classes and is_global and _FACTORY.match(function.name):
            yield _factory_candidate(function, source, classes[said], sources)
            yield from _made_by(function, source, classes[said], sources)
    for call in source.calls:
        framework = classes.get(sources.resolve(source.full(call.func)))
        if framework is None:
            continue
        around = source.function_around(call)
        if around is None:
            yield from _global_candidate(call, source, framework, sources)
        elif factory := _factory_of(around, call, source):
            yield _factory_candidate(factory, source, framework, sources)
            yield from _made_by(factory, source, framework, sources)


def _global_candidate(
    node: ast.expr, source: Source, framework: str, sources: Sources, maker: str = ""
) -> Iterator[_Candidate]:
    name = _global_name(node, source)
    if name and source.is_global(node) and not _in_class(node, source):
        target = Application(f"{source.name}:{name}", factory=False, framework=framework)
        score = _score(source, sources) + (name in ("app", "application", "api", "asgi_app"))
        mounted = _is_mounted(name, source)
        score += -3 if mounted else 2
        inside = source in sources.product
        yield _Candidate(target, source.place(node), score, inside=inside, maker=maker)


def _global_name(node: ast.expr, source: Source) -> str:
    """Return the name of an application, or of what is made around it and is one as well."""
    name = source.bound_name(node)
    if name:
        return name
    outer = next((each for each in source.around(node) if isinstance(each, ast.Assign)), None)
    target = outer.targets[0] if outer is not None else None
    if not isinstance(target, ast.Name):
        return ""
    for other, statement in source.definitions.items():
        # ``api = Api(app=FastAPI())`` and then ``app = api.app``
        value = statement.value if isinstance(statement, ast.Assign) else None
        if isinstance(value, ast.Attribute) and source.full(value) == (
            f"{source.name}.{target.id}.app"
        ):
            return other
    wrapper = outer.value if outer is not None else None
    wraps = isinstance(wrapper, ast.Call) and "iddleware" in unparse(wrapper.func)
    return target.id if wraps else ""


def _in_class(node: ast.AST, source: Source) -> bool:
    return any(isinstance(each, ast.ClassDef) for each in source.around(node))


def _is_mounted(name: str, source: Source) -> bool:
    """Return whether an application is a part of another: mounted, or wrapped."""
    return any(
        isinstance(call.func, ast.Attribute)
        and call.func.attr == "mount"
        and any(isinstance(each, ast.Name) and each.id == name for each in call.args[1:])
        for call in source.calls
    )


def _factory_of(function: Function, call: ast.Call, source: Source) -> Function | None:
    """Return the top-level function that returns the application made by ``call``."""
    if source.definitions.get(function.name) is not function:
        return None
    bound = source.bound_name(call)
    for node in ast.walk(function):
        value = node.value if isinstance(node, ast.Return) else None
        if value is call or (bound and isinstance(value, ast.Name) and value.id == bound):
            return function
    return function if _FACTORY.match(function.name) else None


def _factory_candidate(
    function: Function, source: Source, framework: str, sources: Sources
) -> _Candidate:
    target = Application(f"{source.name}:{function.name}", factory=True, framework=framework)
    needed = _needed_arguments(function)
    score = _score(source, sources) + bool(_FACTORY.match(function.name))
    if function.name.startswith("_"):
        score -= 1
    why = f"it needs arguments: {', '.join(needed)}" if needed else ""
    score -= 3 if needed else 0
    inside = source in sources.product
    return _Candidate(target, source.place(function), score, why, inside=inside)


def _needed_arguments(function: Function) -> list[str]:
    arguments = function.args
    plain = [*arguments.posonlyargs, *arguments.args]
    needed = plain[: len(plain) - len(arguments.defaults)]
    keywords = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return [each.arg for each in needed] + [name.arg for name, value in keywords if value is None]


def _made_by(
    factory: Function, origin: Source, framework: str, sources: Sources
) -> Iterator[_Candidate]:
    """Give the global applications that are made by calling a factory."""
    full = f"{origin.name}.{factory.name}"
    for source in (*sources.product, *sources.aside):
        if not source.mentions(factory.name):
            continue
        for call in source.calls:
            if sources.resolve(source.full(call.func)) == full:
                maker = f"{origin.name}:{factory.name}"
                yield from _global_candidate(call, source, framework, sources, maker)


def _score(source: Source, sources: Sources) -> int:
    score = 1 if source.path.rpartition("/")[2] in _USUAL_FILES else 0
    score -= 2 * bool(_SIDE & set(re.split(r"[._]", source.name)))
    return score if source in sources.product else score - 8


def _confirmed(candidate: _Candidate, served: tuple[Served, ...], sources: Sources) -> _Candidate:
    said = [each.sure for each in served if _is_meant(each, candidate, sources)]
    return replace(candidate, score=candidate.score + (4 if any(said) else len(said[:1])))


def _confirming(
    candidate: _Candidate, served: tuple[Served, ...], sources: Sources
) -> tuple[Place, ...]:
    return tuple(each.place for each in served if _is_meant(each, candidate, sources))


def _is_meant(served: Served, candidate: _Candidate, sources: Sources) -> bool:
    module, _, name = candidate.application.target.partition(":")
    if sources.resolve(f"{served.module}.{served.name}") == f"{module}.{name}":
        return True
    return served.name == name and f".{module}".endswith(f".{served.module}")
