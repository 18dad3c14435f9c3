"""What is done with a verdict that stands cannot undo it."""

from __future__ import annotations

from pathlib import Path

from layerproof.cli.remembering import remember
from tests.support.verdict_parts import a_verdict


def test_a_report_that_is_gone_is_a_note(tmp_path: Path) -> None:
    """A report that cannot be read is one line; nothing is raised, and nothing recorded."""
    told = list(remember(tmp_path, a_verdict(), tmp_path / "gone" / "report.json"))
    assert told == [
        (
            "note: this run is neither recorded nor sent: its report cannot be read: "
            "No such file or directory"
        )
    ]
    assert list(tmp_path.iterdir()) == []
