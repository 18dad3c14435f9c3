"""What a run may leave behind: processes, and databases after the next run has swept."""

from __future__ import annotations

import time
from pathlib import Path

from layerproof.database.servers.home import Card, ServerHome, read_card
from tests.support.database_projects import Project, find_processes

PATIENCE = 20.0

#: A test that lists the databases of the server, after it has had one of its own.
_LISTING = """
import pathlib

from sqlalchemy import func, select
from shop.models import Item

def test_listing(db, database):
    assert db.scalar(select(func.count()).select_from(Item)) == 0
    names = "-"
    if database.fields.get("host"):
        from sqlalchemy import text

        asked = db.scalars(text("SELECT datname FROM pg_database WHERE datname LIKE 'lp_%'"))
        names = " ".join(name for name in asked if name != database.name)
    pathlib.Path("listed").write_text(names)
"""


def assert_nothing_left(project: Project) -> None:
    """Hold that the next run is green, leaves templates only, and that every process ends."""
    wait_until_gone(project.root)
    project.put("tests/after/test_listing.py", _LISTING)
    project.env["SOAK_SEED"] = "0"
    # The first run sweeps in the background; what it dropped is gone in the second.
    for _ in range(2):
        ran = project.run("tests/after")
        assert ran.tests == {"test_listing": "passed"}, ran.text
    names = (project.root / "listed").read_text().split()
    assert [name for name in names if not name.startswith(("lp_t_", "-"))] == []
    if project.engine == "sqlite":
        assert find_copies(project.root) == []
    wait_until_gone(project.root)


def find_copies(root: Path) -> list[str]:
    """Return the SQLite files of workers and tests."""
    home = root / ".layerproof" / "database"
    return sorted(
        str(path.relative_to(home))
        for path in home.rglob("*.db")
        if "template" not in str(path.relative_to(home))
    )


def wait_until_gone(root: Path, *more: Path) -> None:
    """Return once no process works for the folder, nor for any other that is named."""
    deadline = time.monotonic() + PATIENCE
    while found := [pid for folder in (root, *more) for pid in find_processes(folder)]:
        assert time.monotonic() < deadline, f"still there after {PATIENCE} s: {found}"
        time.sleep(0.05)


def find_server(root: Path) -> Card | None:
    """Return the project's own PostgreSQL, if it has one; root's data lies elsewhere."""
    homes = (root / ".layerproof" / "database").glob("server-*")
    return next((card for home in homes if (card := read_card(ServerHome(home)))), None)
