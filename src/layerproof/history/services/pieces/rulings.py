"""What a run of pieces can come to, and why it was not measured."""

from __future__ import annotations

from collections.abc import Mapping

from layerproof.history.records.runs import ReasonRecord

KEPT, BROKEN, NOT_MEASURED = "kept", "broken", "not measured"

#: The exit code that a report has for each ruling.
EXIT_CODES: Mapping[str, int] = {KEPT: 0, BROKEN: 1, NOT_MEASURED: 3}


def unmeasured(
    code: str, message: str, advice: str, *, suite: str | None = None, layer: str | None = None
) -> ReasonRecord:
    """Return a reason for which a run, a suite or a layer was not measured."""
    return ReasonRecord(NOT_MEASURED, code, message, advice, suite=suite, layer=layer)
