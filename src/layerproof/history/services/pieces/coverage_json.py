"""coverage.py's JSON report: lines, and branches where it has them; contexts are passed over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from layerproof.history.records.pieces import Branches, CoverageContent, FileLines, PieceFormat
from layerproof.history.services.pieces.limits import MAX_BRANCHES, MAX_LINE
from layerproof.history.services.pieces.placing import Placing
from layerproof.history.services.pieces.refusals import refuse

KIND = "coverage.py JSON"

_Line = Annotated[int, Field(ge=0, le=MAX_LINE)]
#: A negative destination leaves the function or the module.
_Arc = tuple[
    Annotated[int, Field(ge=-MAX_LINE, le=MAX_LINE)],
    Annotated[int, Field(ge=-MAX_LINE, le=MAX_LINE)],
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)


class _Meta(_Part):
    branch_coverage: bool = False


class _File(_Part):
    executed_lines: list[_Line]
    missing_lines: list[_Line]
    executed_branches: list[_Arc] = []
    missing_branches: list[_Arc] = []


class _Report(_Part):
    meta: _Meta
    files: dict[str, _File]


def parse_coverage_json(body: bytes, *, root: str = "") -> CoverageContent:
    """Return the lines of a coverage file.

    :param root: the folder of the checkout where the tests ran, or nothing.
    :raises InvalidPieceError: it is none.
    """
    try:
        report = _Report.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(step) for step in first["loc"])[:1_000] or "document"
        raise refuse(where, first["msg"], kind=KIND) from error
    files = Placing(KIND, root)
    for path, file in report.files.items():
        where = f"files.{path[:1_000]}"
        files.open(path, where).add_file(_lines_of(path, file, where))
    return CoverageContent(PieceFormat.COVERAGE_JSON, files.finish(), report.meta.branch_coverage)


def _lines_of(path: str, file: _File, where: str) -> FileLines:
    executed = frozenset(file.executed_lines) - {0}
    missing = frozenset(file.missing_lines) - executed - {0}
    return FileLines(path, tuple(executed), tuple(missing), _branches_of(file, where))


def _branches_of(file: _File, where: str) -> Mapping[int, Branches]:
    arms: defaultdict[int, dict[str, bool]] = defaultdict(dict)
    for taken, arcs in ((False, file.missing_branches), (True, file.executed_branches)):
        for line, to in arcs:
            if line < 0:
                raise refuse(where, f"a branch begins in line {line}", kind=KIND)
            arms[line][str(to)] = taken
    if any(len(named) > MAX_BRANCHES for named in arms.values()):
        raise refuse(where, f"a line has more than {MAX_BRANCHES} branches", kind=KIND)
    return {line: _branches(named) for line, named in arms.items()}


def _branches(arms: Mapping[str, bool]) -> Branches:
    missing = tuple(sorted(arm for arm, taken in arms.items() if not taken))
    return Branches(len(arms), len(arms) - len(missing), missing, tuple(sorted(arms)))
