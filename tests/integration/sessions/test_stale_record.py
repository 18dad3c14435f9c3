"""Taking away what a suite recorded before its environment could not be installed."""

from __future__ import annotations

from pathlib import Path

from layerproof.adapters.records import find_part_folders, make_home, part_folder
from layerproof.core.outcome.values import Part
from layerproof.sessions.session_table import Kind, SessionPlan
from layerproof.sessions.stale_record import drop_record
from tests.support.session_projects import write_files

PARTS = (
    *(Part("unit"), Part("unit", shard=2, shards=3), Part("unit", "3.12")),
    *(Part("unit-fast"), Part("api")),
)


def _left_after(root: Path, plan: SessionPlan, python: str | None) -> list[str]:
    home = make_home(root)
    for part in PARTS:
        write_files(part_folder(home, part).path, {"outcome.json": "{}"})
    drop_record(plan, root, python=python)
    return [folder.path.name for folder in find_part_folders([home]) if folder.outcome.exists()]


def test_all_shards_of_the_suite_go(tmp_path: Path) -> None:
    """A suite that cannot be installed has no record left, whole or in shards."""
    plan = SessionPlan("unit", Kind.SUITE, "")
    assert _left_after(tmp_path, plan, None) == ["api", "unit-3.12", "unit-fast"]


def test_other_pythons_stay(tmp_path: Path) -> None:
    """Another Python has an environment and a record of its own."""
    plan = SessionPlan("unit", Kind.SUITE, "", pythons=("3.11", "3.12"))
    assert _left_after(tmp_path, plan, "3.12") == ["api", "unit", "unit-fast", "unit.2of3"]


def test_a_session_that_records_nothing_removes_nothing(tmp_path: Path) -> None:
    """Coverage that cannot be installed leaves every suite's record as it was."""
    assert len(_left_after(tmp_path, SessionPlan("coverage", Kind.COVERAGE, ""), None)) == 5
