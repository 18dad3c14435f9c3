"""What can be asked of and done to the databases of a server, each a statement or two.

``postgres`` and ``postgres_sweep`` decide; ``admin`` is the connection.
"""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import errors, sql

from layerproof.database.admin import Admin
from layerproof.database.errors import DatabaseUnfitError
from layerproof.database.ports import Say
from layerproof.database.templates.patience import Patience

#: How long a copy waits while somebody is connected to its template, in seconds.
_BUSY_SECONDS = 30.0

_LIST = """
    SELECT d.datname, shobj_description(d.oid, 'pg_database'), d.datistemplate
    FROM pg_database d WHERE starts_with(d.datname, %s) ORDER BY d.datname
"""
_HOLDERS = """
    SELECT string_agg(format('%%s (process %%s, role %%s)',
        coalesce(nullif(application_name, ''), 'a client'), pid, usename), ', ')
    FROM pg_stat_activity WHERE datname = %s
"""


@dataclass(frozen=True, slots=True)
class FoundDatabase:
    """A database of the server, with its comment."""

    name: str
    comment: str | None
    template: bool


def list_databases(admin: Admin, prefix: str) -> list[FoundDatabase]:
    """Return the databases whose names begin so, in order."""
    return [FoundDatabase(*row) for row in admin.rows(_LIST, (prefix,))]


def find_database(admin: Admin, name: str) -> FoundDatabase | None:
    """Return the database of exactly that name."""
    return next((found for found in list_databases(admin, name) if found.name == name), None)


def create_database(admin: Admin, name: str, template: str, strategy: str | None, say: Say) -> None:
    """Copy a template; wait a while for those who are connected to it.

    Raises ``DatabaseUnfitError`` when they stay, naming them; else what the driver raises.
    """
    query = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
        sql.Identifier(name), sql.Identifier(template)
    )
    if strategy:
        query += sql.SQL(" STRATEGY {}").format(sql.Identifier(strategy))
    patience = Patience(say, f"the template {template} is in use; waiting to copy it")
    while True:
        try:
            admin.rows(query)
        except errors.ObjectInUse as error:
            if patience.seconds < _BUSY_SECONDS:
                patience.pause()
                continue
            raise DatabaseUnfitError(
                f"the template {template} cannot be copied while others are connected to it:"
                f" {_name_holders(admin, template)}",
                advice="end those connections; templates are for copying alone",
            ) from error
        else:
            return


def drop_database(admin: Admin, name: str) -> None:
    """Drop a database with all its connections; nothing happens if it is gone."""
    found = find_database(admin, name)
    if not found:
        return
    identifier = sql.Identifier(name)
    if found.template:
        admin.rows(sql.SQL("ALTER DATABASE {} IS_TEMPLATE false").format(identifier))
    admin.rows(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(identifier))


def rename_database(admin: Admin, name: str, new: str) -> None:
    """Give a database another name, which nobody may be connected to."""
    query = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    admin.rows(query.format(sql.Identifier(name), sql.Identifier(new)))


def write_note(admin: Admin, name: str, text: str) -> None:
    """Write the comment of a database."""
    query = sql.SQL("COMMENT ON DATABASE {} IS {}")
    admin.rows(query.format(sql.Identifier(name), sql.Literal(text)))


def _name_holders(admin: Admin, name: str) -> str:
    return str(admin.rows(_HOLDERS, (name,))[0][0] or "nobody that can be seen")
