"""The ready-made checks on the history's own migrations, on SQLite.

On PostgreSQL they run by themselves, as in any project whose table names migrations.
"""

from __future__ import annotations

from pathlib import Path

from layerproof.history.migrate import SCRIPTS
from layerproof.testing.migrations.checks import CHECKS
from layerproof.testing.migrations.faults import NotMeasuredHere
from layerproof.testing.migrations.values import Gap
from tests.support.migrating_backends import open_laboratory
from tests.support.session_projects import write_files

ROOT = Path(__file__).parents[3]


def test_the_history_keeps_every_ready_made_check(tmp_path: Path) -> None:
    """Nothing is found, every table gets rows, and only locks are not looked at."""
    write_files(tmp_path, {"alembic.ini": f"[alembic]\nscript_location = {SCRIPTS}\n"})
    models = str(ROOT / "src/layerproof/history")
    laboratory = open_laboratory(tmp_path, "sqlite", source=(models,))
    skipped = []
    gaps: list[Gap] = []
    for name, check in CHECKS.items():
        try:
            gaps += check(laboratory)
        except NotMeasuredHere:
            skipped.append(name)
    assert (skipped, gaps) == (["locks"], [])
