"""The suites' data in terms of the source's statements: raw lines folded to first lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from layerproof.adapters.coverage_data import Traced
from layerproof.adapters.source_parser import ParsedSource, Unparsed, parse_sources
from layerproof.core.config.values import CoverageChoices
from layerproof.core.linedata.values import Arc, ExecutedLines, SourceLines, SuiteLines


class SourceReader:
    """Parses each source file once and reads any number of suites' data against it.

    :param processes: how many processes may parse at the same time.
    """

    def __init__(self, root: Path, choices: CoverageChoices, *, processes: int = 1) -> None:
        self._root = root
        self._choices = choices
        self._processes = processes
        self._parsed: dict[str, ParsedSource] = {}

    def parse(self, paths: Sequence[str]) -> tuple[list[SourceLines], list[Unparsed]]:
        """Return what could run in each file, and the files that cannot be parsed."""
        unparsed: list[Unparsed] = []
        for found in parse_sources(self._root, paths, self._choices, processes=self._processes):
            if isinstance(found, Unparsed):
                unparsed.append(found)
            else:
                self._parsed[found.lines.path] = found
        return [parsed.lines for parsed in self._parsed.values()], unparsed

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
            path: ExecutedLines(parsed.fold_lines(found), parsed.fold_arcs(arcs.get(path, ())))
            for path, found in lines.items()
            if (parsed := self._parsed.get(path)) is not None
        }
        return SuiteLines(suite, self._choices.branch, files)
