"""A server for one process of tests alone, where a suite makes databases by fixed names.

Two processes would meet in such a name. The homes are numbered and used again by later runs, so
that ``initdb`` is paid once for each worker; whoever holds ``sole.lock`` of one has it alone.
Used by ``owned``.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layerproof.database.errors import DatabaseUnfitError
from layerproof.database.servers.connect import connect
from layerproof.database.servers.home import ServerHome
from layerproof.database.servers.locks import EXCLUSIVE, try_lock
from layerproof.database.values import PostgresPlace

if TYPE_CHECKING:
    import psycopg

_HAS_ROLES = r"""
    SELECT EXISTS (SELECT FROM pg_roles WHERE rolname <> current_user AND rolname NOT LIKE 'pg\_%')
"""
#: A template may need the roles, and is made again without them: it goes where there are any.
_DOOMED = r"""
    FROM pg_database WHERE datname NOT IN (current_database(), 'template0', 'template1')
    AND ({} OR datname NOT LIKE 'lp\_t\_%')
"""
_UNSEAL = "SELECT format('ALTER DATABASE %I IS_TEMPLATE false', datname) {} AND datistemplate"
_DROP = "SELECT format('DROP DATABASE IF EXISTS %I WITH (FORCE)', datname) {}"
_TABLESPACES = r"""
    SELECT format('DROP TABLESPACE %I', spcname) FROM pg_tablespace WHERE spcname NOT LIKE 'pg\_%'
"""
_ROLES = r"""
    SELECT format('DROP OWNED BY %1$I; DROP ROLE %1$I', rolname) FROM pg_roles
    WHERE rolname <> current_user AND rolname NOT LIKE 'pg\_%'
"""
#: The first identifier that PostgreSQL gives to what somebody makes.
_IS_USED = """
    SELECT EXISTS (SELECT FROM pg_class WHERE oid >= 16384)
        OR EXISTS (SELECT FROM pg_proc WHERE oid >= 16384)
        OR EXISTS (SELECT FROM pg_type WHERE oid >= 16384)
        OR EXISTS (SELECT FROM pg_extension WHERE oid >= 16384)
        OR EXISTS (SELECT FROM pg_namespace WHERE oid >= 16384)
"""


def claim_home(databases: Path, major: int) -> tuple[ServerHome, int]:
    """Return the first home that no living process has, and the lock that keeps it.

    :param databases: the folder of all homes.
    """
    for number in count(1):
        home = ServerHome(databases / f"server-{major}-sole-{number}")
        lock = try_lock(home.path / "sole.lock", EXCLUSIVE)
        if lock is not None:
            return home, lock
    raise AssertionError("numbers do not end")


def clear_server(place: PostgresPlace) -> None:
    """Drop all that the suite left in earlier runs; templates stay where it left no role.

    :param place: the server's maintenance database, as a superuser.

    Raises ``DatabaseUnfitError`` where something cannot be dropped.
    """
    import psycopg

    try:
        with connect(place) as connection:
            _drop_all(connection)
            (row,) = connection.execute(_IS_USED).fetchall()
        if row[0]:
            _make_anew(place)
    except psycopg.Error as error:
        raise DatabaseUnfitError(
            f"what an earlier run left on the server of this process cannot be dropped: {error}",
            advice="`layerproof db clean` removes the server, and the next run makes a new one",
        ) from error


def _drop_all(connection: psycopg.Connection[tuple[Any, ...]]) -> None:
    (row,) = connection.execute(_HAS_ROLES).fetchall()
    doomed = _DOOMED.format(row[0])
    for question in (_UNSEAL.format(doomed), _DROP.format(doomed), _TABLESPACES, _ROLES):
        for (statement,) in connection.execute(question).fetchall():
            connection.execute(statement)


def _make_anew(place: PostgresPlace) -> None:
    """Make the maintenance database itself anew, in which a suite worked."""
    name = f'"{place.name}"'
    with connect(replace(place, name="template1")) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
        connection.execute(f"CREATE DATABASE {name}".encode())
