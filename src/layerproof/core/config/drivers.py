"""Which of SQLAlchemy's drivers goes with which engine. ``database_table`` checks with it.

Drivers that are not listed here are taken as they are: SQLAlchemy finds them by entry point.
"""

from __future__ import annotations

_SYNC = {
    "postgresql": ("psycopg", "psycopg2", "pg8000", "psycopg2cffi"),
    "sqlite": ("pysqlite", "pysqlcipher"),
}
_ASYNC = {
    "postgresql": ("asyncpg", "psycopg", "psycopg_async"),
    "sqlite": ("aiosqlite",),
}
#: Names of modules and packages that are taken for SQLAlchemy's names.
_MISTAKEN = {
    "psycopg3": "psycopg",
    "psycopg-binary": "psycopg",
    "psycopg2-binary": "psycopg2",
    "sqlite3": "pysqlite",
    "sqlite": "pysqlite",
}


def driver_problem(driver: str, engine: str, *, asynchronous: bool) -> tuple[str, str]:
    """Return what is wrong with a driver's name in this place, and a hint; empty if nothing."""
    wanted, other = (_ASYNC, _SYNC) if asynchronous else (_SYNC, _ASYNC)
    if driver in wanted[engine]:
        return "", ""
    hint = f"e.g. {wanted[engine][0]}"
    if driver in other[engine]:
        return f'"{driver}" is {"not " if asynchronous else ""}an asynchronous driver', hint
    for foreign in {*_SYNC, *_ASYNC} - {engine}:
        if driver in _SYNC[foreign] or driver in _ASYNC[foreign]:
            return f'"{driver}" is a driver of {foreign}, but the engine is {engine}', hint
    if driver in _MISTAKEN:
        return f'"{driver}" is not SQLAlchemy\'s name', f'write "{_MISTAKEN[driver]}"'
    if not driver.isidentifier():
        return f'"{driver}" is not the name of a driver', hint
    return "", ""
