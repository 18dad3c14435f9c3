"""One run against its base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from anyio import to_thread

from layerproof.history.errors.questions import BaseNotFoundError
from layerproof.history.errors.runs import RunNotFoundError
from layerproof.history.records.access import ProjectScope
from layerproof.history.records.questions.comparison import (
    Bounded,
    Comparison,
    ComparisonQuestion,
    Failure,
    Gap,
    TestChange,
    TestPair,
    UncoveredFile,
)
from layerproof.history.records.questions.flaky import TestVariant
from layerproof.history.records.questions.tests import TestName
from layerproof.history.records.questions.windows import WindowFilter
from layerproof.history.records.runs import Position, RunDetail
from layerproof.history.services.ports.questions import RunTestRepository, WindowRepository
from layerproof.history.services.questions.comparability import (
    can_compare_coverage,
    compare_layers,
    compare_suites,
    compare_totals,
    find_comparable,
    find_gaps,
)
from layerproof.history.services.questions.comparing import TestChanges, compare_tests
from layerproof.history.services.questions.uncovering import find_newly_uncovered, read_files
from layerproof.history.services.runs import RunService


class ComparisonService:
    """Runs against their bases.

    :param runs: finds both runs.
    :param windows: finds a base where none is named.
    :param tests: where the tests of the runs are found.
    """

    def __init__(
        self, runs: RunService, windows: WindowRepository, tests: RunTestRepository
    ) -> None:
        self._runs = runs
        self._windows = windows
        self._tests = tests

    async def compare(
        self, scope: ProjectScope, run_id: str, question: ComparisonQuestion
    ) -> Comparison:
        """Return a run against its base.

        :raises RunNotFoundError: there is no such run.
        :raises BaseNotFoundError: there is no such base, or none that could be taken.
        """
        run = await self._runs.detail(scope, run_id)
        base = await self._base(scope, run, question.base)
        uncovered, unread = await self._newly_uncovered(scope, run, base)
        changes = await self._changes(scope, run, base, question)
        teller = await self._teller(scope, run, changes, question.limit)
        return Comparison(
            run=run.run,
            base=base.run,
            gaps=[*find_gaps(run, base), *unread],
            layers=compare_layers(run, base),
            total=compare_totals(run, base),
            suites=compare_suites(run, base),
            newly_failing=teller.tell(changes.newly_failing),
            still_failing=teller.tell(changes.still_failing),
            fixed=teller.tell(changes.fixed),
            new_tests=teller.tell(changes.new),
            vanished_tests=teller.tell(changes.vanished),
            newly_slow=teller.tell(changes.newly_slow),
            newly_uncovered=Bounded(uncovered[: question.limit], len(uncovered)),
        )

    async def _base(self, scope: ProjectScope, run: RunDetail, named: str | None) -> RunDetail:
        run_id = await self._default_base(scope, run) if named is None else named
        try:
            return await self._runs.detail(scope, run_id)
        except RunNotFoundError as error:
            raise BaseNotFoundError(
                f"no run {run_id[:64]!r} is stored here", advice="give another run as `base`"
            ) from error

    async def _default_base(self, scope: ProjectScope, run: RunDetail) -> str:
        before = Position(run.run.facts.created_at, run.run.key)
        wanted = WindowFilter(branch=scope.main_branch, whole=True, before=before)
        window = await self._windows.newest(scope.key, wanted, limit=1)
        if not window.runs:
            raise BaseNotFoundError(
                f"the branch {scope.main_branch!r} has no whole run from before this one",
                advice="give another run as `base`, or set the project's main branch",
            )
        return window.runs[0].run_id

    async def _newly_uncovered(
        self, scope: ProjectScope, run: RunDetail, base: RunDetail
    ) -> tuple[Sequence[UncoveredFile], Sequence[Gap]]:
        if not can_compare_coverage(run, base):
            return [], []
        # One after the other: a report may be large, and its tests are let go first.
        read = []
        for detail in (base, run):
            document = await self._runs.document(scope, detail.run.facts.run_id)
            read.append(await to_thread.run_sync(read_files, document))
        before, after = read
        told = "its report tells of no files: newly uncovered lines are not known"
        gaps = [
            Gap(f"{which}-files-unknown", f"{which}: {told}")
            for which, files in (("run", after), ("base", before))
            if files is None
        ]
        if before is None or after is None:
            return [], gaps
        return await to_thread.run_sync(find_newly_uncovered, before, after), []

    async def _changes(
        self,
        scope: ProjectScope,
        run: RunDetail,
        base: RunDetail,
        question: ComparisonQuestion,
    ) -> TestChanges:
        slower = question.slower
        pairs = await self._tests.pairs(scope.key, run.run.key, base.run.key, slower)
        compare = partial(compare_tests, pairs, find_comparable(run, base), slower)
        return await to_thread.run_sync(compare)

    async def _teller(
        self, scope: ProjectScope, run: RunDetail, changes: TestChanges, limit: int
    ) -> _Teller:
        shown = {pair.test for found in changes.lists() for pair in found[:limit]}
        failing = (*changes.newly_failing[:limit], *changes.still_failing[:limit])
        failed = {pair.test for pair in failing}
        names = await self._tests.names(scope.key, shown)
        failures = await self._tests.failures(scope.key, run.run.key, failed)
        return _Teller(limit, names, failures)


@dataclass(frozen=True, slots=True)
class _Teller:
    """Gives changes the names of their tests, and failures what they said."""

    limit: int
    names: Mapping[int, TestName]
    failures: Mapping[TestVariant, Failure]

    def tell(self, pairs: Sequence[TestPair]) -> Bounded[TestChange]:
        return Bounded([self._change(pair) for pair in pairs[: self.limit]], len(pairs))

    def _change(self, pair: TestPair) -> TestChange:
        change = TestChange(self.names[pair.test], pair.variant, pair.before, pair.after)
        failure = self.failures.get(TestVariant(pair.test, pair.variant))
        if failure is None:
            return change
        return replace(change, part=failure.part, message=failure.message)
