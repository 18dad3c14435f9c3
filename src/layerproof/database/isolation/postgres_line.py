"""One connection to PostgreSQL below SQLAlchemy, with psycopg or psycopg2: strings and COPY.

``postgres_baseline`` speaks over it: several statements in one string, COPY, no transaction but
its own.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from sqlalchemy import Engine

from layerproof.errors import ConfigError

_DRIVERS = ("psycopg", "psycopg2")


class PostgresLine:
    """A connection that belongs to nobody's pool, in autocommit."""

    def __init__(self, engine: Engine) -> None:
        """Connect as ``engine`` would. Raises ``ConfigError`` for a driver without COPY."""
        if engine.dialect.driver not in _DRIVERS:
            raise ConfigError(
                f"real commits are undone over psycopg or psycopg2, not {engine.dialect.driver}",
                advice='install psycopg and set database.driver to "psycopg"',
            )
        fairy = engine.raw_connection()
        driver: Any = fairy.driver_connection
        fairy.detach()
        driver.rollback()
        driver.autocommit = True
        if hasattr(driver, "prepare_threshold"):
            driver.prepare_threshold = None
        self._driver = driver

    def run(self, statements: str) -> None:
        """Execute one or several statements in one go."""
        with self._driver.cursor() as cursor:
            cursor.execute(statements)

    def ask(self, statements: str) -> list[tuple[Any, ...]]:
        """Execute one or several statements in one go and return the last one's rows."""
        with self._driver.cursor() as cursor:
            cursor.execute(statements)
            # psycopg stands at the first result, psycopg2 has only the last.
            while hasattr(cursor, "copy") and cursor.nextset():
                pass
            return [tuple(row) for row in cursor.fetchall()]

    def copy_out(self, statement: str) -> bytes:
        """Return what a ``COPY ... TO STDOUT`` gives."""
        with self._driver.cursor() as cursor:
            if hasattr(cursor, "copy"):
                with cursor.copy(statement) as copy:
                    return b"".join(bytes(part) for part in copy)
            buffer = BytesIO()
            cursor.copy_expert(statement, buffer)
            return buffer.getvalue()

    def copy_in(self, statement: str, data: bytes) -> None:
        """Feed a ``COPY ... FROM STDIN``."""
        with self._driver.cursor() as cursor:
            if hasattr(cursor, "copy"):
                with cursor.copy(statement) as copy:
                    copy.write(data)
            else:
                cursor.copy_expert(statement, BytesIO(data))

    @property
    def closed(self) -> bool:
        """Whether the connection has ended, as far as the driver has noticed."""
        return bool(self._driver.closed)

    def close(self) -> None:
        """End the connection; nothing happens if it has ended."""
        self._driver.close()


def sqlstate_of(error: BaseException) -> str:
    """Return PostgreSQL's code of an error of either driver, or an empty string."""
    return getattr(error, "sqlstate", None) or getattr(error, "pgcode", None) or ""
