"""The words and numbers that every rendering of an audit uses."""

from __future__ import annotations

from collections.abc import Mapping

from layerproof.adoption.audit.answers import Answer, Share
from layerproof.adoption.audit.values import Audit, Figure, Folder, Row, Target
from layerproof.core.measure.percent import format_percent, format_threshold

#: A shape for each answer, since colour alone says nothing to many readers.
SYMBOLS = {
    Answer.KEPT: "✓",
    Answer.BROKEN: "✗",
    Answer.NOT_MEASURED: "?",
    Answer.NOT_APPLICABLE: "\u2013",
}
#: For the terminal of a system that can show nothing else.
PLAIN_SYMBOLS = {
    Answer.KEPT: "+",
    Answer.BROKEN: "!",
    Answer.NOT_MEASURED: "?",
    Answer.NOT_APPLICABLE: "-",
}
PRIORITIES = {1: "first", 2: "then", 3: "later"}


def sentence(audit: Audit) -> str:
    """Return what the audit came to in one sentence."""
    counts = dict.fromkeys(Answer, 0)
    for check in audit.checklist:
        counts[check.answer] += 1
    told = ", ".join(f"{number} {answer}" for answer, number in counts.items() if number)
    return f"{audit.answer}: of {len(audit.checklist)} points of the checklist {told}"


def percent(share: Share) -> str:
    """Return a share as a percentage, cut off; of nothing it is a dash."""
    return format_percent(share.kept, share.total)


def share_text(share: Share) -> str:
    """Return a share with the numbers it is made of."""
    return f"{percent(share)} ({share.kept} of {share.total})" if share.total else "-"


def size(number: int) -> str:
    """Return bytes in the unit that reads best, cut off."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if number >= factor:
            return f"{number * 10 // factor / 10:.1f} {unit}"
    return f"{number} B"


def seconds(value: float | None) -> str:
    """Return a duration, or that it was not measured."""
    if value is None:
        return "not measured"
    if value >= 1:
        return f"{value:.1f} s"
    return f"{value * 1000:.0f} ms" if value >= 0.01 or not value else f"{value * 1000:.1f} ms"


def results(found: Mapping[str, int] | None) -> str:
    """Return results in words: ``3 passed, 1 failed``."""
    if found is None:
        return "not measured"
    return ", ".join(f"{number} {name}" for name, number in found.items()) or "-"


def target_text(target: Target) -> str:
    """Return what a layer has to reach."""
    if target.threshold is None:
        return "no gate"
    if target.kind == "max_missing":
        return f"at most {target.threshold} missing"
    each = " each file" if target.kind == "each_file" else ""
    return f"{format_threshold(target.threshold)}{each}"


def covered_text(target: Target) -> str:
    """Return what a layer reached."""
    share = format_percent(target.covered, target.total, _floor(target))
    return f"{share} ({target.covered} of {target.total})"


def _floor(target: Target) -> int | None:
    return target.threshold if target.kind in ("fail_under", "each_file") else None


def tree_lines(folder: Folder, depth: int = 0) -> list[tuple[int, Folder]]:
    """Return the folder and all below it with how deep each lies."""
    lines = [(depth, folder)]
    for inner in folder.folders:
        lines += tree_lines(inner, depth + 1)
    return lines


def row_cells(row: Row) -> tuple[str, ...]:
    """Return a group of tests as cells of a table."""
    return (row.name, str(row.tests), str(row.files), seconds(row.seconds), results(row.results))


def figure_text(figure: Figure) -> str:
    """Return a number then and now."""
    then = "not measured" if figure.then is None else str(figure.then)
    now = "not measured" if figure.now is None else str(figure.now)
    return f"{figure.name}: {then} -> {now}"
