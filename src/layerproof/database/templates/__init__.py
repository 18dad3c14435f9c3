"""Templates: databases with the schema in them, built once, and the copies made of them.

``recipe`` says what makes a template, ``postgres`` and ``sqlite`` keep and copy it, ``builder``
starts ``build`` in a process of its own. Below are ``admin`` and ``guard``, above is ``provision``.
"""

from __future__ import annotations

from layerproof.database.ports import Databases, Say
from layerproof.database.templates.recipe import read_recipe
from layerproof.database.values import RunningServer, Settings

__all__ = ["open_databases", "read_recipe"]


def open_databases(settings: Settings, server: RunningServer | None, say: Say) -> Databases:
    """Return what makes databases: on the server, or as SQLite files where there is none.

    :param say: is told of waits and builds that take longer than a second.

    Raises ``ServerUnavailableError`` when the server does not answer.
    """
    if server is None:
        from layerproof.database.templates.sqlite import SqliteDatabases

        return SqliteDatabases(settings, say)
    # Who tests on SQLite need not have PostgreSQL's driver.
    from layerproof.database.templates.postgres import PostgresDatabases

    return PostgresDatabases(settings, server, say)
