"""The service that takes runs in, on repositories in memory."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from layerproof.history.errors.runs import (
    MalformedReportError,
    RunConflictError,
    WrongProjectError,
)
from layerproof.history.records.runs import NewRun
from layerproof.history.services.intake import receive
from layerproof.history.services.local_projects import LocalProjectService
from layerproof.history.services.pushes import PushService
from tests.factories.reports import make_report, write_report
from tests.support.fake_local_projects import FakeLocalProjectRepository
from tests.support.fake_runs import FakeRunRepository
from tests.support.history_scopes import SHOP_SCOPE, make_scope

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def make_service(repository: FakeRunRepository) -> PushService:
    """Return the service with a clock that stands still."""
    local = LocalProjectService(FakeLocalProjectRepository(), clock=lambda: NOW)
    return PushService(repository, local, clock=lambda: NOW)


@pytest.fixture
def repository() -> FakeRunRepository:
    """Give an empty repository."""
    return FakeRunRepository()


@pytest.fixture
def pushes(repository: FakeRunRepository) -> PushService:
    """Give the service on that repository."""
    return make_service(repository)


async def test_a_new_report_is_stored(pushes: PushService) -> None:
    """A first push stores the run with the time of its arrival and says that it is new."""
    body = write_report(run_id="first")
    pushed = await pushes.push(SHOP_SCOPE, body)
    assert (pushed.project, pushed.created) == (SHOP_SCOPE, True)
    assert pushed.run.received_at == NOW
    assert pushed.run.facts == receive(body).facts


async def test_the_same_report_again_changes_nothing(pushes: PushService) -> None:
    """A second push of a report gives the stored run and says that it is not new."""
    body = write_report(run_id="again")
    first = await pushes.push(SHOP_SCOPE, body)
    second = await pushes.push(SHOP_SCOPE, body)
    assert (second.run, second.created) == (first.run, False)


async def test_layout_does_not_make_another_report(pushes: PushService) -> None:
    """A report with other white space and another order of keys is the same report."""
    document = make_report(run_id="laid-out")
    await pushes.push(SHOP_SCOPE, json.dumps(document).encode())
    turned = dict(reversed(document.items()))
    pushed = await pushes.push(SHOP_SCOPE, json.dumps(turned, indent=4).encode())
    assert not pushed.created


async def test_another_report_under_the_same_id_is_refused(
    repository: FakeRunRepository, pushes: PushService
) -> None:
    """Another content under a taken id is a conflict that says since when, and stores nothing."""
    await pushes.push(SHOP_SCOPE, write_report(run_id="taken", branch="main"))
    said = r"^run taken is already stored with other content, received 2026-11-22T09:30:00\+0000$"
    with pytest.raises(RunConflictError, match=said):
        await pushes.push(SHOP_SCOPE, write_report(run_id="taken", branch="other"))
    stored = await repository.find(SHOP_SCOPE.key, "taken")
    assert stored is not None
    assert stored.facts.branch == "main"


async def test_an_id_is_free_in_another_project(pushes: PushService) -> None:
    """What one project has stored under an id does not concern another one."""
    await pushes.push(SHOP_SCOPE, write_report(run_id="same"))
    other = make_scope(2, "billing")
    pushed = await pushes.push(other, write_report(run_id="same", project="billing"))
    assert (pushed.project, pushed.created) == (other, True)


async def test_a_report_of_another_project_is_refused(
    repository: FakeRunRepository, pushes: PushService
) -> None:
    """A token that was copied to the wrong place does not mix two projects."""
    said = "^the run is of the project 'billing', the token of 'shop'$"
    with pytest.raises(WrongProjectError, match=said):
        await pushes.push(SHOP_SCOPE, write_report(run_id="stray", project="billing"))
    assert await repository.find(SHOP_SCOPE.key, "stray") is None


async def test_without_a_token_the_report_names_its_project(pushes: PushService) -> None:
    """On a server without accounts a project comes to be with its first run."""
    first = await pushes.push(None, write_report(run_id="a", project="My Shop!"))
    second = await pushes.push(None, write_report(run_id="b", project="My Shop!"))
    other = await pushes.push(None, write_report(run_id="a", project="my shop"))
    places = [
        (pushed.project.organization_slug, pushed.project.slug, pushed.created)
        for pushed in (first, second, other)
    ]
    assert places == [
        ("local", "my-shop", True),
        ("local", "my-shop", True),
        ("local", "my-shop-2", True),
    ]


class LateRepository(FakeRunRepository):
    """Does not see a run that somebody else stores between the question and the answer."""

    def __init__(self, first: NewRun) -> None:
        super().__init__()
        self._first = first

    async def add(self, project: int, run: NewRun, *, received_at: datetime) -> bool:
        """Let the other one be first."""
        await super().add(project, self._first, received_at=received_at)
        return await super().add(project, run, received_at=received_at)


async def test_the_same_report_pushed_by_another_in_between() -> None:
    """A push that loses the race to an equal one answers with the stored run."""
    body = write_report(run_id="race")
    pushed = await make_service(LateRepository(receive(body))).push(SHOP_SCOPE, body)
    assert (pushed.created, pushed.run.facts.run_id) == (False, "race")


async def test_another_report_pushed_by_another_in_between() -> None:
    """A push that loses the race to a different one is a conflict."""
    late = LateRepository(receive(write_report(run_id="race", branch="other")))
    with pytest.raises(RunConflictError, match="run race is already stored"):
        await make_service(late).push(SHOP_SCOPE, write_report(run_id="race"))


async def test_what_is_no_report_is_refused(pushes: PushService) -> None:
    """The intake's refusal leaves the service as it is."""
    with pytest.raises(MalformedReportError, match="not a readable JSON document"):
        await pushes.push(SHOP_SCOPE, b"{")
