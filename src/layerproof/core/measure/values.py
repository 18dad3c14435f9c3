"""Counts for each file, layer and suite. Counts add; percentages are derived from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there was to run and how much did not run. Two of them add to one."""

    statements: int = 0
    missing: int = 0
    branches: int = 0
    missing_branches: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.statements + other.statements,
            self.missing + other.missing,
            self.branches + other.branches,
            self.missing_branches + other.missing_branches,
        )

    @property
    def total(self) -> int:
        """Statements and branches that could run."""
        return self.statements + self.branches

    @property
    def uncovered(self) -> int:
        """Statements and branches that did not run."""
        return self.missing + self.missing_branches

    @property
    def covered(self) -> int:
        """Statements and branches that ran."""
        return self.total - self.uncovered

    def reaches(self, threshold: int) -> bool:
        """Whether ``covered`` of ``total`` is at least ``threshold`` hundredths of a percent."""
        return self.covered * 10_000 >= threshold * self.total


@dataclass(frozen=True, slots=True)
class FileMeasure:
    """One source file: merged counts, what is missing, and what each suite covered.

    ``partial`` maps a line that ran to those of its branch destinations that did not.
    ``covered_by`` maps a suite to the statements that it ran. ``statements`` are all lines
    that count, and ``branches`` maps a branching line to all destinations that count; line
    reports (Cobertura, LCOV) need them beside what is missing.
    """

    path: str
    layer: str | None
    counts: Counts
    missing_lines: tuple[int, ...] = ()
    partial: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    excluded_lines: tuple[int, ...] = ()
    covered_by: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    by_suite: Mapping[str, Counts] = field(default_factory=dict)
    statements: tuple[int, ...] = ()
    branches: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LayerMeasure:
    """The sum over a layer's files (or over the whole source, named ``total``)."""

    name: str
    files: int
    counts: Counts
    by_suite: Mapping[str, Counts] = field(default_factory=dict)
    measured: bool = True


@dataclass(frozen=True, slots=True)
class Measurement:
    """All counts of one run, files in order of their path, layers in the config's order."""

    branch: bool
    suites: tuple[str, ...]
    layers: tuple[LayerMeasure, ...]
    total: LayerMeasure
    files: tuple[FileMeasure, ...]
