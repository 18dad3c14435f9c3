"""Which isolation a test has: by its fixtures, its marker, its folder, its suite, or the table."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast, get_args

import pytest

from layerproof.core.config.globs import compile_glob
from layerproof.core.config.values import Database
from layerproof.database.values import Mode
from layerproof.errors import UsageError
from layerproof.pytest_plugin.selection import SUITE

if TYPE_CHECKING:
    from layerproof.core.config.values import Config

MARKER = "isolation(mode): keep this test's database apart by rollback, reset or clone"

#: From the lightest to the one that includes what the others promise.
_ORDER: tuple[Mode, ...] = ("rollback", "reset", "clone")

#: Fixtures behind which the application runs on the test's loop, and behind all clients.
ASYNC_CLIENTS = frozenset({"client", "auth_client", "auth_client_for"})
CLIENTS = ASYNC_CLIENTS | {"sync_client", "auth_sync_client", "auth_sync_client_for"}

_DEMANDS: dict[str, Mode] = {
    "committed_db": "reset",
    "async_committed_db": "reset",
    "fresh_db": "clone",
}


def choose_mode(item: pytest.Item, fixtures: list[str], settings: Config) -> Mode:
    """Return the mode of a test: what it says, or more where a fixture of its demands more.

    An application that has its database from the environment alone commits for real.

    Raises ``UsageError`` when its marker names no mode.
    """
    demanded = [_DEMANDS[name] for name in fixtures if name in _DEMANDS]
    if is_led_by_environment(settings) and CLIENTS.intersection(fixtures):
        demanded.append("reset")
    return max([_read_choice(item, settings), *demanded], key=_ORDER.index)


def is_led_by_environment(settings: Config) -> bool:
    """Whether nothing but variables leads the backend to its test database."""
    table = settings.database or Database()
    return bool(table.env) and not (table.session_dependency or table.session_factories)


def _read_choice(item: pytest.Item, settings: Config) -> Mode:
    marker = item.get_closest_marker("isolation")
    if marker is not None:
        return _read_marker(item, marker)
    table = settings.database or Database()
    path = os.path.relpath(item.path, item.config.rootpath).replace(os.sep, "/")
    for glob, mode in table.isolation_paths.items():
        if compile_glob(glob)(path):
            return cast(Mode, mode)
    suite = settings.suite(item.stash.get(SUITE, ""))
    return cast(Mode, (suite.isolation if suite else None) or table.isolation)


def _read_marker(item: pytest.Item, marker: pytest.Mark) -> Mode:
    mode = marker.args[0] if len(marker.args) == 1 and not marker.kwargs else None
    if mode not in get_args(Mode):
        given = ", ".join([*map(repr, marker.args), *marker.kwargs]) or "nothing"
        raise UsageError(
            f"{item.nodeid}: @pytest.mark.isolation takes one of {', '.join(_ORDER)}, not {given}",
            advice='write it as @pytest.mark.isolation("reset")',
        )
    return cast(Mode, mode)
