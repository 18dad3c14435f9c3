"""The project's own fixtures: their scope, and what they give: a database, a session, a client."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from layerproof.adoption.findings import Confidence, Found, Place
from layerproof.adoption.reading.syntax import (
    Function,
    dotted_name,
    functions_in,
    is_true,
    keyword,
    text_of,
)
from layerproof.adoption.reading.tree import ProjectTree
from layerproof.adoption.survey import Fixture

_MAKERS = {
    "database": re.compile(
        r"create_(async_)?engine|create_all|drop_all|create_database|drop_database|.*Postgres.*"
        r"Container|MySqlContainer|upgrade|async_engine_from_config|engine_from_config|.*AsyncEngine"
    ),
    "session": re.compile(
        r"(Async)?Session|(async_)?sessionmaker|async_scoped_session|scoped_session|.*[Ss]ession"
        r"(Local|Maker|Factory|_maker|_factory|maker|_local)|begin_nested"
    ),
    "client": re.compile(
        r"(.*)?TestClient|(httpx\.)?AsyncClient|test_client|ASGITransport|.*ApiClient"
    ),
}
_NAMES = {
    "database": re.compile(
        r"((async|sync|test|sa|db|database|sqlalchemy)_)?(engine|database|postgres|postgresql)"
        r"|(setup|create|init|prepare|reset|clean)_(test_)?(db|database|tables|schema)|tables"
    ),
    "session": re.compile(r"(async_|test_|db_|sync_)?session(maker|_factory)?|(test_|async_)?db"),
    "client": re.compile(
        r"((async|test|api|http|auth|authenticated|authorized|admin|user|anon|anonymous|app|sync)_)*"
        r"client"
    ),
}
_SCOPES = ("function", "class", "module", "package", "session")


def find_fixtures(tree: ProjectTree, paths: Iterable[str]) -> tuple[Found[Fixture], ...]:
    """Return the fixtures in the given files, in their order."""
    return tuple(each for path in paths for each in _read(tree, path))


def _read(tree: ProjectTree, path: str) -> Iterator[Found[Fixture]]:
    module = tree.parse(path)
    if module is None or "fixture" not in module.text:
        return
    for function in _all_functions(module.tree.body):
        decorator = next(filter(_is_fixture, function.decorator_list), None)
        if decorator is not None:
            makes, confidence = _judge(function)
            yield Found(
                Fixture(
                    name=text_of(keyword(decorator, "name")) or function.name,
                    scope=_scope(decorator),
                    autouse=is_true(keyword(decorator, "autouse")),
                    asynchronous=isinstance(function, ast.AsyncFunctionDef),
                    makes=makes,
                ),
                (Place(path, function.lineno),),
                confidence,
            )


def _all_functions(body: list[ast.stmt]) -> Iterator[Function]:
    yield from functions_in(body)
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _all_functions(node.body)


def _is_fixture(decorator: ast.expr) -> bool:
    name = dotted_name(decorator)
    return name in ("fixture", "pytest.fixture", "pytest_asyncio.fixture", "yield_fixture")


def _scope(decorator: ast.expr) -> str:
    scope = text_of(keyword(decorator, "scope"))
    if scope is None and isinstance(decorator, ast.Call) and decorator.args:
        scope = text_of(decorator.args[0])
    return scope if scope in _SCOPES else "function"


def _judge(function: Function) -> tuple[tuple[str, ...], Confidence]:
    """Return what a fixture gives, by its body; by its name and arguments where that is silent."""
    called = {
        dotted_name(node.func).rpartition(".")[2]
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
    }
    made = tuple(
        kind for kind, names in _MAKERS.items() if any(names.fullmatch(name) for name in called)
    )
    if made:
        return made, Confidence.LIKELY
    named = tuple(kind for kind, name in _NAMES.items() if name.fullmatch(function.name))
    return named, Confidence.GUESS if named else Confidence.CERTAIN
