"""Which files have more that is uncovered than before, from the reports themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import ValidationError
from pydantic_core import from_json

from layerproof.history.records.questions.comparison import (
    Bounded,
    FileLines,
    FilesByPath,
    UncoveredFile,
)
from layerproof.history.schemas.questions.files import FILES, ReportFile

#: As many lines, and branches, as are told of one file.
LINES_TOLD = 200


def read_files(document: bytes) -> FilesByPath | None:
    """Return what did not run of each file of a stored report.

    :param document: the report, as JSON.
    :return: ``None`` where the report tells of no file, or not as ``docs/report-json.md`` says: the
        server takes reports in without a look at their files.
    """
    report: Mapping[str, object] = from_json(document)
    try:
        files = FILES.validate_python(report.get("files"))
    except ValidationError:
        return None
    return {file.path: _lines(file) for file in files} or None


def _lines(file: ReportFile) -> FileLines:
    counts = file.counts
    branches = {(line, to) for line, targets in file.partial.items() for to in targets}
    return FileLines(
        uncovered=counts.missing + counts.missing_branches,
        lines=frozenset(file.missing_lines),
        branches=frozenset(branches),
    )


def find_newly_uncovered(before: FilesByPath, after: FilesByPath) -> Sequence[UncoveredFile]:
    """Return the files whose uncovered statements and branches grew, those that grew most first.

    A file that was not there before had nothing uncovered.
    """
    nothing = FileLines(0)
    grown = [
        (new.uncovered - old.uncovered, path)
        for path, new in after.items()
        for old in [before.get(path, nothing)]
        if new.uncovered > old.uncovered
    ]
    grown.sort(key=lambda one: (-one[0], one[1]))
    return [_uncovered(path, before.get(path), after[path]) for _, path in grown]


def _uncovered(path: str, before: FileLines | None, after: FileLines) -> UncoveredFile:
    known = before or FileLines(0)
    lines = sorted(after.lines - known.lines)
    branches = sorted(after.branches - known.branches)
    return UncoveredFile(
        path=path,
        before=None if before is None else before.uncovered,
        after=after.uncovered,
        lines=Bounded(lines[:LINES_TOLD], len(lines)),
        branches=Bounded(branches[:LINES_TOLD], len(branches)),
    )
