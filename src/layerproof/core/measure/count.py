"""Counting: source lines and what each suite ran of them become counts for file and layer.

Between ``linedata`` and ``judge``. Whole files are handled as sets, since a backend of 2,000
files and eight suites has to be counted in well under a second. What counts as covered follows
coverage.py: a statement that ran, and a branch whose jump from line to destination was seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

from layerproof.core.config.values import TOTAL, Config
from layerproof.core.linedata.values import Arc, ExecutedLines, SourceLines, SuiteLines
from layerproof.core.measure.values import Counts, FileMeasure, LayerMeasure, Measurement

_NOTHING = ExecutedLines()


def measure(
    sources: Sequence[SourceLines],
    layer_of: Mapping[str, str | None],
    executed: Sequence[SuiteLines],
    config: Config,
) -> Measurement:
    """Return the counts of every source file, layer and suite, and of the whole source.

    ``executed`` holds one value a suite, already merged over shards and Python versions. A
    source file without data counts as wholly missing; data of a file that is not among
    ``sources`` counts nowhere. Branches count only where every suite measured them.
    ``total`` leaves out the files of layers with ``measured = false`` and no others.
    """
    branch = all(suite.branch for suite in executed) if executed else config.coverage.branch
    suites = tuple(suite.suite for suite in executed)
    files = tuple(
        _measure_file(source, layer_of.get(source.path), executed, branch=branch)
        for source in sorted(sources, key=attrgetter("path"))
    )
    layers = tuple(
        _add_up(
            layer.name,
            [file for file in files if file.layer == layer.name],
            suites,
            measured=layer.measured,
        )
        for layer in config.layers
    )
    unmeasured = {layer.name for layer in config.layers if not layer.measured}
    counted = [file for file in files if file.layer not in unmeasured]
    total = _add_up(TOTAL, counted, suites, measured=True)
    return Measurement(branch=branch, suites=suites, layers=layers, total=total, files=files)


def counted_files(measurement: Measurement) -> tuple[FileMeasure, ...]:
    """Return the files that ``total`` is the sum of: all but those of unmeasured layers."""
    unmeasured = {layer.name for layer in measurement.layers if not layer.measured}
    return tuple(file for file in measurement.files if file.layer not in unmeasured)


def _measure_file(
    source: SourceLines, layer: str | None, executed: Sequence[SuiteLines], *, branch: bool
) -> FileMeasure:
    branches = source.branches if branch else {}
    arcs = _arcs_of(branches)
    ran_lines: set[int] = set()
    ran_arcs: set[Arc] = set()
    covered_by: dict[str, tuple[int, ...]] = {}
    by_suite: dict[str, Counts] = {}
    for suite in executed:
        data = suite.files.get(source.path, _NOTHING)
        lines = source.statements & data.lines
        taken = arcs & data.arcs
        covered_by[suite.suite] = tuple(sorted(lines))
        by_suite[suite.suite] = _count(source.statements, lines, arcs, taken)
        ran_lines |= lines
        ran_arcs |= taken
    return FileMeasure(
        path=source.path,
        layer=layer,
        counts=_count(source.statements, ran_lines, arcs, ran_arcs),
        missing_lines=tuple(sorted(source.statements - ran_lines)),
        partial=_partial(arcs - ran_arcs, ran_lines),
        excluded_lines=tuple(sorted(source.excluded)),
        covered_by=covered_by,
        by_suite=by_suite,
        statements=tuple(sorted(source.statements)),
        branches={line: tuple(sorted(branches[line])) for line in sorted(branches)},
    )


def _arcs_of(branches: Mapping[int, frozenset[int]]) -> frozenset[Arc]:
    return frozenset((line, to) for line, destinations in branches.items() for to in destinations)


def _count(
    statements: frozenset[int],
    lines: frozenset[int] | set[int],
    arcs: frozenset[Arc],
    taken: frozenset[Arc] | set[Arc],
) -> Counts:
    """Count one file; ``lines`` and ``taken`` are already cut down to what counts."""
    return Counts(len(statements), len(statements) - len(lines), len(arcs), len(arcs) - len(taken))


def _partial(missed: frozenset[Arc], ran: set[int]) -> dict[int, tuple[int, ...]]:
    partial: dict[int, tuple[int, ...]] = {}
    for line, destination in sorted(missed):
        if line in ran:
            partial[line] = (*partial.get(line, ()), destination)
    return partial


def _add_up(
    name: str, files: Sequence[FileMeasure], suites: Sequence[str], *, measured: bool
) -> LayerMeasure:
    return LayerMeasure(
        name=name,
        files=len(files),
        counts=_sum(file.counts for file in files),
        by_suite={suite: _sum(file.by_suite[suite] for file in files) for suite in suites},
        measured=measured,
    )


def _sum(counts: Iterable[Counts]) -> Counts:
    """Add counts up in one pass: 40,000 small sums are the larger half of judging otherwise."""
    statements = missing = branches = missing_branches = 0
    for one in counts:
        statements += one.statements
        missing += one.missing
        branches += one.branches
        missing_branches += one.missing_branches
    return Counts(statements, missing, branches, missing_branches)
