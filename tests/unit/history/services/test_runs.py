"""The run service on a repository in memory."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from layerproof.history.errors.problem import InvalidRequestError
from layerproof.history.errors.runs import RunNotFoundError
from layerproof.history.records.runs import RunDetail, RunFilter
from layerproof.history.services.intake import receive
from layerproof.history.services.runs import RunService
from tests.factories.reports import make_report, write_report
from tests.support.fake_runs import FakeRunRepository
from tests.support.history_scopes import SHOP_SCOPE


@pytest.fixture
def repository() -> FakeRunRepository:
    """Give an empty repository."""
    return FakeRunRepository()


@pytest.fixture
def runs(repository: FakeRunRepository) -> RunService:
    """Give the service on that repository."""
    return RunService(repository)


async def store(repository: FakeRunRepository, body: bytes) -> None:
    """Store the run that a report describes."""
    moment = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    assert await repository.add(SHOP_SCOPE.key, receive(body), received_at=moment)


async def test_reading_gives_what_was_pushed(
    runs: RunService, repository: FakeRunRepository
) -> None:
    """Detail and document of a pushed run are found under its id."""
    document = make_report(run_id="read")
    await store(repository, json.dumps(document).encode())
    detail = await runs.detail(SHOP_SCOPE, "read")
    assert detail.run.facts.run_id == "read"
    assert json.loads(await runs.document(SHOP_SCOPE, "read")) == document


@pytest.mark.parametrize("run_id", ["unknown", "", "a/b", "x" * 65, "nul\x00", "%", "-x"])
async def test_reading_what_is_not_there(runs: RunService, run_id: str) -> None:
    """An id that is not stored, or can be none, is not found by any question."""
    for question in (runs.detail, runs.document):
        with pytest.raises(RunNotFoundError, match="is stored here"):
            await question(SHOP_SCOPE, run_id)


class UnaskedRepository(FakeRunRepository):
    """Is not to be asked."""

    async def find_detail(self, project: int, run_id: str) -> RunDetail | None:
        """Fail."""
        raise AssertionError(run_id)


@pytest.mark.parametrize("run_id", ["", "a/b", "x" * 65, "nul\x00"])
async def test_what_can_be_no_id_is_not_looked_up(run_id: str) -> None:
    """The database never sees text that no run can have as its id."""
    with pytest.raises(RunNotFoundError, match="is stored here"):
        await RunService(UnaskedRepository()).detail(SHOP_SCOPE, run_id)


async def test_a_long_id_is_told_short(runs: RunService) -> None:
    """The message repeats at most 64 characters of an id."""
    with pytest.raises(RunNotFoundError, match=f"^no run '{'x' * 64}…' is stored here$"):
        await runs.detail(SHOP_SCOPE, "x" * 1_000)
    with pytest.raises(RunNotFoundError, match=f"^no run '{'x' * 64}' is stored here$"):
        await runs.detail(SHOP_SCOPE, "x" * 64)


async def test_pages_hold_every_run_once(runs: RunService, repository: FakeRunRepository) -> None:
    """Following the cursors gives each run once, newest first, and ends."""
    for minute in range(7):
        moment = f"2026-11-21T15:{minute // 2:02}:00+00:00"
        await store(repository, write_report(run_id=f"run-{minute}", created_at=moment))
    seen, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        page = await runs.page(SHOP_SCOPE, RunFilter(), cursor=cursor, limit=3)
        seen += [run.facts.run_id for run in page.runs]
        cursor, pages = page.next, pages + 1
    assert (seen, pages) == ([f"run-{minute}" for minute in (6, 5, 4, 3, 2, 1, 0)], 3)


async def test_a_full_last_page_has_no_next(
    runs: RunService, repository: FakeRunRepository
) -> None:
    """Where the runs end with the page there is no cursor."""
    for name in ("a", "b"):
        await store(repository, write_report(run_id=name))
    assert (await runs.page(SHOP_SCOPE, RunFilter(), cursor=None, limit=2)).next is None


async def test_a_foreign_cursor_is_refused(runs: RunService) -> None:
    """A cursor that nobody gave out is an error of the request."""
    with pytest.raises(InvalidRequestError, match="not given out by this server"):
        await runs.page(SHOP_SCOPE, RunFilter(), cursor="x", limit=2)
