"""Where sessions come from: dependencies that give one, global factories, global engines."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from layerproof.adoption.discovery.backend.source import Source
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.findings import Confidence, Found, Place
from layerproof.adoption.reading.syntax import Function, unparse
from layerproof.adoption.survey import SessionSource

ENGINE_MAKERS = (
    "create_engine",
    "create_async_engine",
    "engine_from_config",
    "create_pool_from_url",
)
FACTORY_MAKERS = ("sessionmaker", "async_sessionmaker", "scoped_session", "async_scoped_session")
_USUAL_NAMES = re.compile(
    r"^(get|yield|provide|create|open|make)_?(async_?|sync_?)?(db|database|session|db_session"
    r"|async_session|database_session|session_db|conn|connection|uow_session)(_dep\w*)?$"
)
_SESSION_TYPE = re.compile(r"\b(Async)?(scoped_)?Session\b|\bAsyncConnection\b|\bConnection\b")


def find_sessions(sources: Sources) -> tuple[Found[SessionSource], ...]:
    """Return the backend's sources of sessions: dependencies, then factories, then engines."""
    depended = _depended(sources)
    found = [*_dependencies(sources, depended), *_globals(sources)]
    order = {"dependency": 0, "factory": 1, "engine": 2}
    unique = {(each.value.target, each.value.kind): each for each in reversed(found)}
    return tuple(
        sorted(
            unique.values(),
            key=lambda each: (order[each.value.kind], each.confidence != "certain", each.places),
        )
    )


def _depended(sources: Sources) -> dict[str, list[Place]]:
    """Return what routes depend on: full names, and where."""
    found: dict[str, list[Place]] = {}
    for source in sources.mentioning("Depends", "Provide", "Dependency"):
        for call in source.calls:
            name = source.full(call.func).rpartition(".")[2]
            if name in ("Depends", "Provide", "Security") and call.args:
                full = sources.resolve(source.full(call.args[0]))
                if full:
                    found.setdefault(full, []).append(source.place(call))
    return found


def _dependencies(
    sources: Sources, depended: dict[str, list[Place]]
) -> Iterator[Found[SessionSource]]:
    names = {full.rpartition(".")[2] for full in depended}
    for source in sources.mentioning("ession", "onnection"):
        for function in source.functions:
            if not (_USUAL_NAMES.match(function.name) or function.name in names):
                continue
            gives = _gives_session(function)
            target = _target(function, source, sources) if gives is not None else None
            if gives is None or target is None:
                continue
            module, name = target
            full = f"{module}.{name}"
            used = depended.get(full, [])
            if not (used or _USUAL_NAMES.match(function.name)):
                continue
            confidence = Confidence.CERTAIN if used and gives else Confidence.LIKELY
            places = (source.place(function), *used[:1])
            is_async = isinstance(function, ast.AsyncFunctionDef) and _is_async(function, source)
            value = SessionSource(f"{module}:{name}", "dependency", is_async)
            yield Found(value, places, confidence, "" if used else "nothing depends on it by name")


def _target(function: Function, source: Source, sources: Sources) -> tuple[str, str] | None:
    """Return module and name of a function, or of a method on a global object."""
    if source.definitions.get(function.name) is function:
        return source.name, function.name
    parent = source.parents.get(function)
    if not isinstance(parent, ast.ClassDef):
        return None
    if any(
        "staticmethod" in unparse(each) or "classmethod" in unparse(each)
        for each in function.decorator_list
    ):
        return source.name, f"{parent.name}.{function.name}"
    owner = f"{source.name}.{parent.name}"
    for each in sources.mentioning(parent.name):
        for name, node in each.definitions.items():
            value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
            if isinstance(value, ast.Call) and sources.resolve(each.full(value.func)) == owner:
                return each.name, f"{name}.{function.name}"
    return None


def _gives_session(function: Function) -> bool | None:
    """Return whether a function surely gives a session; ``None`` where it gives none."""
    if any(_SESSION_TYPE.search(_annotation(each)) for each in _arguments(function)):
        return None
    decorators = " ".join(unparse(each) for each in function.decorator_list)
    if "fixture" in decorators or "property" in decorators or "abstractmethod" in decorators:
        return None
    returns = unparse(function.returns) if function.returns is not None else ""
    given = [
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Yield | ast.Return) and node.value is not None
    ]
    if returns:
        if _SESSION_TYPE.search(returns):
            # A factory of sessions is none.
            return None if "sessionmaker" in returns or "Callable" in returns else bool(given)
        if not re.search(r"Any|Generator|Iterator|Iterable", returns) or "[" in returns:
            return None
    has_yield = any(isinstance(node, ast.Yield) for node in ast.walk(function))
    named = any("session" in unparse(each).lower() or unparse(each) == "db" for each in given)
    if not (has_yield and (named or _opens_session(function))):
        return None
    return named


def _opens_session(function: Function) -> bool:
    opened = [
        unparse(node.func).lower() for node in ast.walk(function) if isinstance(node, ast.Call)
    ]
    return any("session" in each for each in opened)


def _is_async(function: Function, source: Source) -> bool:
    text = unparse(function)
    if "AsyncSession" in text or "async with" in text or "await " in text:
        return True
    return source.mentions("AsyncSession", "async_sessionmaker")


def _annotation(argument: ast.arg) -> str:
    return unparse(argument.annotation) if argument.annotation is not None else ""


def _arguments(function: Function) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def _globals(sources: Sources) -> Iterator[Found[SessionSource]]:
    makers = _making_functions(sources)
    for source in sources.product:
        if not source.mentions(
            "sessionmaker",
            "create_engine",
            "create_async_engine",
            "scoped_session",
            *{each.rpartition(".")[2] for each in makers},
        ):
            continue
        for name, node in source.definitions.items():
            value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
            if not isinstance(value, ast.Call):
                continue
            made = _made(value, source, sources) or makers.get(
                sources.resolve(source.full(value.func))
            )
            if made:
                kind, is_async = made
                session = SessionSource(f"{source.name}:{name}", kind, is_async)
                yield Found(session, (source.place(value),))


def _making_functions(sources: Sources) -> dict[str, tuple[str, bool]]:
    """Return the backend's own functions that return an engine or a factory."""
    found = {}
    for source in sources.mentioning(*ENGINE_MAKERS[:2], *FACTORY_MAKERS[:2]):
        for function in source.functions:
            for node in ast.walk(function):
                if isinstance(node, ast.Return) and node.value is not None:
                    value = _value_of(node.value, function)
                    made = _made(value, source, sources) if isinstance(value, ast.Call) else None
                    if made:
                        found[f"{source.name}.{function.name}"] = made
    return found


def _value_of(node: ast.expr, function: Function) -> ast.expr:
    if not isinstance(node, ast.Name):
        return node
    for inner in ast.walk(function):
        if isinstance(inner, ast.Assign) and any(
            isinstance(each, ast.Name) and each.id == node.id for each in inner.targets
        ):
            return inner.value
    return node


def _made(call: ast.Call, source: Source, sources: Sources) -> tuple[str, bool] | None:
    name = sources.resolve(source.full(call.func)).rpartition(".")[2]
    words = " ".join(unparse(each.value) for each in call.keywords)
    if name in ("create_engine", "create_async_engine"):
        return "engine", "async" in name
    if name in FACTORY_MAKERS:
        inner = unparse(call)
        return "factory", "async" in name or "AsyncSession" in words or "AsyncSession" in inner
    return None
