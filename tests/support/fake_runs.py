"""The ports of the history's services, filled from memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from layerproof.history.records.health import Health
from layerproof.history.records.runs import (
    NewRun,
    Position,
    RunDetail,
    RunFilter,
    StoredRun,
    TestCounts,
)


class FakeRunRepository:
    """Fills ``RunRepository``; goes through the same tests as ``SqlRunRepository``."""

    def __init__(self) -> None:
        self._runs: dict[tuple[int, str], tuple[StoredRun, NewRun]] = {}
        self._added = 0

    async def add(self, project: int, run: NewRun, *, received_at: datetime) -> bool:
        """Keep a run unless its id is taken."""
        if (project, run.facts.run_id) in self._runs:
            return False
        self._added += 1
        self._runs[project, run.facts.run_id] = (_stored(self._added, run, received_at), run)
        return True

    async def replace(self, project: int, key: int, run: NewRun) -> None:
        """Keep what is known of a run now."""
        ((place, known),) = [
            (place, known)
            for place, (known, _) in self._runs.items()
            if (place[0], known.key) == (project, key)
        ]
        self._runs[place] = (_stored(key, run, known.received_at), run)

    async def remove(self, project: int, run_id: str) -> bool:
        """Forget a run."""
        return self._runs.pop((project, run_id), None) is not None

    async def lock(self, project: int, run_id: str) -> StoredRun | None:
        """Return the run; nobody else is here."""
        return await self.find(project, run_id)

    async def find(self, project: int, run_id: str) -> StoredRun | None:
        """Return the run with that id."""
        return self._runs[project, run_id][0] if (project, run_id) in self._runs else None

    async def find_detail(self, project: int, run_id: str) -> RunDetail | None:
        """Return the whole run with that id."""
        if (project, run_id) not in self._runs:
            return None
        stored, run = self._runs[project, run_id]
        return RunDetail(
            run=stored,
            reasons=list(run.reasons),
            notes=list(run.notes),
            suites=list(run.suites),
            layers=[layer for layer in run.layers if layer.name != "total"],
            total=next((layer for layer in run.layers if layer.name == "total"), None),
            gates=list(run.gates),
        )

    async def find_document(self, project: int, run_id: str) -> bytes | None:
        """Return the compressed report."""
        return self._runs[project, run_id][1].document if (project, run_id) in self._runs else None

    async def page(
        self, project: int, wanted: RunFilter, *, after: Position | None, limit: int
    ) -> Sequence[StoredRun]:
        """Return runs, newest first."""
        runs = [
            run for (of, _), (run, _) in self._runs.items() if of == project and _fits(run, wanted)
        ]
        runs.sort(key=_place, reverse=True)
        if after is not None:
            runs = [run for run in runs if _place(run) < (after.created_at, after.key)]
        return runs[:limit]


class FakeHealthRepository:
    """Fills ``HealthRepository``."""

    async def ask(self) -> Health:
        """Say that all is well."""
        return Health("memory", "0001")


def _fits(run: StoredRun, wanted: RunFilter) -> bool:
    pairs: tuple[tuple[object, object], ...] = (
        (run.facts.commit, wanted.commit),
        (run.facts.branch, wanted.branch),
        (run.facts.ruling, wanted.ruling),
        (run.facts.complete, wanted.complete),
    )
    return all(want in (None, have) for have, want in pairs)


def _place(run: StoredRun) -> tuple[datetime, int]:
    return run.facts.created_at, run.key


def _stored(key: int, run: NewRun, received_at: datetime) -> StoredRun:
    total = next((layer.counts for layer in run.layers if layer.name == "total"), None)
    return StoredRun(key, run.facts, received_at, _tests(run), total)


def _tests(run: NewRun) -> TestCounts:
    counts = [suite.tests for suite in run.suites]
    return TestCounts(
        selected=sum(count.selected for count in counts),
        passed=sum(count.passed for count in counts),
        failed=sum(count.failed for count in counts),
        error=sum(count.error for count in counts),
        skipped=sum(count.skipped for count in counts),
        xfailed=sum(count.xfailed for count in counts),
        xpassed=sum(count.xpassed for count in counts),
    )
