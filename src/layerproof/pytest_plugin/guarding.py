"""The guard of ``database.guard`` in a process of tests, on from before its first test.

A backend that no fixture has wired must not reach a developer's database either. Nothing is
imported for it: who connects has imported SQLAlchemy before.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from layerproof.errors import LayerproofError

if TYPE_CHECKING:
    from layerproof.core.config.values import Config
    from layerproof.database.guard import Allowed
    from layerproof.database.values import RunningServer, Settings


def is_wanted(settings: Config) -> bool:
    """Whether connections of this project's tests are to be watched."""
    table = settings.database
    return table is not None and table.guard


def admit(server: RunningServer) -> None:
    """Allow the tests' server, from now on and nothing else."""
    from layerproof.database.guard import allow_tests, install_guard

    install_guard(allow_tests(server))


def dismiss() -> None:
    """Allow every connection again."""
    if "layerproof.database.guard" in sys.modules:
        from layerproof.database.guard import remove_guard

        remove_guard()


class Guard:
    """The hooks that put the guard up as soon as SQLAlchemy is there.

    :param read: gives the database's settings of this process.
    """

    def __init__(self, read: Callable[[], Settings]) -> None:
        self._read = read
        self._stands = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> None:
        """Watch what modules do when they are imported."""
        self._put_up(session.config)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Watch what fixtures and tests do."""
        self._put_up(item.config)

    def _put_up(self, config: pytest.Config) -> None:
        if self._stands or "sqlalchemy" not in sys.modules:
            return
        self._stands = True
        from layerproof.database.guard import install_guard, is_guarded

        if not is_guarded():
            install_guard(_allow_before(self._read, config.getoption("basetemp")))


def _allow_before(read: Callable[[], Settings], temporary: str | None) -> Allowed:
    """Return what is allowed while no test has asked for a database.

    That is a server that was given, or files of tests.
    """
    from layerproof.database.guard import Allowed, allow_borrowed, allow_files
    from layerproof.database.servers.borrowed import read_url

    try:
        settings = read()
        if settings.engine == "sqlite":
            return allow_files(settings, *([Path(temporary)] if temporary else []))
        if settings.url and "url" in settings.providers:
            place, _ = read_url(settings.url)
            return allow_borrowed(place)
    except LayerproofError:
        pass  # told to the first test that asks for a database
    return Allowed(awaited=True)
