"""What could run in the source: statements, exclusions and branches, by coverage.py's parser.

The parser is the same that coverage.py's own reports use, so that the counts agree with them;
``tests/integration/adapters/test_source_lines.py`` compares the two. One thing differs: where a
pragma waives a line's branches, coverage.py counts them as covered and this module not at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from coverage import Coverage
from coverage.exceptions import CoverageException
from coverage.python import PythonFileReporter

from layerproof.adapters.coverage_data import Traced
from layerproof.core.config.values import CoverageChoices
from layerproof.core.linedata.values import Arc, ExecutedLines, SourceLines, SuiteLines


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A file that is not Python to this interpreter, and why."""

    path: str
    problem: str


class SourceParser:
    """Parses each source file once and reads any number of suites' data against it."""

    def __init__(self, root: Path, choices: CoverageChoices, *, branch: bool) -> None:
        self._root = root
        self._branch = branch
        self._coverage = _configure(choices)
        self._reporters: dict[str, PythonFileReporter] = {}

    def parse(self, paths: Iterable[str]) -> tuple[list[SourceLines], list[Unparsed]]:
        """Return what could run in each file, and the files that cannot be parsed."""
        parsed: list[SourceLines] = []
        unparsed: list[Unparsed] = []
        for path in paths:
            try:
                parsed.append(self._parse(path))
            except (CoverageException, OSError, ValueError, RecursionError) as error:
                unparsed.append(Unparsed(path, str(error)))
        return parsed, unparsed

    def read_suite(self, suite: str, parts: Iterable[Traced]) -> SuiteLines:
        """Return what the parts of one suite ran together, in terms of statements.

        A line inside a statement that spans several counts for the statement's first line.
        """
        lines: dict[str, set[int]] = defaultdict(set)
        arcs: dict[str, set[Arc]] = defaultdict(set)
        for part in parts:
            for path, found in part.lines.items():
                lines[path] |= found
            for path, taken in part.arcs.items():
                arcs[path] |= taken
        files = {
            path: self._translate(path, found, arcs.get(path, set()))
            for path, found in lines.items()
            if path in self._reporters
        }
        return SuiteLines(suite, self._branch, files)

    def _parse(self, path: str) -> SourceLines:
        reporter = PythonFileReporter(str(self._root / path), self._coverage)
        statements = frozenset(reporter.lines())
        excluded = frozenset(reporter.excluded_lines())
        branches = self._parse_branches(reporter) if self._branch else {}
        self._reporters[path] = reporter
        return SourceLines(path, statements, excluded, branches)

    def _parse_branches(self, reporter: PythonFileReporter) -> dict[int, frozenset[int]]:
        exits = reporter.exit_counts()
        excluded = reporter.excluded_lines()
        waived = reporter.no_branch_lines()
        possible: dict[int, set[int]] = defaultdict(set)
        for line, destination in reporter.arcs():
            if exits.get(line, 0) > 1 and line not in waived and destination not in excluded:
                possible[line].add(destination)
        return {line: frozenset(found) for line, found in possible.items()}

    def _translate(self, path: str, lines: set[int], arcs: set[Arc]) -> ExecutedLines:
        reporter = self._reporters[path]
        return ExecutedLines(
            frozenset(reporter.translate_lines(lines)),
            frozenset(reporter.translate_arcs(arcs)),
        )


def _configure(choices: CoverageChoices) -> Coverage:
    """Return a coverage.py object that only carries the exclusion settings; it never traces."""
    configured = Coverage(data_file=None, config_file=False)
    for option, patterns, more in (
        ("report:exclude_lines", choices.exclude, choices.exclude_also),
        ("report:partial_branches", choices.partial, choices.partial_also),
    ):
        known = patterns or tuple(cast("list[str]", configured.get_option(option)))
        configured.set_option(option, [*known, *more])
    return configured
