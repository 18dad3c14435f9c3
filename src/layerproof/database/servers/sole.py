"""A server for one process of tests alone, where a suite makes databases by fixed names.

Two processes would meet in such a name. The homes are numbered and used again by later runs, so
that ``initdb`` is paid once for each worker; whoever holds ``sole.lock`` of one has it alone.
Used by ``owned``.
"""

from __future__ import annotations

from itertools import count
from pathlib import Path

from layerproof.database.servers.connect import connect
from layerproof.database.servers.home import ServerHome
from layerproof.database.servers.locks import EXCLUSIVE, try_lock
from layerproof.database.values import PostgresPlace

_DATABASES = r"""
    SELECT format('DROP DATABASE IF EXISTS %I WITH (FORCE)', datname) FROM pg_database
    WHERE NOT datistemplate AND datname <> current_database() AND datname NOT LIKE 'lp\_t\_%'
"""
_ROLES = r"""
    SELECT format('DROP OWNED BY %1$I; DROP ROLE %1$I', rolname) FROM pg_roles
    WHERE rolname <> current_user AND rolname NOT LIKE 'pg\_%'
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
    """Drop the databases and roles that the suite left in earlier runs; templates stay.

    :param place: the server's maintenance database, as a superuser.
    """
    with connect(place) as connection:
        for question in (_DATABASES, _ROLES):
            for (statement,) in connection.execute(question).fetchall():
                connection.execute(statement)
