"""Lines: what could run in a source file, and what a suite ran of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Arc = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SourceLines:
    """What could run in one file, as coverage.py's parser sees it.

    ``branches`` maps a line with more than one exit to the destinations that count; negative
    destinations leave the function or module. It is empty when branches are not measured.
    """

    path: str
    statements: frozenset[int]
    excluded: frozenset[int] = frozenset()
    branches: Mapping[int, frozenset[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExecutedLines:
    """What one suite ran of one file."""

    lines: frozenset[int] = frozenset()
    arcs: frozenset[Arc] = frozenset()


@dataclass(frozen=True, slots=True)
class SuiteLines:
    """What one suite ran: by path from the project's root, in POSIX form."""

    suite: str
    branch: bool
    files: Mapping[str, ExecutedLines]


@dataclass(frozen=True, slots=True)
class ParsedSource:
    """One file's lines, and how what was traced translates into them.

    ``first_lines`` maps a line inside a statement to the statement's first; ``jumps`` an arc
    that leaves a ``with`` block to the arc that it stands for, ``None`` for none.
    """

    lines: SourceLines
    first_lines: Mapping[int, int] = field(default_factory=dict)
    jumps: Mapping[Arc, Arc | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawLines:
    """Lines and arcs as they were traced in one part, by path from the project's root."""

    branch: bool
    lines: Mapping[str, frozenset[int]]
    arcs: Mapping[str, frozenset[Arc]] = field(default_factory=dict)
