"""The file of an SQLite history: whose it is."""

from __future__ import annotations

import stat
from pathlib import Path

from layerproof.history.migrate import run_step, upgrade
from tests.support.history import make_settings


def test_a_new_file_is_its_owners(tmp_path: Path) -> None:
    """A new database can be read by its owner alone: it keeps what log-ins are signed with."""
    settings = make_settings(tmp_path)
    run_step(settings, upgrade)
    assert settings.file is not None
    assert stat.S_IMODE(settings.file.stat().st_mode) == 0o600


def test_a_file_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    """Who has opened a database to others keeps it so."""
    settings = make_settings(tmp_path)
    assert settings.file is not None
    settings.file.touch(mode=0o640)
    settings.file.chmod(0o640)
    run_step(settings, upgrade)
    assert stat.S_IMODE(settings.file.stat().st_mode) == 0o640
