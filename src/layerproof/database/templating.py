"""Filling the table's ``env`` with a database's address. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from layerproof.database.values import Place, PostgresPlace, Settings
from layerproof.errors import ConfigError

#: What may stand in braces.
FIELDS = ("url", "async_url", "host", "port", "user", "password", "name", "path", "worker")

_FIELD = re.compile(r"\{(\w*)\}")


def fill_environment(settings: Settings, place: Place) -> dict[str, str]:
    """Return the variables of the table's ``env`` for one database.

    Raises ``ConfigError`` for a field that does not exist.
    """
    fields = describe_place(settings, place)
    return {name: _fill(name, text, fields) for name, text in settings.table.env.items()}


def describe_place(settings: Settings, place: Place) -> dict[str, str]:
    """Return every field of a database's address."""
    parts = dict.fromkeys(FIELDS, "")
    parts |= {
        "url": place.url(settings.driver),
        "async_url": place.url(settings.async_driver) if settings.async_driver else "",
        "name": place.name,
        "worker": settings.worker,
    }
    if isinstance(place, PostgresPlace):
        parts |= {"host": place.host, "port": str(place.port)}
        return parts | {"user": place.user, "password": place.password}
    return parts | {"path": str(place.path)}


def _fill(name: str, text: str, fields: Mapping[str, str]) -> str:
    def replace(match: re.Match[str]) -> str:
        if match[1] not in fields:
            raise ConfigError(
                f'database.env.{name}: there is no field "{match[0]}"',
                advice=f"use {', '.join('{' + field + '}' for field in FIELDS)}",
            )
        return fields[match[1]]

    return _FIELD.sub(replace, text)
