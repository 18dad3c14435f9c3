"""What a person reads of a conversion beside the diff: a summary of all files."""

from __future__ import annotations

from collections.abc import Iterator

from layerproof.adoption.conversion.project_conversion import ProjectConversion
from layerproof.core.wording import count_noun

_SHOWN = 20


def render_summary(found: ProjectConversion, *, written: bool) -> Iterator[str]:
    """Yield what was converted, what a person has to write, what was left alone and why."""
    done = "converted" if written else "to convert"
    for file in found.changed:
        todos = len(file.result.todos)
        more = f", {count_noun(todos, 'TODO')} to write" if todos else ""
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
        f"{count_noun(len(found.changed), 'file')} {done}, {count_noun(alone, 'file')} left alone"
        f" (nothing script-like), {count_noun(len(found.faults), 'file')} not looked at"
    )
