"""A session dependency runs as it is written; only where its session connects to is changed."""

# Annotations are evaluated here: FastAPI cannot find names of a function's own in text.
import asyncio
import functools
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI, HTTPException
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, select, text
from sqlalchemy.ext.asyncio import (
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    mapped_column,
    object_session,
    scoped_session,
    sessionmaker,
)

from layerproof.database.errors import WiringError
from layerproof.testing.clients import open_client, open_sync_client
from layerproof.testing.wiring.dependencies import override_dependency
from layerproof.testing.wiring.sessions import make_session_override
from tests.support.wired_databases import running_test, wired_database


class Base(DeclarativeBase):
    """The models of this module."""


class Item(Base):
    """Something that is stored."""

    __tablename__ = "items"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


NOWHERE = create_engine("sqlite:////nowhere/production.db")
ASYNC_NOWHERE = create_async_engine("sqlite+aiosqlite:////nowhere/production.db")
NAMES = select(Item.name).order_by(Item.name)


class OwnSession(Session):
    """A project's own class, which sends each model to a database of its own."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Any:
        """Route everything to production."""
        return NOWHERE


class OwnAsyncSession(AsyncSession):
    """The asynchronous class of the same kind."""

    sync_session_class = OwnSession


make_own = sessionmaker(NOWHERE, class_=OwnSession, expire_on_commit=False, info={"own": True})
make_own_async = async_sessionmaker(
    ASYNC_NOWHERE, class_=OwnAsyncSession, expire_on_commit=False, info={"own": True}
)
registry = scoped_session(make_own, scopefunc=lambda: 1)


def generate() -> Iterator[Session]:
    """Give a session and commit it."""
    with make_own() as session, session.begin():
        yield session


def give() -> Session:
    """Give a session that nobody closes."""
    return make_own()


async def generate_in_coroutine() -> AsyncIterator[Session]:
    """Give a synchronous session from an asynchronous generator."""
    with make_own.begin() as session:
        yield session


class Unit:
    """A unit of work."""

    def __init__(self) -> None:
        self.session = make_own()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.session, name)


class Giver:
    """A dependency that is an object."""

    def __call__(self) -> Iterator[Session]:
        """Give a session and commit it."""
        yield from generate()

    def method(self) -> Iterator[Session]:
        """Do the same as a method."""
        yield from generate()


def generate_with(make: Callable[[], Session]) -> Iterator[Session]:
    """Give a session of a factory."""
    with make() as session, session.begin():
        yield session


async def generate_async() -> AsyncIterator[AsyncSession]:
    """Give an asynchronous session and commit it."""
    async with make_own_async() as session, session.begin():
        yield session


async def give_async() -> AsyncSession:
    """Give an asynchronous session that nobody closes."""
    return make_own_async()


def give_async_plainly() -> AsyncSession:
    """Give an asynchronous session from a plain function."""
    return make_own_async()


SYNC: dict[str, Callable[..., Any]] = {
    "generator": generate,
    "function": give,
    "asynchronous generator": generate_in_coroutine,
    "unit of work": Unit,
    "object": Giver(),
    "method": Giver().method,
    "partial": functools.partial(generate_with, make_own),
}
ASYNC: dict[str, Callable[..., Any]] = {
    "generator": generate_async,
    "coroutine": give_async,
    "function": give_async_plainly,
}


def make_app(dependency: Any) -> FastAPI:
    """Return an application that stores and lists items on sessions of a dependency."""
    app = FastAPI()

    @app.post("/items/{name}")
    async def add(name: str, session: Annotated[Any, Depends(dependency)]) -> Any:
        session.add(Item(name=name))
        if name in ("bad", "forgotten"):
            flushed = session.flush()
            if flushed is not None:
                await flushed
        if name == "bad":
            raise HTTPException(418)
        return dict(session.info)

    @app.post("/renames/{name}")
    def rename(name: str, session: Annotated[Any, Depends(dependency)]) -> Any:
        items = session.scalars(select(Item)).all()
        found = [(item.name, item in session) for item in items]
        for item in items:
            item.name = name
        return found

    @app.post("/commits/{name}")
    def add_and_commit(name: str, session: Annotated[Any, Depends(dependency)]) -> Any:
        item = Item(name=name)
        session.add(item)
        session.commit()
        return item.name

    return app


@asynccontextmanager
async def wired(folder: Path, dependency: Any, *, is_async: bool) -> AsyncIterator[Any]:
    """Give a running test and a client of an application on its database."""
    with wired_database(folder, "sqlite") as database:
        database.create_tables(Base.metadata)
        app = make_app(dependency)
        async with running_test(database, is_async=is_async) as test:
            override = make_session_override(dependency, test.source)
            with override_dependency(app, dependency, override):
                async with open_client(app) as client:
                    yield test, client


FORGETTING = ("function", "unit of work")
COMMITTING = [name for name in SYNC if name not in FORGETTING]


@pytest.mark.parametrize("kind", COMMITTING)
async def test_a_dependency_of_any_kind_keeps_its_own_ways(tmp_path: Path, kind: str) -> None:
    """Class, options and the commit at the end are the project's, and so is the rollback."""
    async with wired(tmp_path, SYNC[kind], is_async=False) as (test, client):
        info = (await client.post("/items/good")).json()
        bad = (await client.post("/items/bad")).status_code
        seen = await test.scalars(NAMES)

    assert (info, bad, seen) == ({"own": True}, 418, ["good"])


async def test_an_asynchronous_dependency_keeps_its_own_ways(tmp_path: Path) -> None:
    """The same is so for asynchronous sessions."""
    async with wired(tmp_path, generate_async, is_async=True) as (test, client):
        info = (await client.post("/items/good")).json()
        bad = (await client.post("/items/bad")).status_code
        seen = await test.scalars(NAMES)

    assert (info, bad, seen) == ({"own": True}, 418, ["good"])


@pytest.mark.parametrize("kind", FORGETTING)
async def test_a_forgotten_commit_is_seen(tmp_path: Path, kind: str) -> None:
    """What the code under test does not commit is not stored, in a test as in production."""
    async with wired(tmp_path, SYNC[kind], is_async=False) as (test, client):
        await client.post("/items/forgotten")
        kept = (await client.post("/commits/kept")).json()
        seen = await test.scalars(NAMES)

    assert (kept, seen) == ("kept", ["kept"])


async def test_steps_happen_around_the_dependency(tmp_path: Path) -> None:
    """What is to happen before and after happens with any client, also when the request fails."""
    steps: list[str] = []
    async with wired(tmp_path, generate, is_async=False) as (test, client):
        noted = replace(
            test.source,
            before_request=lambda: steps.append("before"),
            after_request=lambda: steps.append("after"),
        )
        app = make_app(generate)
        with override_dependency(app, generate, make_session_override(generate, noted)):
            test_client = TestClient(app)
            await asyncio.to_thread(test_client.post, "/items/good")
            await asyncio.to_thread(test_client.post, "/items/bad")
        await client.post("/items/good")

    assert steps == ["before", "after"] * 2


@pytest.mark.parametrize("kind", ["coroutine", "function"])
async def test_a_forgotten_commit_is_seen_asynchronously(tmp_path: Path, kind: str) -> None:
    """The same is so for asynchronous sessions."""
    async with wired(tmp_path, ASYNC[kind], is_async=True) as (test, client):
        await client.post("/items/forgotten")
        seen = await test.scalars(NAMES)

    assert seen == []


async def test_the_request_shares_no_objects_with_the_test(tmp_path: Path) -> None:
    """The request sees what the test has pending, in objects of its own; the test sees changes."""
    async with wired(tmp_path, generate, is_async=False) as (test, client):
        item = Item(name="pending")
        test.session.add(item)
        renamed = (await client.post("/renames/changed")).json()

        assert (renamed, item.name) == ([["pending", True]], "changed")
        assert object_session(item) is test.session


async def test_a_parameter_of_the_dependency_is_filled(tmp_path: Path) -> None:
    """What the dependency depends on itself is asked for as before."""

    def choose() -> Callable[[], Session]:
        return make_own

    def get_db(make: Annotated[Any, Depends(choose)], tenant: str = "none") -> Iterator[Session]:
        with make() as session, session.begin():
            session.info["tenant"] = tenant
            yield session

    async with wired(tmp_path, get_db, is_async=False) as (_, client):
        info = (await client.post("/items/x?tenant=acme")).json()

    assert info == {"own": True, "tenant": "acme"}


async def test_a_factory_that_is_given_makes_sessions_on_the_test(tmp_path: Path) -> None:
    """A dependency may give the factory instead of a session."""

    def give_factory() -> Any:
        return make_own

    def get_db(make: Annotated[Any, Depends(give_factory)]) -> Iterator[Session]:
        with make.begin() as session:
            yield session

    with wired_database(tmp_path, "sqlite") as database:
        database.create_tables(Base.metadata)
        app = make_app(get_db)
        async with running_test(database, is_async=False) as test:
            override = make_session_override(give_factory, test.source)
            with override_dependency(app, give_factory, override):
                async with open_client(app) as client:
                    info = (await client.post("/items/x")).json()
            seen = await test.scalars(NAMES)

    assert (info, seen, make_own.kw["bind"]) == ({"own": True}, ["x"], NOWHERE)


async def test_a_session_of_a_registry_returns_to_its_own_database(tmp_path: Path) -> None:
    """A session that outlives the request is not left on the test's connection."""

    def give_left() -> Iterator[Session]:
        yield registry()

    async with wired(tmp_path, give_left, is_async=False) as (_, client):
        await client.post("/items/x")
        left = registry()
        bound, routed = left.bind, left.get_bind()
        registry.remove()

    assert (bound, routed) == (NOWHERE, NOWHERE)


async def test_a_session_that_is_connected_already_is_refused(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A dependency that speaks to its own database first cannot be moved, and is told so."""
    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('own')}/own.db")

    def get_db() -> Iterator[Session]:
        with Session(engine) as session:
            session.execute(text("SELECT 1"))
            yield session

    async with wired(tmp_path, get_db, is_async=False) as (_, client):
        with pytest.raises(WiringError, match="uses its session before it hands it over"):
            await client.post("/items/x")
    engine.dispose()


@pytest.mark.parametrize("given", [7, registry], ids=["number", "registry"])
async def test_a_dependency_without_a_session_is_refused(tmp_path: Path, given: Any) -> None:
    """The message names the dependency and what it gave; a registry is moved as a factory is."""

    def get_db() -> Any:
        return given

    expected = f'get_db" gave no session .* type {type(given).__name__}'
    async with wired(tmp_path, get_db, is_async=False) as (_, client):
        with pytest.raises(WiringError, match=expected) as caught:
            await client.post("/items/x")

    assert "session_factories" in caught.value.advice


def test_the_synchronous_client_works_on_the_test_as_well(tmp_path: Path) -> None:
    """Endpoints in threads and dependencies on the client's loop reach the test's connection."""

    async def body() -> tuple[Any, list[str]]:
        with wired_database(tmp_path, "sqlite") as database:
            database.create_tables(Base.metadata)
            app = make_app(generate)
            async with running_test(database, is_async=False) as test:
                override = make_session_override(generate, test.source)
                with override_dependency(app, generate, override), open_sync_client(app) as client:
                    info = client.post("/items/x").json()
                return info, await test.scalars(NAMES)

    assert asyncio.run(body()) == ({"own": True}, ["x"])
