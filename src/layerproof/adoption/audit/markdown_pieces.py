"""Pieces of which the Markdown report is made: tables, places, answers with their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from layerproof.adoption.audit.answers import Check
from layerproof.adoption.audit.wording import SYMBOLS
from layerproof.adoption.findings import Place
from layerproof.core.report.markdown import cell, prose

#: Rows of a table, beyond which only their number is told; report.json has all.
LONGEST = 200


def write_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a table; without rows that there are none, and of what is too long how much more."""
    every = list(rows)
    if not every:
        yield "None."
        return
    yield _row(heads)
    yield _row(["---" for _ in heads])
    yield from (_row(row) for row in every[:LONGEST])
    if len(every) > LONGEST:
        yield ""
        yield f"And {len(every) - LONGEST} more, all of them in report.json."


def show_place(place: Place | None) -> str:
    """Return a place as a cell; nothing of none."""
    return cell(str(place)) if place is not None and place.path else ""


def show_answer(check: Check) -> str:
    """Return a check's answer with its shape."""
    return f"{SYMBOLS[check.answer]} {check.answer}"


def show_evidence(check: Check) -> str:
    """Return what a check rests on, as a cell of several lines."""
    return "<br>".join(prose(each) for each in check.evidence)


def _row(cells: Sequence[str]) -> str:
    # A bar ends a cell, and renderers differ in what a backslash before it does.
    shown = (cell.replace("\\|", "&#124;") for cell in cells)
    return f"| {' | '.join(shown)} |"
