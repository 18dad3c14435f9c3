"""Raw lines and arcs become those of statements: a line inside one counts for its first line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from layerproof.core.linedata.values import (
    Arc,
    ExecutedLines,
    ParsedSource,
    RawLines,
    SuiteLines,
)


def fold_suites(
    sources: Iterable[ParsedSource], raw: Mapping[str, Sequence[RawLines]], *, branch: bool
) -> list[SuiteLines]:
    """Return what each suite ran of the sources, its parts joined.

    :param raw: by suite, what each of its parts ran; files that are no source are left out.
    """
    parsed = {source.lines.path: source for source in sources}
    return [_fold_suite(suite, parts, parsed, branch=branch) for suite, parts in raw.items()]


def _fold_suite(
    suite: str, parts: Sequence[RawLines], parsed: Mapping[str, ParsedSource], *, branch: bool
) -> SuiteLines:
    lines: dict[str, set[int]] = defaultdict(set)
    arcs: dict[str, set[Arc]] = defaultdict(set)
    for part in parts:
        for path, found in part.lines.items():
            lines[path] |= found
        for path, taken in part.arcs.items():
            arcs[path] |= taken
    files = {
        path: ExecutedLines(_fold_lines(source, found), _fold_arcs(source, arcs.get(path, ())))
        for path, found in lines.items()
        if (source := parsed.get(path)) is not None
    }
    return SuiteLines(suite, branch, files)


def _fold_lines(source: ParsedSource, lines: set[int]) -> frozenset[int]:
    first = source.first_lines
    inside = first.keys() & lines
    return frozenset(lines - inside).union(first[line] for line in inside)


def _fold_arcs(source: ParsedSource, arcs: Iterable[Arc]) -> frozenset[Arc]:
    meant = (source.jumps.get(arc, arc) for arc in arcs)
    return frozenset((_fold_end(source, a[0]), _fold_end(source, a[1])) for a in meant if a)


def _fold_end(source: ParsedSource, line: int) -> int:
    """Return the first line of an arc's end; negative ends are entries and exits."""
    first = source.first_lines
    return first.get(line, line) if line >= 0 else -first.get(-line, -line)
