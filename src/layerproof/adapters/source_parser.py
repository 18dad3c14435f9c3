"""What could run in a source file: statements, exclusions and branches, by coverage.py's parser.

The parser is the one of coverage.py's own reports, so that the counts agree with them;
``tests/integration/adapters/test_source_parser.py`` compares the two. One thing differs: where a
pragma waives a line's branches, coverage.py counts them as covered and this module not at all.

Parsing is most of what judging costs, so many files are parsed in several processes.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import cast

from coverage import Coverage
from coverage.exceptions import CoverageException
from coverage.python import PythonFileReporter

from layerproof.core.config.values import CoverageChoices
from layerproof.core.linedata.values import ParsedSource, SourceLines

#: With fewer files than this a second process costs more than it saves.
WORTH_SHARING = 300

_BATCH = 50


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A file that is not Python to this interpreter, and why."""

    path: str
    problem: str


def parse_sources(
    root: Path, paths: Sequence[str], choices: CoverageChoices, *, processes: int
) -> list[ParsedSource | Unparsed]:
    """Return what could run in each file, in the order of ``paths``."""
    parse = partial(_parse_batch, root, choices)
    batches = [paths[start : start + _BATCH] for start in range(0, len(paths), _BATCH)]
    if processes < 2 or len(paths) < WORTH_SHARING:
        return [found for batch in batches for found in parse(batch)]
    with ProcessPoolExecutor(processes, mp_context=_choose_context()) as pool:
        return [found for results in pool.map(parse, batches) for found in results]


def _choose_context() -> BaseContext:
    """Fork where that is safe, which a process with threads is not; it saves the imports."""
    forks = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    return multiprocessing.get_context("fork" if forks else "spawn")


def _parse_batch(
    root: Path, choices: CoverageChoices, paths: Sequence[str]
) -> list[ParsedSource | Unparsed]:
    configured = _configure(choices)
    return [_parse(root, path, configured, branch=choices.branch) for path in paths]


def _parse(root: Path, path: str, configured: Coverage, *, branch: bool) -> ParsedSource | Unparsed:
    reporter = PythonFileReporter(str(root / path), configured)
    try:
        lines = SourceLines(
            path,
            frozenset(reporter.lines()),
            frozenset(reporter.excluded_lines()),
            _find_branches(reporter) if branch else {},
        )
        # coverage.py applies the jumps in ``translate_arcs``, but keeps them to itself.
        jumps = reporter.parser._with_jump_fixers if branch else {}  # noqa: SLF001 - said above
        return ParsedSource(lines, dict(reporter.multiline_map()), jumps)
    except (CoverageException, OSError, SyntaxError, ValueError, RecursionError) as error:
        return Unparsed(path, str(error))


def _find_branches(reporter: PythonFileReporter) -> dict[int, frozenset[int]]:
    exits = reporter.exit_counts()
    excluded = reporter.excluded_lines()
    waived = reporter.no_branch_lines()
    possible: dict[int, set[int]] = defaultdict(set)
    for line, destination in reporter.arcs():
        if exits.get(line, 0) > 1 and line not in waived and destination not in excluded:
            possible[line].add(destination)
    return {line: frozenset(found) for line, found in possible.items()}


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
