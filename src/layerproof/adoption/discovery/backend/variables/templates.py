"""The value that a variable gets in the table's ``env``. Pure.

``{url}`` and ``{async_url}`` carry the driver that Layerproof settles on; where the code wants
none, or another, the address is spelled out.
"""

from __future__ import annotations

from collections.abc import Collection

from layerproof.adoption.discovery.backend.address import ASYNC_DRIVERS, Address
from layerproof.adoption.discovery.backend.variables.uses import Style

_REST = "://{user}:{password}@{host}:{port}/{name}"
PLAIN = f"postgresql{_REST}"
#: Drivers that ``{url}`` and ``{async_url}`` carry anyway.
_USUAL = frozenset({"", "psycopg", "asyncpg", "pysqlite", "aiosqlite"})


def template_of(
    example: Address | None,
    engine: str,
    styles: Collection[Style],
    drivers: Collection[str],
) -> tuple[str, str]:
    """Return the template for a whole address, and why it is that one.

    :param example: the value that the project itself gives the variable, where it gives one.
    :param styles: what the code does with the value, as far as that was found.
    :param drivers: the drivers among the project's dependencies.
    """
    if (example.engine if example else engine) == "sqlite":
        return _for_sqlite(example, styles)
    if Style.PLAIN in styles:
        return PLAIN, "the code puts the driver in by itself, or uses none of SQLAlchemy's"
    driver = example.driver if example else ""
    if driver and driver not in _USUAL:
        return f"postgresql+{driver}{_REST}", f"the project itself uses the driver {driver}"
    if Style.ASYNC in styles or driver in ASYNC_DRIVERS:
        return _for_async(example, driver, styles, drivers)
    if Style.DRIVEN in styles:
        return "{async_url}", "the code takes the asynchronous driver out where it needs none"
    if example and not driver and _is_async_only(drivers):
        return PLAIN, "the project's own value names no driver, and its driver is asynchronous"
    if example and not driver and "psycopg2" in drivers:
        return PLAIN, "the project's own value names no driver"
    return "{url}", f"the driver is {driver}" if driver else ""


def _for_async(
    example: Address | None, driver: str, styles: Collection[Style], drivers: Collection[str]
) -> tuple[str, str]:
    if example and not driver:
        return PLAIN, "the project's own value names no driver, and its engine is asynchronous"
    both = Style.SYNC in styles and Style.DRIVEN not in styles
    if driver == "psycopg" and (both or "asyncpg" in drivers):
        return f"postgresql+psycopg{_REST}", "the driver is psycopg, whatever else is installed"
    return "{async_url}", f"the driver is {driver}" if driver else "its engine is asynchronous"


def _is_async_only(drivers: Collection[str]) -> bool:
    return "asyncpg" in drivers and not {"psycopg", "psycopg2"} & set(drivers)


def _for_sqlite(example: Address | None, styles: Collection[Style]) -> tuple[str, str]:
    if Style.FILE in styles and example is None:
        return "{path}", "the file itself is opened"
    if Style.PLAIN_FILE in styles or (Style.ASYNC in styles and example and not example.driver):
        return "sqlite:///{path}", "the code puts the driver in by itself"
    if Style.ASYNC in styles or (example and example.driver in ASYNC_DRIVERS):
        return "{async_url}", "its engine is asynchronous"
    return "{url}", ""
