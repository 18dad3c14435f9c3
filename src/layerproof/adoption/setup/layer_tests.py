"""The first tests of a project without any: one for each layer, each of which can fail."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from layerproof.adoption.setup.factories import Factory, write_imports
from layerproof.adoption.setup.routes import Route

_MARK = "\n\npytestmark = pytest.mark.anyio"


@dataclass(frozen=True, slots=True)
class Voice:
    """How tests are written: with or without ``await``, and with a mark for a plugin or not.

    ``described`` says that the application answers with an OpenAPI document.
    """

    asynchronous: bool
    marked: bool = True
    described: bool = True

    @property
    def start(self) -> str:
        """How a test's definition begins."""
        return "async def" if self.asynchronous else "def"

    @property
    def wait(self) -> str:
        """What stands before a call that takes time."""
        return "await " if self.asynchronous else ""

    @property
    def mark(self) -> str:
        """The module's mark."""
        return _MARK if self.asynchronous and self.marked else ""

    @property
    def client(self) -> str:
        """The fixture that gives a client."""
        return "client" if self.asynchronous else "sync_client"


def write_conftest() -> str:
    """Return ``tests/conftest.py``: what asynchronous tests run on, without a plugin to install."""
    return (
        '"""What all tests have in common."""\n\nimport pytest\n\n\n@pytest.fixture\n'
        "def anyio_backend() -> str:\n"
        '    """Asynchronous tests run on asyncio."""\n    return "asyncio"\n'
    )


def write_row_test(factory: Factory, column: str | None, voice: Voice) -> str:
    """Return a test that saves a row and reads it back from the database.

    :param column: a column whose value is compared.
    """
    session = "AsyncSession" if voice.asynchronous else "Session"
    origin = "sqlalchemy.ext.asyncio" if voice.asynchronous else "sqlalchemy.orm"
    wanted = [
        ("sqlalchemy", "inspect"),
        (origin, session),
        (factory.module, factory.model),
        ("tests.factories", factory.name),
    ]
    row = _name_row(factory.model)
    fixture = "async_db" if voice.asynchronous else "db"
    start, wait = voice.start, voice.wait
    lines = [
        f"{start} test_{_article(row)}_{row}_is_read_back({fixture}: {session}) -> None:",
        '    """What was saved is in the database, and not only in the session."""',
        f"    {row} = {wait}{factory.name}.create()",
        f"    identity = inspect({row}).identity",
    ]
    if column:
        lines.append(f"    expected = {row}.{column}")
    lines += [f"    {fixture}.expunge_all()"]
    lines += [f"    found = {wait}{fixture}.get({factory.model}, identity)"]
    lines.append("    assert found is not None")
    if column:
        lines.append(f"    assert found.{column} == expected")
    body = "\n".join(lines)
    extra = "import pytest\n" if voice.mark else ""
    about = '"""Rows of the models, on the test database."""'
    return f"{about}\n\n{extra}{write_imports(wanted)}{voice.mark}\n\n\n{body}\n"


def write_api_test(routes: Sequence[Route], owner: tuple[str, str], voice: Voice) -> str:
    """Return tests that ask the application: whether it is up, and one of its routes.

    :param owner: module and name of the application, whose own routes have no prefix.
    """
    tests = [_write_health(routes, owner, voice)]
    route = next((each for each in routes if not each.is_health), None)
    if route and voice.described:
        tests.append(_write_route(route.path, voice))
    extra = "\nimport pytest\n" if voice.mark else ""
    about = '"""The application as its callers see it."""'
    head = f"{about}\n\nfrom typing import Any\n{extra}".rstrip("\n")
    return "\n\n\n".join([f"{head}{voice.mark}", *tests]) + "\n"


def write_service_test(services: Sequence[tuple[str, str]]) -> str:
    """Return a test that imports callables (module, name) where nothing may be connected to."""
    rows = "\n".join(f'        ("{module}", "{name}"),' for module, name in services)
    return (
        '"""The services alone: this suite bars networks and databases."""\n\n'
        "from importlib import import_module\n\nimport pytest\n\n\n"
        f'@pytest.mark.parametrize(\n    ("module", "name"),\n    [\n{rows}\n    ],\n)\n'
        "def test_a_service_needs_no_connection_to_be_imported(module: str, name: str) -> None:\n"
        '    """Whoever imports a service connects to nothing, and finds what it offers."""\n'
        "    assert callable(getattr(import_module(module), name))\n"
    )


def find_callables(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield for each module its first public function, else its first public class."""
    for module, text in texts.items():
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        functions = ast.FunctionDef | ast.AsyncFunctionDef
        names = [node.name for node in tree.body if isinstance(node, functions)]
        names += [node.name for node in tree.body if isinstance(node, ast.ClassDef)]
        name = next((name for name in names if not name.startswith("_")), None)
        if name:
            yield module, name


def _write_health(routes: Sequence[Route], owner: tuple[str, str], voice: Voice) -> str:
    health = next(
        (each for each in routes if each.is_health and (each.module, each.owner) == owner), None
    )
    if health:
        return _write_request(
            "the_application_is_up", "The application starts, and says so.", health.path, 200, voice
        )
    if voice.described:
        test = _write_request(
            "the_application_describes_itself",
            "The application starts, and its OpenAPI document has routes.",
            "/openapi.json",
            200,
            voice,
        )
        return f'{test}\n    assert answer.json()["paths"]'
    return _write_request(
        "what_is_not_there_is_not_found",
        "The application starts, and tells what it does not have.",
        "/no-such-page",
        404,
        voice,
    )


def _write_request(name: str, about: str, path: str, status: int, voice: Voice) -> str:
    return (
        f"{voice.start} test_{name}({voice.client}: Any) -> None:\n"
        f'    """{about}"""\n'
        f'    answer = {voice.wait}{voice.client}.get("{path}")\n'
        f"    assert answer.status_code == {status}"
    )


def _write_route(path: str, voice: Voice) -> str:
    words = "".join(char if char.isalnum() else " " for char in path).split()
    name = "_".join(words).lower() or "the_root"
    ask = f"{voice.wait}{voice.client}.get"
    return (
        f"{voice.start} test_{name}_is_answered({voice.client}: Any) -> None:\n"
        '    """A request goes through router, service and database without a server error."""\n'
        f'    described = {ask}("/openapi.json")\n'
        f'    path = next(one for one in described.json()["paths"] if one.endswith("{path}"))\n'
        f"    answer = {ask}(path)\n"
        "    assert answer.status_code < 500"
    )


def _name_row(model: str) -> str:
    snake = "".join(f"_{char.lower()}" if char.isupper() else char for char in model).strip("_")
    return "row" if snake in {"expected", "found", "identity", "db", "async_db"} else snake


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"
