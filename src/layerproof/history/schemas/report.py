"""``report.json`` as it is taken in; the format is described in ``docs/report-json.md``.

Keys that are not named here are allowed, since within one schema version keys are only added;
the whole document is stored, so nothing of them is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from layerproof.history.schemas.fields import (
    Count,
    GateKind,
    Label,
    Moment,
    Name,
    NodeId,
    Outcome,
    Path,
    Prose,
    Ruling,
    RunId,
    Seconds,
)

#: The versions of ``report.json`` that this server can read.
KNOWN_SCHEMA_VERSIONS = (1,)

#: What merged counts are called where a suite's name could stand.
MERGED = "merged"

#: What the whole source is called where a layer's name could stand.
TOTAL = "total"


class Part(BaseModel):
    """A piece of a report. Values are taken as they are: ``"1"`` is no number."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class ReportTool(Part):
    """What wrote the report."""

    name: Name
    version: Name


class ReportRun(Part):
    """What identifies the run."""

    id: RunId
    created_at: Annotated[Moment, Field(strict=False)]
    project: Name
    commit: Label = ""
    branch: Label = ""
    dirty: bool = False


class ReportReason(Part):
    """Why the verdict is not kept."""

    ruling: Ruling
    code: Name
    message: Prose
    advice: Prose = ""
    suite: Name | None = None
    layer: Name | None = None
    path: Path | None = None
    line: Count | None = None


class ReportVerdict(Part):
    """What came of the run."""

    ruling: Ruling
    exit_code: Literal[0, 1, 3]
    partial: bool = False
    reasons: Annotated[list[ReportReason], Field(max_length=10_000)] = []
    notes: Annotated[list[Prose], Field(max_length=10_000)] = []


class ReportTestCounts(Part):
    """How the tests of a suite ended."""

    selected: Count
    passed: Count
    failed: Count
    error: Count
    skipped: Count
    xfailed: Count
    xpassed: Count


class ReportPart(Part):
    """One run that a suite is made of; ``python`` where the suite runs on more than one."""

    label: Name
    python: Label | None = None


class ReportSuite(Part):
    """One suite."""

    name: Name
    ruling: Ruling
    required: bool
    expected: Count
    arrived: Count
    tests: ReportTestCounts
    seconds: Seconds
    parts: Annotated[list[ReportPart], Field(max_length=10_000)] = []

    @model_validator(mode="after")
    def _is_not_called_merged(self) -> Self:
        if self.name == MERGED:
            message = f"a suite cannot be called {MERGED!r}"
            raise ValueError(message)
        return self


class ReportCounts(Part):
    """Statements and branches; ``covered`` and ``total`` follow from them and are not read."""

    statements: Count
    missing: Count
    branches: Count = 0
    missing_branches: Count = 0

    @model_validator(mode="after")
    def _misses_no_more_than_there_is(self) -> Self:
        if self.missing > self.statements or self.missing_branches > self.branches:
            message = "more is missing than there is"
            raise ValueError(message)
        return self


class ReportLayer(Part):
    """One layer, or the whole source."""

    name: Name
    measured: bool = True
    files: Count
    counts: ReportCounts
    by_suite: dict[Name, ReportCounts] = {}


class ReportGate(Part):
    """One gate and its counts."""

    scope: Name
    layer: Name
    kind: GateKind
    threshold: Count
    covered: Count
    total: Count
    uncovered: Count
    ruling: Ruling
    path: Path | None = None


class ReportTest(Part):
    """One test in one part of a suite."""

    suite: Name
    part: Name
    nodeid: NodeId
    result: Outcome
    seconds: Seconds
    message: str = ""
    retries: Count = 0


class Report(Part):
    """A whole ``report.json``."""

    schema_version: Annotated[int, Field(ge=1, le=max(KNOWN_SCHEMA_VERSIONS))]
    tool: ReportTool
    run: ReportRun
    verdict: ReportVerdict
    branch_coverage: bool = False
    suites: Annotated[list[ReportSuite], Field(max_length=1_000)]
    layers: Annotated[list[ReportLayer], Field(max_length=1_000)] = []
    total: ReportLayer | None = None
    gates: Annotated[list[ReportGate], Field(max_length=100_000)] = []
    tests: Annotated[list[ReportTest], Field(max_length=1_000_000)] = []

    @model_validator(mode="after")
    def _names_each_thing_once(self) -> Self:
        _once("suite", [suite.name for suite in self.suites])
        _once("layer", [layer.name for layer in self.layers] + [TOTAL])
        return self


def _once(kind: str, names: Sequence[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        message = f"the {kind} {twice[0]!r} is there more than once"
        raise ValueError(message)
