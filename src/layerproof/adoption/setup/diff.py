"""A plan as text: the unified diff, and what was decided and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layerproof.adoption.diffs import render_diff
from layerproof.adoption.setup.values import Decision, FileChange
from layerproof.core.report.printable import wrap

#: How git says that a new file is empty, by the hash that it gives to nothing.
_EMPTY = "index 0000000..e69de29"


def render_changes(changes: Sequence[FileChange]) -> str:
    """Return a unified diff of all files that ``git apply`` takes."""
    return "".join(line for change in changes for line in _diff(change))


def render_decisions(decisions: Sequence[Decision], notes: Sequence[str], width: int) -> str:
    """Return decisions with their reasons, and notes, as lines for a terminal.

    What is written as a comment is left out: the diff has it.
    """
    lines: list[str] = []
    for one in (one for one in decisions if not one.written):
        text = f"{one.about}: {one.what} ({one.reason.rstrip('.')})"
        lines += wrap(text, width, indent="    ")
    for note in notes:
        lines += wrap(f"note: {note}", width, indent="    ")
    return "".join(f"{line}\n" for line in lines)


def _diff(change: FileChange) -> Iterator[str]:
    yield f"diff --git a/{change.path} b/{change.path}\n"
    if change.before is None:
        yield "new file mode 100644\n"
    if not change.after:
        yield f"{_EMPTY}\n"
    yield render_diff(change.path, change.before, change.after)
