"""The run repository on a real database."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.database import Database
from layerproof.history.records.runs import RunFilter
from layerproof.history.repositories.conflicts import insert_missing
from layerproof.history.repositories.runs import SqlRunRepository
from layerproof.history.tables import (
    OrganizationRow,
    ProjectRow,
    Row,
    RunRow,
    TestResultRow,
    TestRow,
    metadata,
)
from tests.factories.reports import make_test
from tests.support.history_projects import add_projects
from tests.support.run_contract import RECEIVED, RunRepositoryContract, make_run, store


@pytest.fixture
def repository(session: AsyncSession) -> SqlRunRepository:
    """Give the repository on the test's session."""
    return SqlRunRepository(session)


@pytest.fixture
async def projects(session: AsyncSession) -> tuple[int, int]:
    """Give two projects of one organization."""
    return await add_projects(session)


@pytest.fixture
def project(projects: tuple[int, int]) -> int:
    """Give the project that most tests are about."""
    return projects[0]


class TestSqlRunRepository(RunRepositoryContract):
    """The contract on real databases."""

    @pytest.fixture
    def repository(self, session: AsyncSession) -> SqlRunRepository:
        """Give the repository on the test's session."""
        return SqlRunRepository(session)

    @pytest.fixture
    async def projects(self, session: AsyncSession) -> tuple[int, int]:
        """Give two projects of one organization."""
        return await add_projects(session)


async def _count(session: AsyncSession, kind: type[Row]) -> int:
    return (await session.execute(select(func.count()).select_from(kind))).scalar_one()


async def test_results_are_stored_with_their_tests(
    repository: SqlRunRepository, session: AsyncSession, project: int
) -> None:
    """Each test's result stands under its name, part, seconds and message, in report order."""
    tests = [make_test(2, result="failed", message="no"), make_test(1, part="unit-3.12")]
    await store(repository, project, make_run("results", tests=tests))
    rows = await session.execute(
        select(
            TestResultRow.position,
            TestRow.suite,
            TestRow.nodeid,
            TestResultRow.part,
            TestResultRow.result,
            TestResultRow.seconds,
            TestResultRow.message,
        )
        .join(TestRow, TestRow.id == TestResultRow.test_id)
        .order_by(TestResultRow.position)
    )
    assert [tuple(row) for row in rows] == [
        (0, "unit", "tests/unit/test_module_0.py::test_2", "unit", "failed", 0.25, "no"),
        (1, "unit", "tests/unit/test_module_0.py::test_1", "unit-3.12", "passed", 0.25, ""),
    ]


async def test_a_test_is_named_once_a_project(
    repository: SqlRunRepository, session: AsyncSession, project: int, projects: tuple[int, int]
) -> None:
    """Runs of one project share their tests; another project, and another suite, has its own."""
    await store(
        repository,
        project,
        make_run("a", tests=[make_test(1), make_test(2)]),
        make_run("b", tests=[make_test(2), make_test(3)]),
        make_run("c", tests=[make_test(1, suite="api")]),
    )
    await store(repository, projects[1], make_run("d", tests=[make_test(1)]))
    counts = [await _count(session, kind) for kind in (ProjectRow, TestRow, TestResultRow)]
    assert counts == [2, 5, 6]


async def test_what_is_not_committed_is_not_there(opened: Database) -> None:
    """The repository leaves the commit to whoever opened the session."""
    async with opened.write() as session:
        project, _ = await add_projects(session)
        await store(SqlRunRepository(session), project, make_run("lost"))
    async with opened.read() as session:
        assert await SqlRunRepository(session).find(project, "lost") is None


async def test_what_is_committed_is_there_for_others(opened: Database) -> None:
    """A committed run is seen by another session."""
    async with opened.write() as session:
        project, _ = await add_projects(session)
        await store(SqlRunRepository(session), project, make_run("kept"))
        await session.commit()
    async with opened.read() as session:
        assert await SqlRunRepository(session).find(project, "kept") is not None


async def test_a_taken_id_leaves_the_transaction_usable(
    repository: SqlRunRepository, session: AsyncSession, project: int
) -> None:
    """After a refusal the same session can go on, and commits what came before and after."""
    await store(repository, project, make_run("first"))
    assert not await repository.add(project, make_run("first", branch="new"), received_at=RECEIVED)
    await store(repository, project, make_run("second"))
    await session.commit()
    assert await _count(session, RunRow) == 2


async def test_what_is_there_is_not_inserted_again(session: AsyncSession) -> None:
    """Of rows that somebody else may have inserted, only the missing ones are."""
    rows = [{"slug": slug, "name": slug, "created_at": RECEIVED} for slug in ("a", "b")]
    await insert_missing(session, OrganizationRow, rows[:1])
    await insert_missing(session, OrganizationRow, rows)
    slugs = select(OrganizationRow.slug).where(OrganizationRow.slug.in_(["a", "b"]))
    assert sorted(await session.scalars(slugs)) == ["a", "b"]


async def test_removing_a_run_removes_what_belongs_to_it(
    repository: SqlRunRepository, session: AsyncSession, project: int
) -> None:
    """Whatever refers to a run goes with it; its project and tests stay."""
    await store(repository, project, make_run("gone", ruling="broken"))
    row = (await session.execute(select(RunRow))).scalar_one()
    await session.delete(row)
    await session.flush()
    left = {
        table.name
        for table in metadata.sorted_tables
        if (await session.execute(select(func.count()).select_from(table))).scalar_one()
    }
    assert left == {"organizations", "projects", "tests"}


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE runs; --", '" OR 1=1', "%", "_", "<script>", "日本", "🦉"]
)
async def test_text_is_only_text(repository: SqlRunRepository, project: int, text: str) -> None:
    """No text in a filter or a run means anything but itself."""
    await store(repository, project, make_run("plain"), make_run("odd", branch=text, commit=text))
    for wanted in (RunFilter(branch=text), RunFilter(commit=text)):
        found = await repository.page(project, wanted, after=None, limit=10)
        assert [run.facts.run_id for run in found] == ["odd"]
