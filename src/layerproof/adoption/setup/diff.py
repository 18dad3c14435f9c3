"""A plan as text: the unified diff, and what was decided and why."""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Iterator, Sequence

from layerproof.adoption.setup.values import Decision, FileChange

#: How git says that a new file is empty, by the hash that it gives to nothing.
_EMPTY = "index 0000000..e69de29"
_NO_END = "\\ No newline at end of file"


def render_diff(changes: Sequence[FileChange]) -> str:
    """Return a unified diff that ``git apply`` takes."""
    return "".join(line for change in changes for line in _diff(change))


def render_decisions(decisions: Sequence[Decision], notes: Sequence[str], width: int) -> str:
    """Return decisions with their reasons, and notes, as lines for a terminal.

    What is written as a comment is left out: the diff has it.
    """
    lines: list[str] = []
    for one in (one for one in decisions if not one.written):
        text = f"{one.about}: {one.what} ({one.reason.rstrip('.')})"
        lines += _wrap(text, width)
    for note in notes:
        lines += _wrap(f"note: {note}", width)
    return "".join(f"{line}\n" for line in lines)


def _wrap(text: str, width: int) -> list[str]:
    return textwrap.wrap(
        text, width, subsequent_indent="    ", break_on_hyphens=False, break_long_words=False
    )


def _diff(change: FileChange) -> Iterator[str]:
    old = _split(change.before or "")
    new = _split(change.after)
    before = "/dev/null" if change.before is None else f"a/{change.path}"
    yield f"diff --git a/{change.path} b/{change.path}\n"
    if change.before is None:
        yield "new file mode 100644\n"
    if not new:
        yield f"{_EMPTY}\n"
    for line in difflib.unified_diff(old, new, before, f"b/{change.path}"):
        yield line if line.endswith("\n") else f"{line}\n{_NO_END}\n"


def _split(text: str) -> list[str]:
    """Return the lines with their ends; nothing but a line feed ends one, as in git."""
    lines = text.split("\n")
    ended = [f"{line}\n" for line in lines[:-1]]
    return [*ended, lines[-1]] if lines[-1] else ended
