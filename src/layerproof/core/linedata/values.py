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
