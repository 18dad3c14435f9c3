"""Each shape of a backend works on the test's database, sync and async, on both engines."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from layerproof.testing.clients import open_client
from layerproof.testing.wiring.applications import load_app
from layerproof.testing.wiring.dependencies import override_dependency
from layerproof.testing.wiring.factories import redirect_session_factories
from layerproof.testing.wiring.sessions import SessionSource, make_session_override
from layerproof.testing.wiring.targets import resolve_target
from tests.support.wired_backends import SHAPES, WiredBackend, write_backend
from tests.support.wired_databases import ENGINES, running_test, wired_database

MOVED = [shape for shape in SHAPES if shape != "environment"]
both_kinds = pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
both_engines = pytest.mark.parametrize("engine", ENGINES)


@contextmanager
def wire(backend: WiredBackend, app: Any, source: SessionSource) -> Iterator[None]:
    """Move a backend to the test's database as its table says."""
    with ExitStack() as stack:
        if "session_dependency" in backend.table:
            dependency = resolve_target(str(backend.table["session_dependency"]))
            override = make_session_override(dependency, source)
            stack.enter_context(override_dependency(app, dependency, override))
        targets: Any = backend.table.get("session_factories", ())
        stack.enter_context(redirect_session_factories(targets, source))
        yield


@both_engines
@both_kinds
@pytest.mark.parametrize("shape", MOVED)
async def test_a_shape_works_inside_the_tests_transaction(
    tmp_path: Path, package: str, shape: str, engine: str, *, is_async: bool
) -> None:
    """Requests see the test's rows, the test sees theirs, and nothing of it is there afterwards."""
    backend = write_backend(tmp_path, shape, is_async=is_async, package=package)
    models = importlib.import_module(f"{package}.models")
    names = select(models.Item.name).order_by(models.Item.name)
    with wired_database(tmp_path, engine) as database:
        database.create_tables(models.Base.metadata)
        app = load_app(backend.app)
        async with running_test(database, is_async=is_async) as test:
            test.session.add(models.Item(name="of the test"))
            await test.commit()
            with wire(backend, app, test.source):
                async with open_client(app) as client:
                    first = await client.post("/items", json={"name": "added"})
                    with pytest.raises(LookupError, match="failed after writing"):
                        await client.post("/failing", json={"name": "rolled back"})
                    shown = (await client.get("/items")).json()
            seen = await test.scalars(names)
        left = database.read(names)

    assert first.status_code == 201
    assert (shown, seen, left) == (["added", "of the test"], ["added", "of the test"], [])


@both_engines
@both_kinds
async def test_settings_from_the_environment_need_no_override(
    tmp_path: Path,
    package: str,
    monkeypatch: pytest.MonkeyPatch,
    engine: str,
    *,
    is_async: bool,
) -> None:
    """A backend that reads its address at import is on the test's database by that alone."""
    backend = write_backend(tmp_path, "environment", is_async=is_async, package=package)
    models = importlib.import_module(f"{package}.models")
    with wired_database(tmp_path, engine) as database:
        database.create_tables(models.Base.metadata)
        url = database.async_url if is_async else database.url
        monkeypatch.setenv(f"{package.upper()}_URL", url)
        async with open_client(load_app(backend.app)) as client:
            await client.post("/items", json={"name": "added"})
        seen = database.read(select(models.Item.name))
        used = importlib.import_module(f"{package}.database").engine
        await (used if is_async else _Closing(used)).dispose()

    assert seen == ["added"]


class _Closing:
    """Lets a synchronous engine be disposed of like an asynchronous one."""

    def __init__(self, engine: Any) -> None:
        self.engine = engine

    async def dispose(self) -> None:
        self.engine.dispose()


@both_kinds
@pytest.mark.parametrize("shape", MOVED)
async def test_outside_of_a_test_a_shape_is_as_it_was(
    tmp_path: Path, package: str, shape: str, *, is_async: bool
) -> None:
    """After the test the backend reaches for its own database again, wherever that is."""
    backend = write_backend(tmp_path, shape, is_async=is_async, package=package)
    models = importlib.import_module(f"{package}.models")
    with wired_database(tmp_path, "sqlite") as database:
        database.create_tables(models.Base.metadata)
        app = load_app(backend.app)
        async with running_test(database, is_async=is_async) as test:
            with wire(backend, app, test.source):
                async with open_client(app) as client:
                    inside = await client.get("/items")
            async with open_client(app, raise_app_exceptions=False) as client:
                outside = await client.get("/items")

    assert (inside.status_code, outside.status_code) == (200, 500)


@both_kinds
async def test_clearing_the_overrides_in_a_test_leaves_the_session_where_it_is(
    tmp_path: Path, package: str, *, is_async: bool
) -> None:
    """Code that empties or replaces the application's overrides stays on the test's database."""
    backend = write_backend(tmp_path, "dependency", is_async=is_async, package=package)
    models = importlib.import_module(f"{package}.models")
    with wired_database(tmp_path, "sqlite") as database:
        database.create_tables(models.Base.metadata)
        app = load_app(backend.app)
        async with running_test(database, is_async=is_async) as test:
            with wire(backend, app, test.source):
                async with open_client(app) as client:
                    app.dependency_overrides = {}
                    assigned = await client.get("/items")
                    app.dependency_overrides.clear()
                    cleared = await client.get("/items")

    assert [assigned.json(), cleared.json()] == [[], []]
