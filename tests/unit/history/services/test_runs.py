"""The run service on a repository in memory."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from layerproof.history.errors.problem import InvalidRequestError
from layerproof.history.errors.runs import MalformedReportError, RunConflictError, RunNotFoundError
from layerproof.history.records.runs import NewRun, RunFilter, StoredRun
from layerproof.history.services.intake import receive
from layerproof.history.services.runs import RunService, read_clock
from tests.factories.reports import make_report, write_report
from tests.support.fake_runs import FakeRunRepository

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def repository() -> FakeRunRepository:
    """Give an empty repository."""
    return FakeRunRepository()


@pytest.fixture
def runs(repository: FakeRunRepository) -> RunService:
    """Give the service with a clock that stands still."""
    return RunService(repository, clock=lambda: NOW)


async def test_a_new_report_is_stored(runs: RunService) -> None:
    """A first push stores the run with the time of its arrival and says that it is new."""
    body = write_report(run_id="first")
    pushed = await runs.push(body)
    assert pushed.created
    assert pushed.run.received_at == NOW
    assert pushed.run.facts == receive(body).facts


async def test_the_same_report_again_changes_nothing(runs: RunService) -> None:
    """A second push of a report gives the stored run and says that it is not new."""
    body = write_report(run_id="again")
    first = await runs.push(body)
    second = await runs.push(body)
    assert (second.run, second.created) == (first.run, False)


async def test_layout_does_not_make_another_report(runs: RunService) -> None:
    """A report with other white space and another order of keys is the same report."""
    document = make_report(run_id="laid-out")
    await runs.push(json.dumps(document).encode())
    turned = dict(reversed(document.items()))
    pushed = await runs.push(json.dumps(turned, indent=4).encode())
    assert not pushed.created


async def test_another_report_under_the_same_id_is_refused(runs: RunService) -> None:
    """Another content under a taken id is a conflict that names the id, and stores nothing."""
    await runs.push(write_report(run_id="taken", branch="main"))
    with pytest.raises(RunConflictError, match="run taken is already stored with other content"):
        await runs.push(write_report(run_id="taken", branch="other"))
    assert (await runs.summary("taken")).facts.branch == "main"


class LateRepository(FakeRunRepository):
    """Does not see a run that somebody else stores between the question and the answer."""

    def __init__(self, first: NewRun) -> None:
        super().__init__()
        self._first = first

    async def add(self, run: NewRun, *, received_at: datetime) -> bool:
        """Let the other one be first."""
        await super().add(self._first, received_at=received_at)
        return await super().add(run, received_at=received_at)


async def test_the_same_report_pushed_by_another_in_between(repository: FakeRunRepository) -> None:
    """A push that loses the race to an equal one answers with the stored run."""
    body = write_report(run_id="race")
    pushed = await RunService(LateRepository(receive(body))).push(body)
    assert (pushed.created, pushed.run.facts.run_id) == (False, "race")


async def test_another_report_pushed_by_another_in_between() -> None:
    """A push that loses the race to a different one is a conflict."""
    late = LateRepository(receive(write_report(run_id="race", branch="other")))
    with pytest.raises(RunConflictError, match="run race is already stored"):
        await RunService(late).push(write_report(run_id="race"))


async def test_what_is_no_report_is_refused(runs: RunService) -> None:
    """The intake's refusal leaves the service as it is."""
    with pytest.raises(MalformedReportError, match="not a readable JSON document"):
        await runs.push(b"{")


async def test_reading_gives_what_was_pushed(runs: RunService) -> None:
    """Detail and document of a pushed run are found under its id."""
    document = make_report(run_id="read")
    await runs.push(json.dumps(document).encode())
    detail = await runs.detail("read")
    assert detail.run.facts.run_id == "read"
    assert json.loads(await runs.document("read")) == document


@pytest.mark.parametrize("run_id", ["unknown", "", "a/b", "x" * 65, "nul\x00", "%", "-x"])
async def test_reading_what_is_not_there(runs: RunService, run_id: str) -> None:
    """An id that is not stored, or can be none, is not found by any question."""
    for question in (runs.summary, runs.detail, runs.document):
        with pytest.raises(RunNotFoundError, match="is stored here"):
            await question(run_id)


class UnaskedRepository(FakeRunRepository):
    """Is not to be asked."""

    async def find(self, run_id: str) -> StoredRun | None:
        """Fail."""
        raise AssertionError(run_id)


@pytest.mark.parametrize("run_id", ["", "a/b", "x" * 65, "nul\x00"])
async def test_what_can_be_no_id_is_not_looked_up(run_id: str) -> None:
    """The database never sees text that no run can have as its id."""
    with pytest.raises(RunNotFoundError, match="is stored here"):
        await RunService(UnaskedRepository()).summary(run_id)


async def test_a_long_id_is_told_short(runs: RunService) -> None:
    """The message repeats at most 64 characters of an id."""
    with pytest.raises(RunNotFoundError, match=f"^no run '{'x' * 64}…' is stored here$"):
        await runs.detail("x" * 1_000)


async def test_pages_hold_every_run_once(runs: RunService) -> None:
    """Following the cursors gives each run once, newest first, and ends."""
    for minute in range(7):
        moment = f"2026-11-21T15:{minute // 2:02}:00+00:00"
        await runs.push(write_report(run_id=f"run-{minute}", created_at=moment))
    seen, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        page = await runs.page(RunFilter(), cursor=cursor, limit=3)
        seen += [run.facts.run_id for run in page.runs]
        cursor, pages = page.next, pages + 1
    assert (seen, pages) == ([f"run-{minute}" for minute in (6, 5, 4, 3, 2, 1, 0)], 3)


async def test_a_full_last_page_has_no_next(runs: RunService) -> None:
    """Where the runs end with the page there is no cursor."""
    for name in ("a", "b"):
        await runs.push(write_report(run_id=name))
    assert (await runs.page(RunFilter(), cursor=None, limit=2)).next is None


async def test_a_foreign_cursor_is_refused(runs: RunService) -> None:
    """A cursor that nobody gave out is an error of the request."""
    with pytest.raises(InvalidRequestError, match="not given out by this server"):
        await runs.page(RunFilter(), cursor="x", limit=2)


def test_the_clock_is_in_utc() -> None:
    """The service's own clock tells moments in UTC."""
    assert read_clock().tzinfo is UTC
