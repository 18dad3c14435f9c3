"""The guard: connections that the tests' databases are not meant by."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import URL, NullPool, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import create_async_engine

from layerproof.database.errors import WrongDatabaseError
from layerproof.database.guard import (
    COPIES,
    Allowed,
    allow_files,
    allow_tests,
    install_guard,
    remove_guard,
)
from layerproof.database.templates import naming
from layerproof.database.values import PostgresPlace
from tests.support.factory_databases import settings_for
from tests.support.postgres import running_server

DRIVERS = ["psycopg", "psycopg2"]


@pytest.fixture(autouse=True)
def guarded() -> Iterator[None]:
    """Allow the tests' own server, as a run does."""
    install_guard(allow_tests(running_server()))
    yield
    remove_guard()


def connect(url: str) -> int:
    """Connect once, without a pool, and return what the database answers."""
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return int(connection.execute(text("SELECT 1")).scalar_one())


@pytest.mark.parametrize("driver", DRIVERS)
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_any_database_of_the_tests_server_is_allowed(driver: str, host: str) -> None:
    """The server may be named as its machine is, and each of its databases may be used."""
    place = running_server().place
    assert connect(PostgresPlace("template1", host, place.port).url(driver)) == 1


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_developers_database_beside_those_of_the_tests_is_refused(driver: str) -> None:
    """On a server that was given, only what Layerproof makes and what was named may be used."""
    server = replace(running_server(), owned=False)
    install_guard(allow_tests(server))
    assert connect(server.place.url(driver)) == 1
    with pytest.raises(WrongDatabaseError, match="shop_dev was refused") as refused:
        connect(server.place.named("shop_dev").url(driver))
    assert 'databases named "lp_..."' in refused.value.explain()
    with pytest.raises(OperationalError, match="lp_nothing"):  # the server's own answer
        connect(server.place.named("lp_nothing").url(driver))


def test_all_names_of_made_databases_begin_as_the_guard_expects() -> None:
    """What templates and their copies are called may be connected to."""
    names = [naming.template_prefix(Path("/home")), naming.copy_name("postgres", "r", "w", "x", 1)]
    assert [name.startswith(COPIES) for name in names] == [True, True]


@pytest.mark.parametrize("driver", DRIVERS)
@pytest.mark.parametrize(
    "place",
    [
        PostgresPlace("shop", "127.0.0.1", 1, password="secret"),
        PostgresPlace("shop", "db.example.com", 5432, password="secret"),
        PostgresPlace("shop", "/var/run/postgresql", 5432, password="secret"),
    ],
)
def test_another_server_is_refused(driver: str, place: PostgresPlace) -> None:
    """Another port, machine or socket is refused before it is reached, with no password told."""
    with pytest.raises(WrongDatabaseError, match="is not a database of the tests") as refused:
        connect(place.url(driver))
    told = refused.value.explain()
    assert f"postgresql://postgres@{place.host}:{place.port}/shop" in told
    assert "database.guard" in told
    assert "secret" not in told


async def test_an_asynchronous_engine_is_refused() -> None:
    """An engine on asyncpg is guarded as the others are, and allowed as they are."""
    place = running_server().place
    allowed = create_async_engine(place.url("asyncpg"), poolclass=NullPool)
    async with allowed.connect() as connection:
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1
    engine = create_async_engine("postgresql+asyncpg://dev@localhost:1/shop")
    with pytest.raises(WrongDatabaseError, match="dev@localhost:1/shop was refused"):
        await engine.connect()


def test_the_default_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address without a host leads to the machine's own server, or where PGHOST says."""
    monkeypatch.delenv("PGHOST", raising=False)
    monkeypatch.delenv("PGPORT", raising=False)
    with pytest.raises(WrongDatabaseError, match=r"\(default host\):5432/shop"):
        connect("postgresql+psycopg:///shop")
    monkeypatch.setenv("PGHOST", "db.example.com")
    monkeypatch.setenv("PGPORT", "6000")
    with pytest.raises(WrongDatabaseError, match=r"db\.example\.com:6000/shop"):
        connect("postgresql+psycopg:///shop")


def test_an_engine_made_before_is_guarded_as_well() -> None:
    """The guard acts when a connection is made, not when the engine is."""
    remove_guard()
    engine = create_engine("postgresql+psycopg://localhost:1/shop")
    with pytest.raises(OperationalError, match="refused"):
        engine.connect()
    install_guard(allow_tests(running_server()))
    with pytest.raises(WrongDatabaseError, match="was refused"):
        engine.connect()


def test_sqlite_is_not_guarded_in_tests_on_a_server(tmp_path: Path) -> None:
    """Any SQLite file may be used beside a server: many backends keep something in one."""
    connect(f"sqlite:///{tmp_path}/some.db")
    assert (tmp_path / "some.db").exists()


@pytest.fixture
def on_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Guard tests on SQLite; return the folder of the project, which lies among temporary files."""
    project = tmp_path / "project"
    home = project / ".layerproof/databases"
    home.mkdir(parents=True)
    settings = replace(settings_for("sqlite", project), root=project, home=home)
    install_guard(allow_files(settings, project / "tmp"))
    monkeypatch.chdir(project)
    return project


def test_no_server_is_allowed_when_tests_are_on_sqlite(on_sqlite: Path) -> None:
    """With SQLite as the tests' database a server is never right."""
    with pytest.raises(WrongDatabaseError, match="was refused") as refused:
        connect(running_server().place.url("psycopg"))
    home, temporary = on_sqlite / ".layerproof/databases", tempfile.gettempdir()
    places = f"{home} or {on_sqlite / 'tmp'} or {temporary}"
    assert refused.value.tried == (f"allowed is SQLite files that tests make, below {places}",)


@pytest.mark.parametrize(
    "file", ["{project}/dev.db", "{project}/../project/dev.db", "/var/lib/app.db", "relative.db"]
)
def test_a_file_that_tests_did_not_make_is_refused(on_sqlite: Path, file: str) -> None:
    """A developer's file is refused, wherever the project lies, before anything is written."""
    with pytest.raises(WrongDatabaseError, match=r"\.db was refused"):
        connect("sqlite:///" + file.format(project=on_sqlite))
    assert list(on_sqlite.glob("*.db")) == []


def test_a_file_that_is_named_in_code_is_refused_as_well(on_sqlite: Path) -> None:
    """SQLite decodes the name of a URI, so the guard looks at what it stands for."""
    hidden = f"file:{on_sqlite.parent}/{on_sqlite.name}%2Fdev.db"
    url = URL.create("sqlite", database=hidden, query={"uri": "true"})
    with pytest.raises(WrongDatabaseError, match=r"project/dev\.db was refused"):
        create_engine(url, poolclass=NullPool).connect()
    assert not (on_sqlite / "dev.db").exists()


@pytest.mark.parametrize(
    "file", ["{project}/.layerproof/databases/x.db", "{project}/../own.db", "{project}/tmp/own.db"]
)
def test_files_of_tests_are_allowed_on_sqlite(on_sqlite: Path, file: str) -> None:
    """Layerproof's copies, temporary files, and the folder that pytest was given may be used."""
    (on_sqlite / "tmp").mkdir()
    path = file.format(project=on_sqlite)
    connect(f"sqlite:///{path}")
    connect("sqlite://")
    assert Path(path).exists()


@pytest.mark.parametrize("url", ["sqlite:///{other}", "sqlite:///file:{other}?uri=true"])
def test_a_build_may_use_its_own_file_alone(tmp_path: Path, url: str) -> None:
    """While a template is built another file is refused; its own and one in memory are not."""
    install_guard(Allowed(path=str(tmp_path / "building.db"), building=True))
    connect(f"sqlite:///{tmp_path}/x/../building.db")
    connect("sqlite://")
    with pytest.raises(WrongDatabaseError, match=r"dev\.db was refused") as refused:
        connect(url.format(other=tmp_path / "dev.db"))
    assert "sqlalchemy.url" in refused.value.advice
    assert not (tmp_path / "dev.db").exists()


def test_a_build_may_use_its_own_database_alone() -> None:
    """While a template is built another database of the same server is refused."""
    place = running_server().place
    install_guard(Allowed(place.host, place.port, "postgres", path="", building=True))
    connect(place.url("psycopg"))
    with pytest.raises(WrongDatabaseError, match="template1 was refused"):
        connect(place.named("template1").url("psycopg"))
    with pytest.raises(WrongDatabaseError, match=r"dev\.db was refused"):
        connect("sqlite:///dev.db")


def test_nothing_is_refused_without_the_guard() -> None:
    """Removed, the guard does nothing, and removing it once more neither."""
    remove_guard()
    remove_guard()
    with pytest.raises(OperationalError, match="refused"):
        connect("postgresql+psycopg://localhost:1/shop")
