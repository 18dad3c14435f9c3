"""What every run repository does, whether it keeps runs in memory or in a database.

A test class inherits from the contract and gives a fixture ``repository``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from layerproof.history.records.runs import NewRun, Position, RunDetail, RunFilter, StoredRun
from layerproof.history.services.intake import receive
from layerproof.history.services.ports.runs import RunRepository
from tests.factories.reports import make_layer, make_suite, make_test, write_report

RECEIVED = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
CREATED = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)


def make_run(run_id: str, **changes: object) -> NewRun:
    """Return a run as the intake makes it."""
    return receive(write_report(run_id=run_id, **changes))


def incomplete(run: NewRun) -> NewRun:
    """Return a run as it is while one of its two pieces has not arrived."""
    return replace(run, facts=replace(run.facts, complete=False, pieces=2))


async def store(repository: RunRepository, project: int, *runs: NewRun) -> None:
    """Store runs that are all new."""
    for run in runs:
        assert await repository.add(project, run, received_at=RECEIVED)


def ids_of(runs: object) -> list[str]:
    """Return the ids of runs in their order."""
    assert isinstance(runs, list)
    return [run.facts.run_id for run in runs]


class RunRepositoryContract:
    """The contract; ``pytest`` collects only what inherits from it."""

    @pytest.fixture
    def repository(self) -> RunRepository:
        """Give an empty repository."""
        raise NotImplementedError

    @pytest.fixture
    def projects(self) -> tuple[int, int]:
        """Give the keys of two projects."""
        raise NotImplementedError

    @pytest.fixture
    def project(self, projects: tuple[int, int]) -> int:
        """Give the key of the project that most tests are about."""
        return projects[0]

    async def test_a_stored_run_is_found_as_it_was(
        self, repository: RunRepository, project: int
    ) -> None:
        """A run that was stored is found with its facts, its tests' sums and its total."""
        suites = [make_suite("unit"), make_suite("api", passed=1, failed=3)]
        run = make_run("first", suites=suites)
        await store(repository, project, run)
        found = await repository.find(project, "first")
        assert found is not None
        expected = StoredRun(
            key=found.key,
            facts=run.facts,
            received_at=RECEIVED,
            tests=replace(run.suites[0].tests, selected=6, passed=3, failed=3),
            total=run.layers[-1].counts,
        )
        assert found == expected

    async def test_a_run_that_was_not_stored_is_not_found(
        self, repository: RunRepository, project: int
    ) -> None:
        """Nothing is found under an id that was never stored."""
        found = (
            await repository.find(project, "none"),
            await repository.find_detail(project, "none"),
            await repository.find_document(project, "none"),
        )
        assert found == (None, None, None)

    async def test_an_id_is_taken_once(self, repository: RunRepository, project: int) -> None:
        """A second run with the same id is refused, and the first stays as it is."""
        await store(repository, project, make_run("same", branch="main"))
        again = await repository.add(
            project, make_run("same", branch="other"), received_at=RECEIVED
        )
        found = await repository.find(project, "same")
        assert found is not None
        assert (again, found.facts.branch) == (False, "main")

    async def test_the_detail_has_every_part_in_its_order(
        self, repository: RunRepository, project: int
    ) -> None:
        """Reasons, notes, suites, layers, the total and gates come back as they came in."""
        suites = [make_suite(name) for name in ("unit", "api", "web")]
        run = make_run("whole", ruling="broken", suites=suites)
        await store(repository, project, run)
        detail = await repository.find_detail(project, "whole")
        assert detail is not None
        expected = RunDetail(
            run=detail.run,
            reasons=list(run.reasons),
            notes=["one note"],
            suites=list(run.suites),
            layers=list(run.layers[:-1]),
            total=run.layers[-1],
            gates=list(run.gates),
        )
        assert detail == expected

    async def test_a_run_without_anything_measured(
        self, repository: RunRepository, project: int
    ) -> None:
        """A run without suites, layers, gates and tests is stored and found."""
        run = make_run("bare", suites=[], layers=[], total=None, gates=[], tests=[])
        await store(repository, project, run)
        detail = await repository.find_detail(project, "bare")
        assert detail is not None
        assert (detail.suites, detail.layers, detail.total, detail.gates) == ([], [], None, [])
        assert (detail.run.total, detail.run.tests.selected) == (None, 0)

    async def test_the_document_comes_back(self, repository: RunRepository, project: int) -> None:
        """The compressed report is given back byte for byte."""
        run = make_run("document")
        await store(repository, project, run)
        assert await repository.find_document(project, "document") == run.document

    async def test_a_test_may_stand_twice_in_a_run(
        self, repository: RunRepository, project: int
    ) -> None:
        """The same test in two parts, or twice in one, does not prevent storing."""
        tests = [make_test(1), make_test(1, part="unit-3.12"), make_test(1)]
        assert await repository.add(project, make_run("twice", tests=tests), received_at=RECEIVED)

    async def test_runs_are_listed_newest_first(
        self, repository: RunRepository, project: int
    ) -> None:
        """Runs stand by the time at which they were made, whenever they arrived."""
        for name, hour in (("noon", "12"), ("evening", "18"), ("morning", "06")):
            await store(
                repository, project, make_run(name, created_at=f"2026-11-21T{hour}:00:00+00:00")
            )
        listed = await repository.page(project, RunFilter(), after=None, limit=10)
        assert ids_of(listed) == ["evening", "noon", "morning"]

    async def test_moments_are_compared_in_utc(
        self, repository: RunRepository, project: int
    ) -> None:
        """A run made at 01:00 two hours east of Greenwich is older than one at 00:00 in UTC."""
        await store(repository, project, make_run("east", created_at="2026-11-22T01:00:00+02:00"))
        await store(repository, project, make_run("utc", created_at="2026-11-22T00:00:00Z"))
        listed = await repository.page(project, RunFilter(), after=None, limit=10)
        assert ids_of(listed) == ["utc", "east"]

    async def test_a_page_begins_after_a_position(
        self, repository: RunRepository, project: int
    ) -> None:
        """Of runs made at one moment, those after a position are the ones that came before it."""
        await store(repository, project, *[make_run(name) for name in ("a", "b", "c")])
        found = await repository.find(project, "b")
        assert found is not None
        after = Position(CREATED, found.key)
        assert ids_of(await repository.page(project, RunFilter(), after=after, limit=10)) == ["a"]

    async def test_a_page_ends_before_older_moments(
        self, repository: RunRepository, project: int
    ) -> None:
        """A position from before every run leaves nothing."""
        await store(repository, project, make_run("only"))
        after = Position(CREATED - timedelta(microseconds=1), 1_000)
        assert ids_of(await repository.page(project, RunFilter(), after=after, limit=10)) == []

    async def test_a_page_has_at_most_its_limit(
        self, repository: RunRepository, project: int
    ) -> None:
        """No more runs are given than were asked for."""
        await store(repository, project, *[make_run(name) for name in ("a", "b", "c")])
        assert ids_of(await repository.page(project, RunFilter(), after=None, limit=2)) == [
            "c",
            "b",
        ]

    @pytest.mark.parametrize(
        ("wanted", "expected"),
        [
            (RunFilter(), ["broken", "side", "main"]),
            (RunFilter(commit="abc"), ["side"]),
            (RunFilter(branch="side"), ["side"]),
            (RunFilter(ruling="broken"), ["broken"]),
            (RunFilter(branch="main", ruling="kept"), ["main"]),
            (RunFilter(branch="side", ruling="broken"), []),
            (RunFilter(complete=True), ["broken", "main"]),
            (RunFilter(complete=False), ["side"]),
        ],
    )
    async def test_filters(
        self, repository: RunRepository, project: int, wanted: RunFilter, expected: list[str]
    ) -> None:
        """Each filter leaves exactly the runs that it names, and they add up."""
        await store(
            repository,
            project,
            make_run("main"),
            incomplete(make_run("side", branch="side", commit="abc")),
            make_run("broken", ruling="broken"),
        )
        assert ids_of(await repository.page(project, wanted, after=None, limit=10)) == expected

    async def test_projects_share_nothing(
        self, repository: RunRepository, projects: tuple[int, int]
    ) -> None:
        """One id may be taken in each project, and no question of one sees the other's."""
        mine, other = projects
        await store(repository, mine, make_run("same", branch="mine"))
        await store(repository, other, make_run("same", branch="other"), make_run("foreign"))
        found = await repository.find(mine, "same")
        listed = await repository.page(mine, RunFilter(), after=None, limit=10)
        foreign = (
            await repository.find(mine, "foreign"),
            await repository.find_detail(mine, "foreign"),
            await repository.find_document(mine, "foreign"),
        )
        assert found is not None
        assert (found.facts.branch, ids_of(listed), foreign) == (
            "mine",
            ["same"],
            (None, None, None),
        )

    async def test_a_run_is_replaced_whole(self, repository: RunRepository, project: int) -> None:
        """A replaced run is as if it had been stored so, but for its key and its arrival."""
        before = make_run("run", ruling="broken", tests=[make_test(1), make_test(2)])
        await store(repository, project, before, make_run("other"))
        first = await repository.find(project, "run")
        assert first is not None
        layers = [make_layer("router", 7, 3)]
        now = incomplete(make_run("run", branch="new", layers=layers, tests=[make_test(3)]))
        await repository.replace(project, first.key, now)
        found = await repository.find_detail(project, "run")
        assert found is not None
        expected = RunDetail(
            run=StoredRun(first.key, now.facts, RECEIVED, found.run.tests, now.layers[-1].counts),
            reasons=[],
            notes=["one note"],
            suites=list(now.suites),
            layers=list(now.layers[:-1]),
            total=now.layers[-1],
            gates=list(now.gates),
        )
        assert found == expected
        assert await repository.find_document(project, "run") == now.document

    async def test_a_run_is_removed(
        self, repository: RunRepository, projects: tuple[int, int]
    ) -> None:
        """A removed run is gone, its id is free again, and no other run goes with it."""
        mine, other = projects
        await store(repository, mine, make_run("run"), make_run("stays"))
        await store(repository, other, make_run("run"))
        removed = [await repository.remove(mine, name) for name in ("run", "run", "none")]
        assert removed == [True, False, False]
        assert await repository.find(mine, "run") is None
        assert await repository.find(other, "run") is not None
        listed = await repository.page(mine, RunFilter(), after=None, limit=10)
        assert ids_of(listed) == ["stays"]
        assert await repository.add(mine, make_run("run"), received_at=RECEIVED)

    async def test_a_locked_run_is_the_run(self, repository: RunRepository, project: int) -> None:
        """A lock gives the run as it is found, and nothing where there is none."""
        await store(repository, project, make_run("run"))
        locked = await repository.lock(project, "run")
        assert locked is not None
        assert (locked, await repository.lock(project, "none")) == (
            await repository.find(project, "run"),
            None,
        )
