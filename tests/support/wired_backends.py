"""Small backends, one for each way in which a backend gets its sessions, sync and async.

Each is a package with the same three routes: ``POST /items`` stores a name, ``GET /items`` lists
the names, ``POST /failing`` stores one and raises. Its own database address leads nowhere, unless
the shape is to be given one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from textwrap import indent

#: An address under which there is no database and never will be.
NOWHERE = {
    False: "sqlite:////nowhere/production.db",
    True: "sqlite+aiosqlite:////nowhere/production.db",
}

#: Every shape, with what the configuration says about it (``{package}`` is the package's name).
SHAPES: dict[str, dict[str, object]] = {
    "dependency": {"session_dependency": "{package}.database:get_db"},
    "global_factory": {"session_factories": ("{package}.database:SessionLocal",)},
    "scoped_factory": {"session_factories": ("{package}.database:ScopedSession",)},
    "unit_of_work": {"session_factories": ("{package}.database:SessionLocal",)},
    "function_factory": {"session_factories": ("{package}.database:make_session",)},
    "app_factory": {"session_dependency": "{package}.database:get_db"},
    "environment": {"env": {"{package_upper}_URL": "{url}"}},
}

_MODELS = """
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Item(Base):
    __tablename__ = "items"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50), unique=True)
"""

_GLOBAL_DATABASE = """
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import sessionmaker

from {package}.settings import DATABASE_URL

engine = {create_engine}(DATABASE_URL)
SessionLocal = {sessionmaker}(engine, expire_on_commit=False)
"""

_GET_DB = """

{a}def get_db():
    {a}with SessionLocal() as session:
        try:
            yield session
            {w}session.commit()
        except BaseException:
            {w}session.rollback()
            raise
"""

_SCOPED = """
import asyncio

from sqlalchemy.ext.asyncio import async_scoped_session
from sqlalchemy.orm import scoped_session

ScopedSession = {scoped}
"""

_MAKE_SESSION = """

def make_session():
    return SessionLocal()
"""

_STATE_DATABASE = """
from fastapi import Request


{a}def get_db(request: Request):
    {a}with request.app.state.sessions() as session:
        yield session
        {w}session.commit()
"""

_UNIT_OF_WORK = """
from {package}.database import {factory}


class UnitOfWork:
    session_factory = {held}

    {a}def __{aenter}__(self):
        self.session = self.session_factory()
        return self

    {a}def commit(self):
        {w}self.session.commit()

    {a}def __{aexit}__(self, *error):
        {w}self.session.rollback()
        {w}self.session.close()
"""

_HEAD = """
from typing import Annotated, Any

from fastapi import Body, Depends, FastAPI
from sqlalchemy import select

from {package}.models import Item
{imports}

Name = Annotated[str, Body(embed=True)]
"""

_DEPENDENCY_ROUTES = """
@app.post("/items", status_code=201)
{a}def add(name: Name, session: Annotated[Any, Depends(get_db)]) -> dict[str, str]:
    session.add(Item(name=name))
    return {{"name": name}}


@app.post("/failing")
{a}def fail(name: Name, session: Annotated[Any, Depends(get_db)]) -> None:
    session.add(Item(name=name))
    {w}session.flush()
    raise LookupError("failed after writing")


@app.get("/items")
{a}def show(session: Annotated[Any, Depends(get_db)]) -> list[str]:
    return list({w}session.scalars(select(Item.name).order_by(Item.name)))
"""

_OPENING_ROUTES = """
@app.post("/items", status_code=201)
{a}def add(name: Name) -> dict[str, int]:
    {opened}
        item = Item(name=name)
        session.add(item)
        {commit}
        return {{"id": item.id}}


@app.post("/failing")
{a}def fail(name: Name) -> None:
    {opened}
        session.add(Item(name=name))
        {w}session.flush()
        raise LookupError("failed after writing")


@app.get("/items")
{a}def show() -> list[str]:
    {opened}
        return list({w}session.scalars(select(Item.name).order_by(Item.name)))
"""

_FACTORY_APP = '''
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass
class Settings:
    database_url: str = "{nowhere}"


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return a new application; its engine lives from start to stop."""
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI):
        engine = {create_engine}(settings.database_url)
        app.state.sessions = {sessionmaker}(engine, expire_on_commit=False)
        yield
        {w}engine.dispose()

    app = FastAPI(lifespan=lifespan)
{routes}
    return app
'''


@dataclass(frozen=True, slots=True)
class WiredBackend:
    """One backend that was written: its package, and what the configuration says about it."""

    package: str
    shape: str
    is_async: bool
    table: dict[str, object]

    @property
    def app(self) -> str:
        """The target of the application."""
        name = "create_app" if self.shape == "app_factory" else "app"
        return f"{self.package}.main:{name}"


def write_backend(folder: Path, shape: str, *, is_async: bool, package: str) -> WiredBackend:
    """Write a backend of a shape as a package into a folder.

    :param package: a name that no other backend of this process has.
    """
    words = _words(package, is_async=is_async)
    place = folder / package
    place.mkdir()
    for name, text in _files(shape, words).items():
        (place / name).write_text(text, encoding="utf-8")
    table = {key: _fill(value, package) for key, value in SHAPES[shape].items()}
    return WiredBackend(package, shape, is_async, table)


def _fill(value: object, package: str) -> object:
    def fill(text: str) -> str:
        return text.replace("{package}", package).replace("{package_upper}", package.upper())

    if isinstance(value, tuple):
        return tuple(fill(each) for each in value)
    if isinstance(value, dict):
        return {fill(key): each for key, each in value.items()}
    return fill(str(value))


def _words(package: str, *, is_async: bool) -> dict[str, str]:
    scope = "scopefunc=asyncio.current_task"
    return {
        "package": package,
        "nowhere": NOWHERE[is_async],
        "a": "async " if is_async else "",
        "w": "await " if is_async else "",
        "aenter": "aenter" if is_async else "enter",
        "aexit": "aexit" if is_async else "exit",
        "create_engine": "create_async_engine" if is_async else "create_engine",
        "sessionmaker": "async_sessionmaker" if is_async else "sessionmaker",
        "scoped": (
            f"async_scoped_session(SessionLocal, {scope})"
            if is_async
            else "scoped_session(SessionLocal)"
        ),
    }


def _files(shape: str, words: dict[str, str]) -> dict[str, str]:
    database = {
        "dependency": _GLOBAL_DATABASE + _GET_DB,
        "environment": _GLOBAL_DATABASE + _GET_DB,
        "scoped_factory": _GLOBAL_DATABASE + _SCOPED,
        "function_factory": _GLOBAL_DATABASE + _MAKE_SESSION,
        "app_factory": _STATE_DATABASE,
    }.get(shape, _GLOBAL_DATABASE)
    files = {
        "__init__.py": "",
        "settings.py": _settings(shape, words),
        "models.py": _MODELS,
        "database.py": database.format(**words),
        "main.py": _main(shape, words),
    }
    if shape in ("unit_of_work", "function_factory"):
        plain = shape == "function_factory"
        factory = "make_session" if plain else "SessionLocal"
        held = f"staticmethod({factory})" if plain else factory
        files["work.py"] = _UNIT_OF_WORK.format(**words, factory=factory, held=held)
    return files


def _settings(shape: str, words: dict[str, str]) -> str:
    if shape == "environment":
        return f'import os\n\nDATABASE_URL = os.environ["{words["package"].upper()}_URL"]\n'
    return f'DATABASE_URL = "{words["nowhere"]}"\n'


def _main(shape: str, words: dict[str, str]) -> str:
    package = words["package"]
    imports = f"from {package}.database import get_db"
    routes = _DEPENDENCY_ROUTES.format(**words)
    if shape in ("global_factory", "scoped_factory", "unit_of_work", "function_factory"):
        name = {"global_factory": "SessionLocal", "scoped_factory": "ScopedSession"}.get(shape)
        imports = f"from {package}.database import {name}"
        opened = f"{words['a']}with {name}() as session:"
        commit = f"{words['w']}session.commit()"
        if name is None:
            imports = f"from {package}.work import UnitOfWork"
            opened = f"{words['a']}with UnitOfWork() as work:\n        session = work.session"
            commit = f"{words['w']}work.commit()"
        routes = _OPENING_ROUTES.format(**words, opened=opened, commit=commit)
    if shape == "app_factory":
        imports += "\nfrom sqlalchemy import create_engine"
        imports += "\nfrom sqlalchemy.orm import sessionmaker"
        imports += "\nfrom sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine"
    head = _HEAD.format(package=package, imports=imports)
    if shape == "app_factory":
        inner = indent(routes, "    ")
        return head + _FACTORY_APP.format(**words, routes=inner)
    return head + "\napp = FastAPI()\n" + routes
