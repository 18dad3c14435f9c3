"""Filling the table's ``env`` with a database's address. Pure.

Which fields there are, ``core.config.env_fields`` says; the table was held to them when read.
"""

from __future__ import annotations

from layerproof.core.config.env_fields import fill_fields, find_fields
from layerproof.database.values import Place, PostgresPlace, Settings
from layerproof.errors import ConfigError


def fill_environment(settings: Settings, place: Place) -> dict[str, str]:
    """Return the variables of the table's ``env`` for one database.

    Raises ``ConfigError`` for a field that this database's address does not have.
    """
    fields = describe_place(settings, place)
    filled: dict[str, str] = {}
    for name, text in settings.table.env.items():
        # An asynchronous address is empty where no driver is installed for it.
        missing = [
            field
            for field in find_fields(text)
            if field not in fields or (field == "async_url" and not fields[field])
        ]
        if missing:
            raise ConfigError(
                f'database.env.{name}: there is no "{{{missing[0]}}}" for {settings.engine} here',
                advice=_advise(missing[0], fields),
            )
        filled[name] = fill_fields(text, fields)
    return filled


def describe_place(settings: Settings, place: Place) -> dict[str, str]:
    """Return every field of a database's address, those of its engine only."""
    parts = {
        "url": place.url(settings.driver),
        "async_url": place.url(settings.async_driver) if settings.async_driver else "",
        "name": place.name,
        "worker": settings.worker,
    }
    if isinstance(place, PostgresPlace):
        parts |= {"host": place.host, "port": str(place.port)}
        return parts | {"user": place.user, "password": place.password}
    return parts | {"path": str(place.path)}


def _advise(missing: str, fields: dict[str, str]) -> str:
    if missing == "async_url":
        return "install an asynchronous driver, or name one as database.async_driver"
    return f"use {', '.join('{' + field + '}' for field in fields)}"
