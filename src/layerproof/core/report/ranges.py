"""Missing lines as people read them: ``14-18, 22``, and ``20->22`` for a branch not taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from layerproof.core.measure.values import FileMeasure


def line_ranges(missing: Iterable[int], statements: Sequence[int] = ()) -> list[tuple[int, int]]:
    """Return first and last line of each run of missing lines.

    Lines belong to one run when no statement that ran lies between them; without
    ``statements`` only neighbours do.
    """
    place = {line: at for at, line in enumerate(statements)}
    runs: list[tuple[int, int]] = []
    for line in sorted(missing):
        if runs and place.get(line, line) == place.get(runs[-1][1], runs[-1][1]) + 1:
            runs[-1] = (runs[-1][0], line)
        else:
            runs.append((line, line))
    return runs


def missing_texts(file: FileMeasure) -> list[str]:
    """Return what is missing in a file, in order of lines: ``14-18``, ``20->22``, ``30->exit``."""
    found = [
        (first, 0, f"{first}-{last}" if last > first else str(first))
        for first, last in line_ranges(file.missing_lines, file.statements)
    ]
    found += [
        (line, place, f"{line}->{target if target > 0 else 'exit'}")
        for line, targets in file.partial.items()
        for place, target in enumerate(targets, start=1)
    ]
    return [text for *_, text in sorted(found)]
