"""A workshop for each test, on either engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.postgres import running_server
from tests.support.schemas import Workshop


@pytest.fixture(params=["postgresql", "sqlite"])
def workshop(request: pytest.FixtureRequest, tmp_path: Path) -> Workshop:
    """Return an empty folder in which templates are built, on each engine in turn."""
    engine: str = request.param
    return Workshop(tmp_path, engine, running_server() if engine == "postgresql" else None)


@pytest.fixture
def postgres(tmp_path: Path) -> Workshop:
    """Return an empty folder in which templates are built on PostgreSQL."""
    return Workshop(tmp_path, "postgresql", running_server())


@pytest.fixture
def sqlite(tmp_path: Path) -> Workshop:
    """Return an empty folder in which templates are built as SQLite files."""
    return Workshop(tmp_path, "sqlite", None)
