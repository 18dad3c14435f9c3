"""A project that a check looks at."""

from pathlib import Path

import pytest

from tests.support.examined_projects import Examined


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Examined:
    """An empty project whose environment is told."""
    for name in ("VIRTUAL_ENV", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return Examined(tmp_path, monkeypatch)
