"""Cobertura XML from a verdict's measurement, for the code hosts and viewers that read it.

The structure is that of Cobertura's ``coverage-04.dtd``. No DOCTYPE is written: readers that
guard against external entities refuse documents that have one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import PurePosixPath

from layerproof.core.judge.values import Verdict
from layerproof.core.measure.count import counted_files
from layerproof.core.measure.values import Counts, FileMeasure
from layerproof.core.report.line_hits import LineHit, line_hits
from layerproof.core.report.printable import one_line
from layerproof.core.report.xml_writer import document, element


def render_cobertura(verdict: Verdict) -> str:
    """Return Cobertura XML; file names are relative to the project's root, the one source.

    Files of layers that are not to be measured are left out, as they are of the total.
    """
    files = () if verdict.measurement is None else counted_files(verdict.measurement)
    counts = _sum(files)
    attributes = {
        "version": verdict.provenance.version,
        "timestamp": str(_milliseconds(verdict.provenance.created_at)),
        "lines-valid": str(counts.statements),
        "lines-covered": str(counts.statements - counts.missing),
        "branches-valid": str(counts.branches),
        "branches-covered": str(counts.branches - counts.missing_branches),
        **_rates(counts),
    }
    sources = element("sources", {}, [element("source", {}, text=".")])
    packages = element("packages", {}, _packages(files))
    return document(element("coverage", attributes, [sources, packages]))


def _packages(files: Sequence[FileMeasure]) -> Iterable[str]:
    folders: dict[str, list[FileMeasure]] = {}
    for file in files:
        folders.setdefault(str(PurePosixPath(file.path).parent), []).append(file)
    for folder in sorted(folders):
        name = "." if folder == "." else one_line(folder).replace("/", ".")
        classes = element("classes", {}, (_class(file) for file in folders[folder]))
        yield element("package", {"name": name, **_rates(_sum(folders[folder]))}, [classes])


def _class(file: FileMeasure) -> str:
    path = one_line(file.path)
    attributes = {"name": PurePosixPath(path).name, "filename": path, **_rates(file.counts)}
    lines = element("lines", {}, (_line(hit) for hit in line_hits(file)))
    return element("class", attributes, ["<methods/>", lines])


def _line(hit: LineHit) -> str:
    """Return one line; it holds nothing but whole numbers, so there is nothing to escape."""
    start = f'<line number="{hit.line}" hits="{hit.ran:d}"'
    if not hit.taken:
        return f"{start}/>"
    taken, total = sum(hit.taken), len(hit.taken)
    share = f"{taken * 100 // total}% ({taken}/{total})"
    return f'{start} branch="true" condition-coverage="{share}"/>'


def _rates(counts: Counts) -> dict[str, str]:
    """Return the rates, cut off after four digits: 1 is written for all and nothing less.

    Of no lines, all ran; of no branches the rate is 0, as coverage.py writes it.
    """
    return {
        "line-rate": _rate(counts.statements - counts.missing, counts.statements, "1"),
        "branch-rate": _rate(counts.branches - counts.missing_branches, counts.branches, "0"),
        "complexity": "0",
    }


def _rate(covered: int, total: int, of_nothing: str) -> str:
    if total == 0:
        return of_nothing
    whole, rest = divmod(covered * 10_000 // total, 10_000)
    return f"{whole}.{rest:04}".rstrip("0").rstrip(".")


def _sum(files: Iterable[FileMeasure]) -> Counts:
    return sum((file.counts for file in files), Counts())


def _milliseconds(moment: str) -> int:
    """Return ISO 8601 as milliseconds since 1970, or 0 where it is none."""
    try:
        return int(datetime.fromisoformat(moment).timestamp() * 1_000)
    except ValueError:
        return 0
