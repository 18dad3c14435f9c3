"""What repositories make of what a session finds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from knowledge_base.clock import now
from knowledge_base.errors import AlreadyExistsError
from knowledge_base.unit_of_work import SqlUnitOfWork
from knowledge_base.values import DocumentSort, Draft, Page, PageRequest, Visibility
from layerproof.testing import returns
from tests.factories import DocumentFactory, TeamFactory, ToolFactory, UserFactory

TEA = Draft("Tea", "Boil water.")


class DriverError(Exception):
    """An error of the driver, with PostgreSQL's code for what went wrong."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


async def test_what_is_found_is_returned(mock_session: Any, work: SqlUnitOfWork) -> None:
    """A row, or nothing."""
    user = UserFactory.build()

    assert await work.users.find(uuid4()) is None
    returns(mock_session, [user])
    assert await work.users.find(uuid4()) is user
    assert await work.users.find_by_email("ann@acme.example") is user


async def test_a_page_is_a_count_and_its_rows(mock_session: Any, work: SqlUnitOfWork) -> None:
    """Two statements: how many there are, and those of the page."""
    teams = TeamFactory.build_batch(2)
    returns(mock_session, [7], teams)

    page = await work.teams.list_page(PageRequest(page=2, size=5))

    assert page == Page(teams, total=7, page=2, size=5)


async def test_where_nothing_is_counted_there_is_nothing(work: SqlUnitOfWork) -> None:
    """No answer is no row, never ``None``."""
    assert await work.users.count_admins() == 0
    assert (await work.tools.list_page(PageRequest(), disabled=True)).total == 0


async def test_a_revision_that_changes_no_row_is_too_late(
    mock_session: Any, work: SqlUnitOfWork, sent: Callable[[], list[Any]]
) -> None:
    """The version that was read is in the statement, and whether it hit is the answer."""
    document_id = uuid4()
    assert not await work.documents.revise(document_id, 4, TEA, now())
    returns(mock_session, [document_id])
    assert await work.documents.revise(document_id, 4, TEA, now())

    statement = sent()[0]
    assert "documents.version = " in str(statement).partition("WHERE")[2]
    assert {4, 5} <= set(statement.params.values())


async def test_what_is_added_is_sent_at_once(mock_session: Any, work: SqlUnitOfWork) -> None:
    """Nobody commits here: that is the unit of work's."""
    document = DocumentFactory.build()
    version = document.as_version(uuid4())
    await work.documents.add(document)
    await work.documents.record(version)
    tenant = await work.tenants.add(slug="acme", name="Acme")

    assert mock_session.added == [document, version, tenant]
    assert tenant.id == work.tenant_id
    assert mock_session.flush.await_count == 3
    mock_session.commit.assert_not_called()


async def test_a_row_is_deleted(mock_session: Any, work: SqlUnitOfWork) -> None:
    """The session is told which."""
    tool = ToolFactory.build()
    await work.tools.delete(tool)

    mock_session.delete.assert_awaited_once_with(tool)


async def test_a_taken_name_is_an_error_of_the_domain(
    mock_session: Any, work: SqlUnitOfWork
) -> None:
    """What the unique constraint refuses says which kind of thing is there already."""
    mock_session.flush.side_effect = IntegrityError("INSERT", {}, DriverError("23505"))

    with pytest.raises(AlreadyExistsError, match=r"^there is such a tool already$"):
        await work.tools.add(ToolFactory.build())
    with pytest.raises(AlreadyExistsError, match=r"^there is such a tenant already$"):
        await work.tenants.add(slug="acme", name="Acme")


async def test_any_other_refusal_stays_what_it_is(mock_session: Any, work: SqlUnitOfWork) -> None:
    """A foreign key that fails is a fault of ours, not a taken name."""
    mock_session.flush.side_effect = IntegrityError("INSERT", {}, DriverError("23503"))

    with pytest.raises(IntegrityError, match="23503"):
        await work.tools.add(ToolFactory.build())


async def test_admins_are_not_asked_for_teams(
    work: SqlUnitOfWork, sent: Callable[[], list[Any]]
) -> None:
    """Who sees everything is held to no team, who is in none sees what has none."""
    team = uuid4()
    for visibility in (Visibility(everything=True), Visibility(frozenset({team}))):
        await work.documents.find_visible(uuid4(), visibility)

    everything, teams = sent()
    assert "team_id IN" not in str(everything)
    assert "team_id IS NULL" in str(teams)
    assert [team] in teams.params.values()


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (DocumentSort.TITLE, "documents.title ASC, documents.id"),
        (DocumentSort.TITLE_DOWN, "documents.title DESC, documents.id"),
        (DocumentSort.CHANGED, "documents.updated_at ASC, documents.id"),
        (DocumentSort.CHANGED_DOWN, "documents.updated_at DESC, documents.id"),
    ],
)
async def test_a_list_has_one_order(
    sort: DocumentSort, order: str, work: SqlUnitOfWork, sent: Callable[[], list[Any]]
) -> None:
    """The id decides between equals, so that no row is on two pages."""
    await work.documents.list_page(Visibility(), PageRequest(), title="", sort=sort)

    [ordering] = {line for line in str(sent()[1]).splitlines() if "ORDER BY" in line}
    assert f"ORDER BY {order}" in ordering


async def test_a_unit_of_work_commits_what_went_well(mock_session: Any, tenant_id: UUID) -> None:
    """Once, at its end."""
    async with SqlUnitOfWork(mock_session, tenant_id):
        mock_session.commit.assert_not_called()

    mock_session.commit.assert_awaited_once_with()
    mock_session.rollback.assert_not_called()


async def test_a_unit_of_work_takes_back_what_did_not(mock_session: Any, tenant_id: UUID) -> None:
    """An error ends it, and is not hidden."""
    with pytest.raises(RuntimeError, match=r"^half-way$"):
        async with SqlUnitOfWork(mock_session, tenant_id):
            raise RuntimeError("half-way")

    mock_session.rollback.assert_awaited_once_with()
    mock_session.commit.assert_not_called()
