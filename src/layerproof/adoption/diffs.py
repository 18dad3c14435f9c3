"""The difference between two texts of a file, as git writes it."""

from __future__ import annotations

import difflib

_NO_END = "\\ No newline at end of file"


def render_diff(path: str, before: str | None, after: str) -> str:
    """Return a unified diff of one file that ``git apply`` takes; nothing where nothing changed.

    :param before: ``None`` for a file that is new.
    """
    name = "/dev/null" if before is None else f"a/{path}"
    lines = difflib.unified_diff(_split(before or ""), _split(after), name, f"b/{path}")
    return "".join(line if line.endswith("\n") else f"{line}\n{_NO_END}\n" for line in lines)


def _split(text: str) -> list[str]:
    """Return the lines with their ends; nothing but a line feed ends one, as in git."""
    lines = text.split("\n")
    ended = [f"{line}\n" for line in lines[:-1]]
    return [*ended, lines[-1]] if lines[-1] else ended
