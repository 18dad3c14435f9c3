"""Which statements and branches of a file ran, in the order in which line reports list them.

Between the measured file and the two line formats, Cobertura and LCOV. Both speak of hits;
Layerproof knows only whether something ran, so a hit is 1 or 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from layerproof.core.measure.values import FileMeasure


@dataclass(frozen=True, slots=True)
class LineHit:
    """One statement; ``taken`` says for each of its branches, by destination, whether it ran."""

    line: int
    ran: bool
    taken: tuple[bool, ...] = ()


def line_hits(file: FileMeasure) -> Iterator[LineHit]:
    """Yield the file's statements in order of lines.

    A branch of a line that did not run was not taken either.
    """
    missing = frozenset(file.missing_lines)
    for line in file.statements:
        ran = line not in missing
        targets = file.branches.get(line, ())
        if not targets:
            yield LineHit(line, ran)
            continue
        missed = frozenset(file.partial.get(line, ())) if ran else frozenset(targets)
        yield LineHit(line, ran, tuple(target not in missed for target in sorted(targets)))
