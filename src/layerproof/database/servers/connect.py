"""Looking at a server through one short connection: version, rights, durability. Needs psycopg.

Used by ``owned``, ``borrowed`` and ``container``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layerproof.database.errors import DatabaseUnfitError, ServerUnavailableError
from layerproof.database.values import PostgresPlace

if TYPE_CHECKING:
    import psycopg

#: Seconds to wait for an answer.
_PATIENCE = 10

_QUESTION = """
    SELECT current_setting('server_version_num')::int, r.rolsuper, r.rolcreatedb, r.rolname
    FROM pg_roles r WHERE r.rolname = current_user
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a server says of itself and of the user. ``version`` is ``server_version_num``."""

    place: PostgresPlace
    version: int
    superuser: bool
    createdb: bool
    durability: Mapping[str, str]


def load_driver() -> None:
    """Import psycopg, which takes a while, at a moment that suits the caller.

    :raises ServerUnavailableError: it is not installed.
    """
    try:
        import psycopg  # noqa: F401 - asks whether it is there
    except ImportError as error:
        raise ServerUnavailableError(
            f"a PostgreSQL server is asked for and psycopg cannot be imported: {error}",
            advice='pip install "layerproof[postgres]"',
        ) from error


def connect(place: PostgresPlace) -> psycopg.Connection[tuple[Any, ...]]:
    """Return a connection in autocommit; what a place leaves empty takes libpq's default.

    Raises ``psycopg.OperationalError`` where nothing answers.
    """
    load_driver()
    import psycopg

    return psycopg.connect(
        host=place.host or None,
        port=place.port,
        user=place.user or None,
        password=place.password or None,
        dbname=place.name or None,
        connect_timeout=_PATIENCE,
        application_name="layerproof",
        autocommit=True,
    )


def look_at_server(place: PostgresPlace, *, durability: Sequence[str] = ()) -> Seen:
    """Connect once and return what the server says.

    :param durability: settings to show.

    Raises ``psycopg.OperationalError`` where it does not answer.
    """
    with connect(place) as connection:
        (row,) = connection.execute(_QUESTION).fetchall()
        shown = {name: _show(connection, name) for name in durability}
        info = connection.info
        actual = PostgresPlace(
            info.dbname, info.host, info.port, info.user, info.password or place.password
        )
    return Seen(actual, row[0], superuser=row[1], createdb=row[2], durability=shown)


def check_durability(seen: Seen, asked: Mapping[str, str]) -> None:
    """Compare what the server says now with what it was started with.

    :raises DatabaseUnfitError: a setting did not take.
    """
    for name, wanted in asked.items():
        found = seen.durability.get(name)
        if found is not None and found != wanted:
            raise DatabaseUnfitError(
                f"the server was started with {name}={wanted} and runs with {name}={found}",
                advice="see whether ALTER SYSTEM or ALTER DATABASE was used on it, "
                "then `layerproof db clean`",
            )


def _show(connection: psycopg.Connection[tuple[Any, ...]], name: str) -> str:
    ((value,),) = connection.execute("SELECT current_setting(%s)", (name,)).fetchall()
    return str(value)
