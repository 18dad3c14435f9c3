"""Session factories are moved in place, every reference follows, and all of it is undone."""

from __future__ import annotations

import asyncio
import importlib
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from layerproof.database.errors import WiringError
from layerproof.testing.wiring.factories import redirect_session_factories
from layerproof.testing.wiring.sessions import SessionSource

DATABASE = """
import asyncio
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import (
    AsyncSession, async_scoped_session, async_sessionmaker, create_async_engine,
)
from sqlalchemy.orm import Session, scoped_session, sessionmaker

engine = create_engine("sqlite:////nowhere/a.db")
async_engine = create_async_engine("sqlite+aiosqlite:////nowhere/a.db")


ended = []


class Routed(Session):
    def get_bind(self, *args, **kwargs):
        return engine


make = sessionmaker(engine, expire_on_commit=False, info={"a": 1})
make_routed = sessionmaker(binds={object: engine}, class_=Routed)
make_async = async_sessionmaker(async_engine, info={"a": 1}, sync_session_class=Routed)
scoped = scoped_session(make)
async_scoped = async_scoped_session(make_async, scopefunc=asyncio.current_task)


def give():
    return Session(engine)


async def give_later():
    return AsyncSession(async_engine)


@contextmanager
def scope():
    with Session(engine) as session:
        yield session
        ended.append(session.get_bind())


@asynccontextmanager
async def async_scope():
    async with AsyncSession(async_engine) as session:
        yield session
        ended.append(session.get_bind())


def generate():
    with Session(engine) as session:
        yield session
        ended.append(session.get_bind())


async def generate_async():
    async with AsyncSession(async_engine) as session:
        yield session
        ended.append(session.get_bind())


def give_number():
    return 7
"""

WORK = """
from {package}.database import async_scoped, give, make, scoped
from {package} import database


class Unit:
    held = staticmethod(give)
    factory = make

    def __init__(self, open_session=give, *, make_session=give):
        self.made = (open_session(), make_session(), self.held(), self.factory())

    @classmethod
    def open(cls, by=make):
        return by()


def work(by=give):
    return (by(), give(), database.give(), make(), Unit.open(), *Unit().made, scoped())
"""


@pytest.fixture
def database(tmp_path: Path, package: str) -> Any:
    """Write the modules and return the one with the factories."""
    (tmp_path / package).mkdir()
    (tmp_path / package / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / package / "database.py").write_text(DATABASE, encoding="utf-8")
    work = WORK.replace("{package}", package)
    (tmp_path / package / "work.py").write_text(work, encoding="utf-8")
    importlib.import_module(f"{package}.work")
    return importlib.import_module(f"{package}.database")


ENGINE = create_engine("sqlite://")


class AsyncPlace:
    """What an asynchronous session is bound to here; nothing is ever sent."""

    sync_engine = ENGINE


ASYNC_ENGINE: Any = AsyncPlace()


def make_source(asked: list[str] | None = None) -> SessionSource:
    """Return a source that notes for which side it was asked."""
    notes: list[str] = [] if asked is None else asked

    def give_options(kind: str, bind: Any) -> dict[str, Any]:
        notes.append(kind)
        return {"bind": bind, "join_transaction_mode": "create_savepoint"}

    return SessionSource(
        sync_options=lambda: give_options("sync", ENGINE),
        async_options=lambda: give_options("async", ASYNC_ENGINE),
    )


def redirect(database: Any, *names: str, source: SessionSource | None = None) -> Any:
    """Redirect factories of the database's module."""
    targets = [f"{database.__name__}:{name}" for name in names]
    return redirect_session_factories(targets, source or make_source())


def test_every_reference_to_a_factory_follows_and_returns(database: Any, package: str) -> None:
    """Imported names, defaults, class attributes and registries are all on the test's database."""
    work = importlib.import_module(f"{package}.work")
    before = [session.get_bind() for session in work.work()]
    database.scoped.remove()
    with redirect(database, "make", "scoped", "give"):
        inside = [session.get_bind() for session in work.work()]
    after = [session.get_bind() for session in work.work()]
    database.scoped.remove()

    assert len(inside) == 10
    assert (set(before), set(inside), set(after)) == (
        {database.engine},
        {ENGINE},
        {database.engine},
    )


def test_what_a_factory_was_made_with_is_restored_exactly(database: Any) -> None:
    """Keywords, classes, registries and functions are the very same objects afterwards."""
    names = ("make", "make_routed", "make_async", "scoped", "async_scoped", "give", "give_later")

    def describe() -> list[Any]:
        return [(value, dict(vars(value))) for value in (getattr(database, n) for n in names)]

    before = describe()
    with (
        pytest.raises(KeyError, match="of the test"),
        redirect(database, *names),
        redirect(database, "make"),
    ):
        raise KeyError("of the test")

    assert describe() == before
    assert type(database.make.kw) is dict


def test_a_factory_keeps_what_the_test_does_not_need(database: Any) -> None:
    """Class and options stay the project's; a routed class goes where the test is."""
    with redirect(database, "make", "make_routed", "make_async"):
        plain, routed, later = database.make(), database.make_routed(), database.make_async()

        assert (plain.expire_on_commit, plain.info) == (False, {"a": 1})
        assert (isinstance(plain, Session), isinstance(routed, database.Routed)) == (True, True)
        assert (routed.get_bind(), plain.join_transaction_mode) == (ENGINE, "create_savepoint")
        assert (later.info, isinstance(later.sync_session, database.Routed)) == ({"a": 1}, True)
        assert later.sync_session.get_bind() is ENGINE


def test_a_factory_that_the_test_does_not_use_asks_for_no_connection(database: Any) -> None:
    """The side of a database is opened when a session is made, not before."""
    asked: list[str] = []
    source = make_source(asked)
    with redirect(database, "make", "make_async", "scoped", "async_scoped", "give", source=source):
        unused = list(asked)
        database.make()

    assert (unused, asked) == ([], ["sync"])


def test_configuring_a_factory_in_a_test_does_not_move_it(database: Any) -> None:
    """An application that binds its factory when it starts stays on the test's database."""
    with redirect(database, "make"):
        database.make.configure(bind=database.engine, autoflush=False)
        session = database.make()

        assert (session.get_bind(), session.autoflush) == (ENGINE, False)
    assert database.make().autoflush is True


def test_a_registry_begins_and_ends_without_sessions(database: Any) -> None:
    """A session left from before is not met in the test, one of the test not afterwards."""
    before = database.scoped()
    with redirect(database, "scoped"):
        inside = database.scoped()
        assert database.scoped() is inside
        database.scoped.remove()
        left = database.scoped()
        left.begin()
    ended = not left.in_transaction()
    after = database.scoped()
    database.scoped.remove()

    assert (after is before, inside is before, left is before) == (True, False, False)
    assert (before.get_bind(), left.get_bind(), ended) == (database.engine, ENGINE, True)


def test_functions_of_every_kind_give_sessions_on_the_test(database: Any) -> None:
    """A plain function, a context manager and a generator, asynchronous or not, are replaced."""
    names = ("give", "give_later", "scope", "async_scope", "generate", "generate_async")

    async def open_all() -> list[Any]:
        async with database.async_scope() as scoped:
            binds = [scoped.bind, (await database.give_later()).bind]
        return [*binds, *[session.bind async for session in database.generate_async()]]

    with redirect(database, *names):
        with database.scope() as scoped:
            plain = [database.give().get_bind(), scoped.get_bind()]
        generated = [session.get_bind() for session in database.generate()]
        later = asyncio.run(open_all())

    assert (plain, generated, later) == ([ENGINE] * 2, [ENGINE], [ASYNC_ENGINE] * 3)
    assert database.ended == [ENGINE] * 4


@pytest.mark.parametrize(
    ("name", "problem", "advice"),
    [
        ("engine", "is no session factory but of the type Engine", "let env set the address"),
        ("async_engine", "but of the type AsyncEngine", "let env set the address"),
        ("Routed", "but of the type type", "name a sessionmaker"),
    ],
)
def test_what_makes_no_sessions_is_refused(
    database: Any, name: str, problem: str, advice: str
) -> None:
    """The message says what was named, and what to name instead."""
    with pytest.raises(WiringError, match=problem) as caught, redirect(database, name):
        """Never reached."""

    assert caught.value.advice.startswith((advice, "an engine cannot be moved"))


def test_a_function_that_gives_something_else_is_refused_when_it_does(database: Any) -> None:
    """A function is only known by what it gives."""
    with (
        redirect(database, "give_number"),
        pytest.raises(WiringError, match="gave no session but an object of the type int"),
    ):
        database.give_number()
