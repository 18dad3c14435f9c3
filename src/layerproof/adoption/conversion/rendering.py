"""What a person reads of a conversion: the diff, then a summary of all files."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from layerproof.adoption.conversion.project_conversion import FileConversion, ProjectConversion

_SHOWN = 20


def render_diff(file: FileConversion) -> Iterator[str]:
    """Yield the lines of a unified diff of ``file``, without line ends."""
    before = file.source.text.splitlines()
    after = file.result.text.splitlines()
    names = (f"a/{file.shown}", f"b/{file.shown}")
    yield from difflib.unified_diff(before, after, *names, lineterm="")


def render_summary(found: ProjectConversion, *, written: bool) -> Iterator[str]:
    """Yield what was converted, what a person has to write, what was left alone and why."""
    done = "converted" if written else "to convert"
    for file in found.changed:
        todos = len(file.result.todos)
        more = f", {_count(todos, 'TODO')} to write" if todos else ""
        yield f"{done}: {file.shown}{more}"
        for note in file.result.todos:
            yield f"  {file.shown}:{note.line}: TODO {note.text}"
        if not file.collected:
            yield f"  pytest does not collect this name; --rename makes it {file.new_name}"
    for file in found.files:
        for note in file.result.left_alone:
            yield f"left alone: {file.shown}:{note.line}: {note.text}"
    for fault in found.faults:
        yield f"not looked at: {fault.place}: {fault.problem}"
    alone = len(found.files) - len(found.changed)
    yield (
        f"{_count(len(found.changed), 'file')} {done}, {_count(alone, 'file')} left alone"
        f" (nothing script-like), {_count(len(found.faults), 'file')} not looked at"
    )


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
