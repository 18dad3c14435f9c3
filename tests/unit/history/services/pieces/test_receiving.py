"""The service that takes pieces in, on repositories in memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from layerproof.history.errors.access import ProjectNotFoundError
from layerproof.history.errors.pieces import InvalidPieceError, PieceConflictError
from layerproof.history.errors.problem import InvalidRequestError
from layerproof.history.errors.runs import RunConflictError, WrongProjectError
from layerproof.history.records.pieces import (
    Case,
    Matter,
    PieceFormat,
    PieceHead,
    PieceTally,
    PushedPiece,
)
from layerproof.history.records.runs import NewRun
from layerproof.history.services.local_projects import LocalProjectService
from layerproof.history.services.pieces.receiving import PieceService
from layerproof.history.services.pushes import PushService
from tests.factories.pieces import (
    make_head,
    place_of,
    write_coverage_json,
    write_junit,
)
from tests.factories.reports import write_report
from tests.support.fake_local_projects import FakeLocalProjectRepository
from tests.support.fake_runs import FakeRunRepository
from tests.support.history_fakes.memory import SetClock
from tests.support.history_fakes.pieces import FakePieceRepository
from tests.support.history_scopes import SHOP_SCOPE

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ONE = write_junit([Case("t::one", "passed", 0.5)])
TWO = write_junit([Case("t::two", "failed", 1.5)])


class Everywhere(Mapping[int, int]):
    """Says of each run that it is of the shop."""

    def __getitem__(self, _: int) -> int:
        """Return the shop's key."""
        return SHOP_SCOPE.key

    def __iter__(self) -> Iterator[int]:
        """Return nothing: it is only asked for single runs."""
        return iter(())

    def __len__(self) -> int:
        """Return nothing: it is only asked for single runs."""
        return 0


@dataclass
class Desk:
    """The service with all that is behind it."""

    runs: FakeRunRepository
    clock: SetClock
    layers: Mapping[int, Mapping[str, Sequence[str]]]

    def __post_init__(self) -> None:
        """Put the service together."""
        local = LocalProjectService(FakeLocalProjectRepository(), self.clock)
        pieces = FakePieceRepository(Everywhere(), self.layers)
        self.pieces = PieceService(self.runs, pieces, local, self.clock)
        self.reports = PushService(self.runs, local, self.clock)

    async def push(self, head: PieceHead, body: bytes = ONE) -> PushedPiece:
        """Push a piece with the shop's token."""
        return await self.pieces.push(SHOP_SCOPE, head, body)


def make_desk(runs: FakeRunRepository | None = None) -> Desk:
    """Return a service whose shop has one layer."""
    return Desk(runs or FakeRunRepository(), SetClock(NOW), {1: {"service": ["src/**"]}})


@pytest.fixture
def desk() -> Desk:
    """Give a service without runs."""
    return make_desk()


async def test_the_first_piece_begins_the_run(desk: Desk) -> None:
    """With its first piece a run is there, and says what is missing."""
    pushed = await desk.push(make_head(pieces=3, shard=2, shards=2))
    facts = pushed.run.facts
    assert (pushed.project, pushed.created) == (SHOP_SCOPE, True)
    assert (facts.ruling, facts.complete, facts.pieces) == ("not measured", False, 3)
    assert (facts.project, facts.commit, facts.branch) == ("shop", "9f8e7d6c", "main")
    assert (facts.created_at, pushed.run.received_at, pushed.run.tests.passed) == (NOW, NOW, 1)
    assert pushed.tally == PieceTally(
        3, (place_of("unit", Matter.TESTS, 2),), (place_of("unit", Matter.TESTS, 1),), 1
    )


async def test_the_moment_that_a_piece_tells_is_kept(desk: Desk) -> None:
    """When a run was made is as its first piece says; one that says otherwise is another run's."""
    made = NOW.replace(hour=1)
    first, second = (make_head(pieces=2, shard=shard, shards=2) for shard in (1, 2))
    pushed = await desk.push(replace(first, created_at=made))
    assert pushed.run.facts.created_at == made
    with pytest.raises(PieceConflictError, match="the run was made at 2026-11-22T01:30:00"):
        await desk.push(replace(second, created_at=NOW), TWO)


async def test_the_last_piece_completes_the_run(desk: Desk) -> None:
    """With its last piece a run is ruled, and keeps the arrival of its first."""
    await desk.push(make_head(pieces=3, shards=2))
    desk.clock.now = NOW.replace(hour=10)
    await desk.push(make_head(pieces=3, shard=2, shards=2), TWO)
    lines = write_coverage_json({"/ci/src/a.py": ([1, 2], [3])})
    head = replace(make_head(pieces=3, format_=PieceFormat.COVERAGE_JSON), root="/ci")
    pushed = await desk.push(head, lines)
    assert pushed.tally.is_complete
    assert (pushed.run.facts.ruling, pushed.run.facts.complete) == ("broken", True)
    assert (pushed.run.facts.created_at, pushed.run.received_at) == (NOW, NOW)
    detail = await desk.runs.find_detail(SHOP_SCOPE.key, "run")
    assert detail is not None
    assert [(layer.name, layer.counts.covered) for layer in detail.layers] == [("service", 2)]


async def test_the_same_piece_again_changes_nothing(desk: Desk) -> None:
    """A piece that comes again gives the run as it is, and says that it is not new."""
    first = await desk.push(make_head(pieces=2))
    await desk.push(make_head(pieces=2, suite="api"), TWO)
    again = await desk.push(make_head(pieces=2))
    assert (again.project, again.created, again.tally.is_complete) == (SHOP_SCOPE, False, True)
    assert (again.run.key, again.run.facts.ruling) == (first.run.key, "broken")


async def test_the_same_file_with_another_root(desk: Desk) -> None:
    """A root that puts files elsewhere makes another piece; one that changes no path does not."""
    head = make_head(format_=PieceFormat.COVERAGE_JSON)
    lines = write_coverage_json({"/ci/src/a.py": ([1, 2], [3])})
    await desk.push(head, lines)
    with pytest.raises(PieceConflictError, match="is stored with other paths"):
        await desk.push(replace(head, root="/ci"), lines)
    again = await desk.push(replace(head, root="/elsewhere"), lines)
    assert not again.created


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (make_head(pieces=3), TWO),
        (make_head(pieces=4, suite="api"), ONE),
        (make_head(pieces=3, suite="api", shards=3), ONE),
        (make_head(pieces=3, shard=2, shards=2), ONE),
    ],
)
async def test_a_piece_that_does_not_fit(desk: Desk, head: PieceHead, body: bytes) -> None:
    """A piece that does not go together with those before it is refused, and changes nothing."""
    await desk.push(make_head(pieces=3))
    before = await desk.runs.find(SHOP_SCOPE.key, "run")
    with pytest.raises(PieceConflictError, match=r"run|stored|shards"):
        await desk.push(head, body)
    assert await desk.runs.find(SHOP_SCOPE.key, "run") == before


async def test_pieces_and_whole_reports_do_not_mix(desk: Desk) -> None:
    """A run is whole or comes in pieces, and its id is taken by whichever was first."""
    await desk.push(make_head("pieces"))
    await desk.reports.push(SHOP_SCOPE, write_report(run_id="whole"))
    with pytest.raises(RunConflictError, match="run whole is already stored as a whole report"):
        await desk.push(make_head("whole"))
    with pytest.raises(RunConflictError, match="run pieces is already stored in pieces with other"):
        await desk.reports.push(SHOP_SCOPE, write_report(run_id="pieces"))


async def test_the_document_of_pieces_is_no_whole_report(desk: Desk) -> None:
    """Not even the very document that was made of pieces may be pushed in their place."""
    await desk.push(make_head("pieces"))
    document = await desk.runs.find_document(SHOP_SCOPE.key, "pieces")
    assert document is not None
    with pytest.raises(RunConflictError, match="in pieces"):
        await desk.reports.push(SHOP_SCOPE, zlib.decompress(document))


async def test_a_file_that_is_not_understood_begins_no_run(desk: Desk) -> None:
    """What is refused leaves nothing behind."""
    with pytest.raises(InvalidPieceError, match="cannot be understood as JUnit XML"):
        await desk.push(make_head(), b"{}")
    assert await desk.runs.find(SHOP_SCOPE.key, "run") is None


async def test_whose_project_it_is(desk: Desk) -> None:
    """A token says which project a run is of; without accounts the push has to."""
    named = await desk.push(make_head("named", project="shop"))
    local = await desk.pieces.push(None, make_head("local", project="My Shop"), ONE)
    assert (named.project, local.project.slug) == (SHOP_SCOPE, "my-shop")
    with pytest.raises(WrongProjectError, match="the run is of the project 'billing'"):
        await desk.push(make_head(project="billing"))
    with pytest.raises(InvalidRequestError, match="nothing says which project") as caught:
        await desk.pieces.push(None, make_head(), ONE)
    assert [fault.where for fault in caught.value.faults] == ["query.project"]


class BusyRepository(FakeRunRepository):
    """Somebody else begins the run between the question and the answer."""

    async def add(self, project: int, run: NewRun, *, received_at: datetime) -> bool:
        """Let the other one be first."""
        await super().add(project, run, received_at=received_at.replace(hour=8))
        return await super().add(project, run, received_at=received_at)


async def test_a_run_that_another_piece_begins_in_between() -> None:
    """A piece that loses the race to begin a run joins the one that was begun."""
    pushed = await make_desk(BusyRepository()).push(make_head())
    assert (pushed.created, pushed.run.received_at) == (True, NOW.replace(hour=8))


class GoneRepository(FakeRunRepository):
    """Cannot store anything, as its project is gone."""

    async def add(self, project: int, run: NewRun, *, received_at: datetime) -> bool:
        """Store nothing."""
        return False


async def test_a_project_that_is_gone() -> None:
    """Where no run can be begun or stored, the pusher is told so instead of waiting for ever."""
    desk = make_desk(GoneRepository())
    said = "^the project 'shop' was removed while the run arrived$"
    with pytest.raises(ProjectNotFoundError, match=said):
        await desk.push(make_head())
    with pytest.raises(ProjectNotFoundError, match=said):
        await desk.reports.push(SHOP_SCOPE, write_report())
