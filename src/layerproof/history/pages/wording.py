"""Words and signs: a ruling has a shape and a word, since colour says nothing to many readers."""

from __future__ import annotations

from typing import Final

from layerproof.history.pages.numbers import plural, share, threshold_percent
from layerproof.history.records.runs import GateRecord, TestCounts

_SIGNS: Final = {"kept": "✓", "broken": "✗"}

_HEADLINES: Final = {"kept": "Kept", "broken": "Broken", "not measured": "Not measured"}

_SENTENCES: Final = {
    "kept": "Every required suite was measured, no test failed, and every gate was met.",
    "broken": "A test failed, a gate was not met, or a layer fell below its best.",
    "not measured": "Something that should have been measured was not.",
}

_KEPT_UNGATED: Final = "Every required suite was measured, and no test failed. No gate was judged."

#: The name under which the whole source is a layer.
TOTAL: Final = "total"


def sign(ruling: str) -> str:
    """Return a ruling's sign."""
    return _SIGNS.get(ruling, "?")


def ruling_class(ruling: str) -> str:
    """Return the name of a ruling's style; one that is not known looks like "not measured"."""
    return ruling if ruling in _SIGNS else "not-measured"


def headline(ruling: str) -> str:
    """Return a ruling as the headline of a run."""
    return _HEADLINES.get(ruling, ruling)


def sentence(ruling: str, *, complete: bool, gated: bool) -> str:
    """Return what a ruling means; a run of which no gate was judged has met none."""
    if not complete:
        return "Not all pieces of this run have arrived; it will be judged when they have."
    if ruling == "kept" and not gated:
        return _KEPT_UNGATED
    return _SENTENCES.get(ruling, "")


def layer_name(name: str) -> str:
    """Return a layer's name as people read it."""
    return "Whole source" if name == TOTAL else name


def failed(tests: TestCounts) -> int:
    """Return how many tests failed, in whatever way."""
    return tests.failed + tests.error


def ran(tests: TestCounts) -> int:
    """Return how many tests ran to an end."""
    return tests.passed + tests.failed + tests.error + tests.xfailed + tests.xpassed + tests.skipped


def gate_text(gate: GateRecord) -> str:
    """Return what a gate asks for, and what there was where that is another thing."""
    where = f" in {gate.path}" if gate.path else ""
    if gate.kind == "max_missing":
        most = plural(gate.threshold, "uncovered line")
        return f"at most {most}, has {gate.uncovered:,}{where}"
    asked = threshold_percent(gate.threshold)
    if gate.kind == "each_file":
        lowest = f": {share(gate.covered, gate.total, gate.threshold)}" if gate.path else ""
        return f"each file at least {asked}{where}{lowest}"
    return f"at least {asked}"
