"""An LCOV tracefile from a verdict's measurement, for editors and coverage services.

The records are those of the manual page ``geninfo(1)``. Each file has one record over all
suites: readers differ in what they make of a file that is listed twice.
"""

from __future__ import annotations

from collections.abc import Iterator

from layerproof.core.judge.values import Verdict
from layerproof.core.measure.count import counted_files
from layerproof.core.measure.values import FileMeasure
from layerproof.core.report.line_hits import LineHit, line_hits
from layerproof.core.report.printable import one_line


def render_lcov(verdict: Verdict) -> str:
    """Return the tracefile; without a measurement it is empty.

    Files of layers that are not to be measured are left out, as they are of the total.
    """
    files = () if verdict.measurement is None else counted_files(verdict.measurement)
    return "".join(f"{line}\n" for file in files for line in _record(file))


def _record(file: FileMeasure) -> Iterator[str]:
    """Yield one file's record. The format knows no escapes, so its path stays on one line."""
    hits = tuple(line_hits(file))
    yield "TN:"
    yield f"SF:{one_line(file.path)}"
    branches = [line for hit in hits for line in _branches(hit)]
    if branches:
        yield from branches
        yield f"BRF:{len(branches)}"
        yield f"BRH:{sum(sum(hit.taken) for hit in hits)}"
    yield from (f"DA:{hit.line},{hit.ran:d}" for hit in hits)
    yield f"LF:{len(hits)}"
    yield f"LH:{sum(hit.ran for hit in hits)}"
    yield "end_of_record"


def _branches(hit: LineHit) -> Iterator[str]:
    """Yield a line's branches; a dash says that the line itself never ran."""
    for number, taken in enumerate(hit.taken):
        yield f"BRDA:{hit.line},0,{number},{f'{taken:d}' if hit.ran else '-'}"
