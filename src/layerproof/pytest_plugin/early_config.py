"""What stands in for pytest's configuration while there is none. ``early_environment`` fills it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest


class EarlyConfig:
    """As much of a pytest configuration as a start needs, while there is none.

    :param suites: the suites of the run.
    """

    def __init__(self, root: Path, suites: str) -> None:
        self.rootpath = root
        self.stash = pytest.Stash()
        self.known_args_namespace = SimpleNamespace(
            help=False, version=False, collectonly=False, layerproof_suites=suites
        )
        self.cleanups: list[Callable[[], None]] = []

    def add_cleanup(self, cleanup: Callable[[], None]) -> None:
        """Keep what is to be called at the end."""
        self.cleanups.append(cleanup)
