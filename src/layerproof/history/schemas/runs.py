"""Runs as they are answered: in a list, and one with its suites, layers and gates."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from layerproof.history.records.runs import RunDetail, RunPage, StoredRun
from layerproof.history.schemas.fields import GateKind, Ruling


class Answer(BaseModel):
    """A piece of an answer, read from the records' attributes."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class CountsOut(Answer):
    """Statements and branches, and what ran of them."""

    statements: int
    missing: int
    branches: int
    missing_branches: int
    covered: int
    total: int


class TestCountsOut(Answer):
    """How tests ended."""

    __test__ = False

    selected: int
    passed: int
    failed: int
    error: int
    skipped: int
    xfailed: int
    xpassed: int


class RunOut(Answer):
    """A run as a list shows it."""

    id: str
    project: str
    created_at: datetime
    received_at: datetime
    commit: str
    branch: str
    dirty: bool
    ruling: Ruling
    exit_code: int
    partial: bool
    complete: bool = Field(description="Whether everything has arrived, of a run in pieces")
    branch_coverage: bool
    tool_version: str
    tests: TestCountsOut
    total: CountsOut | None = Field(description="The whole source; null where nothing was counted")


class RunPageOut(Answer):
    """Some runs, newest first."""

    items: list[RunOut]
    next: str | None = Field(description="Give it as `cursor` for the next page; null at the end")


class ReasonOut(Answer):
    """Why the verdict is not kept."""

    ruling: Ruling
    code: str
    message: str
    advice: str
    suite: str | None
    layer: str | None
    path: str | None
    line: int | None


class SuiteOut(Answer):
    """One suite."""

    name: str
    ruling: Ruling
    required: bool
    expected: int
    arrived: int
    seconds: float
    tests: TestCountsOut


class LayerOut(Answer):
    """One layer: merged counts and what each suite covered."""

    name: str
    measured: bool
    files: int
    counts: CountsOut
    by_suite: dict[str, CountsOut]


class GateOut(Answer):
    """One gate; `threshold` is in hundredths of a percent, or a number for `max_missing`."""

    scope: str
    layer: str
    kind: GateKind
    threshold: int
    covered: int
    total: int
    uncovered: int
    ruling: Ruling
    path: str | None


class RunDetailOut(RunOut):
    """A run with everything that is told of it."""

    reasons: list[ReasonOut]
    notes: list[str]
    suites: list[SuiteOut]
    layers: list[LayerOut]
    total_layer: LayerOut | None = Field(description="The whole source, with each suite's part")
    gates: list[GateOut]


def _fields_of(run: StoredRun) -> dict[str, object]:
    facts = run.facts
    return {
        "id": facts.run_id,
        "project": facts.project,
        "created_at": facts.created_at,
        "received_at": run.received_at,
        "commit": facts.commit,
        "branch": facts.branch,
        "dirty": facts.dirty,
        "ruling": facts.ruling,
        "exit_code": facts.exit_code,
        "partial": facts.partial,
        "complete": facts.complete,
        "branch_coverage": facts.branch_coverage,
        "tool_version": facts.tool_version,
        "tests": run.tests,
        "total": run.total,
    }


def show_run(run: StoredRun) -> RunOut:
    """Return a stored run as it is answered."""
    return RunOut.model_validate(_fields_of(run))


def show_page(page: RunPage) -> RunPageOut:
    """Return a page of runs as it is answered."""
    return RunPageOut(items=[show_run(run) for run in page.runs], next=page.next)


def show_detail(detail: RunDetail) -> RunDetailOut:
    """Return a whole run as it is answered."""
    return RunDetailOut.model_validate(
        {
            **_fields_of(detail.run),
            "reasons": detail.reasons,
            "notes": detail.notes,
            "suites": detail.suites,
            "layers": detail.layers,
            "total_layer": detail.total,
            "gates": detail.gates,
        }
    )
