"""Words for rulings and gates."""

from __future__ import annotations

import pytest

from layerproof.history.pages import wording
from layerproof.history.records.runs import GateRecord, TestCounts


@pytest.mark.parametrize(
    ("ruling", "told"),
    [
        ("kept", ("✓", "kept", "Kept")),
        ("broken", ("✗", "broken", "Broken")),
        ("not measured", ("?", "not-measured", "Not measured")),
        ("<odd>", ("?", "not-measured", "<odd>")),
    ],
)
def test_a_ruling_has_a_sign_a_style_and_a_word(ruling: str, told: tuple[str, str, str]) -> None:
    """What is not known never looks like kept."""
    assert (wording.sign(ruling), wording.ruling_class(ruling), wording.headline(ruling)) == told


def test_a_run_in_pieces_is_told_apart() -> None:
    """A run of which pieces are missing says so, whatever its ruling is so far."""
    assert wording.sentence("kept", complete=False, gated=True).startswith("Not all pieces")
    assert wording.sentence("kept", complete=True, gated=True).endswith("every gate was met.")
    assert wording.sentence("odd", complete=True, gated=True) == ""


def test_no_gate_was_met_where_none_was_judged() -> None:
    """A run without gates, such as one in pieces, says so, whatever else holds."""
    assert wording.sentence("kept", complete=True, gated=False).endswith("No gate was judged.")
    assert wording.sentence("kept", complete=False, gated=False).startswith("Not all pieces")
    assert wording.sentence("broken", complete=True, gated=False).startswith("A test failed")


def test_a_broken_run_names_all_that_breaks() -> None:
    """A run may be broken by its ratchet alone, with every test passed and every gate met."""
    assert wording.sentence("broken", complete=True, gated=True) == (
        "A test failed, a gate was not met, or a layer fell below its best."
    )


def test_tests_are_counted_by_how_they_ended() -> None:
    """Errors count as failed; whatever ended in any way ran."""
    tests = TestCounts(100, 1, 2, 4, 8, 16, 32)
    assert wording.failed(tests) == 6
    assert wording.ran(tests) == 63


@pytest.mark.parametrize(
    ("kind", "threshold", "path", "text"),
    [
        ("fail_under", 8_495, None, "at least 84.95 %"),
        ("each_file", 8_000, None, "each file at least 80 %"),
        ("each_file", 8_000, "a.py", "each file at least 80 % in a.py: 50.0 %"),
        ("max_missing", 1, None, "at most 1 uncovered line, has 5"),
        ("max_missing", 2, "a.py", "at most 2 uncovered lines, has 5 in a.py"),
    ],
)
def test_a_gate_says_what_it_asks_for(
    kind: str, threshold: int, path: str | None, text: str
) -> None:
    """Each kind of gate is a sentence of its own."""
    gate = GateRecord("merged", "service", kind, threshold, 5, 10, 5, "broken", path)
    assert wording.gate_text(gate).replace("\u00a0", " ") == text
