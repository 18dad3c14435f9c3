"""Addresses of databases, held to those who read them: SQLAlchemy and libpq."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy.engine import make_url

from layerproof.database.values import PostgresPlace, SqlitePlace

ODD = "a b/c@d:e?f=g&h#i%41+j'k\"l\\m[é]"
#: Since 2.1 SQLAlchemy undoes escapes in a database's name or path; before, they cannot be odd.
UNDOES_ESCAPES = not sqlalchemy.__version__.startswith("2.0.")
#: Names that SQLAlchemy 2.0, which undoes no escapes in them, reads as well.
NAMES = ("tests", "tests_gw0-1.2", "a+b=c,d;e$f!g*h'(i)")


@pytest.mark.parametrize(
    ("place", "url"),
    [
        (PostgresPlace("tests"), "postgresql+psycopg://postgres@127.0.0.1:5432/tests"),
        (
            PostgresPlace("tests", host="db.internal", port=6543, user="ada", password="p"),
            "postgresql+psycopg://ada:p@db.internal:6543/tests",
        ),
        (
            PostgresPlace("tests", host="::1", port=1),
            "postgresql+psycopg://postgres@[::1]:1/tests",
        ),
        (
            PostgresPlace("tests", host="/tmp/a b+c", port=1),
            "postgresql+psycopg://postgres@/tests?host=/tmp/a%20b%2Bc&port=1",
        ),
    ],
)
def test_address_is_written_plainly(place: PostgresPlace, url: str) -> None:
    """An address has no more in it than it needs."""
    assert place.url("psycopg") == url


@pytest.mark.parametrize("host", ["127.0.0.1", "db.internal", "::1", "/run/post gres/a+b%2F&c=d?"])
@pytest.mark.parametrize("password", ["", "p", ODD])
@pytest.mark.parametrize("name", [*NAMES, *([ODD] if UNDOES_ESCAPES else [])])
def test_both_readers_find_every_part(host: str, password: str, name: str) -> None:
    """SQLAlchemy and libpq read each part as it was, whatever characters it has."""
    place = PostgresPlace(name, host=host, port=6543, user=ODD, password=password)

    read = make_url(place.url("psycopg"))
    port = read.port or int(str(read.query["port"]))
    assert read.drivername == "postgresql+psycopg"
    assert (
        PostgresPlace(
            name=str(read.database),
            host=read.host or str(read.query["host"]),
            port=port,
            user=str(read.username),
            password=read.password or "",
        )
        == place
    )

    assert conninfo_to_dict(place.url()) == {
        "dbname": name,
        "host": host,
        "port": "6543",
        "user": ODD,
        **({"password": password} if password else {}),
    }


@pytest.mark.parametrize("name", NAMES)
def test_usual_names_are_not_escaped(name: str) -> None:
    """A name without characters of a URL's own stands as it is, for SQLAlchemy 2.0."""
    assert PostgresPlace(name).url().rpartition("/")[2] == name


def test_another_database_of_the_same_server_differs_by_its_name() -> None:
    """Only the name changes, on the way to a neighbour."""
    place = PostgresPlace("a", host="h", port=1, user="u", password="p")
    assert place.named("b") == PostgresPlace("b", host="h", port=1, user="u", password="p")


@pytest.mark.parametrize(
    "path",
    [
        "/home/ada/shop/.layerproof/database/tests.db",
        "/tmp/a b/c+d/e@f:g/h#i/j&k=l/[m]é.db",
        "/tmp/100%/50%zz.db",
        *(["/tmp/what?/a%41b%2F.db"] if UNDOES_ESCAPES else []),
    ],
)
def test_sqlalchemy_finds_the_file(path: str) -> None:
    """The path of a file comes out of its address as it went in."""
    place = SqlitePlace(Path(path))
    read = make_url(place.url("aiosqlite"))
    assert (read.drivername, read.database, dict(read.query)) == ("sqlite+aiosqlite", path, {})


def test_a_usual_path_is_not_escaped() -> None:
    """A file with spaces and single percent signs has them in its address, for SQLAlchemy 2.0."""
    place = SqlitePlace(Path("/tmp/a b/100%/é.db"))
    assert place.url() == "sqlite:////tmp/a b/100%/é.db"
    assert place.name == "é"
