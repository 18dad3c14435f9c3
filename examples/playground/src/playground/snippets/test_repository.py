"""Snippets against a database."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from playground.models import Snippet, User
from playground.snippets.repository import SnippetRepository
from tests.factories import SnippetFactory


@pytest.fixture
def snippets(async_db: AsyncSession) -> SnippetRepository:
    return SnippetRepository(async_db)


async def test_a_stored_snippet_is_found(snippets: SnippetRepository, ann: User) -> None:
    """A snippet gets an id and its defaults, and is found by the id."""
    stored = await snippets.add(Snippet(owner_id=ann.id, title="hello", body="Hello!"))

    assert (stored.visibility, stored.run_count, stored.forked_from_id) == ("private", 0, None)
    assert await snippets.find(stored.id) is stored


async def test_an_unknown_snippet_is_none(snippets: SnippetRepository) -> None:
    """An id that nobody has gives nothing."""
    assert await snippets.find(404) is None


async def test_a_page_has_ones_own_newest_first(
    snippets: SnippetRepository, ann: User, bob: User
) -> None:
    """A page holds nobody else's snippets, and begins with the newest after those passed over."""
    first, second, _third = await SnippetFactory.create_batch(3, owner=ann)
    await SnippetFactory.create(owner=bob)

    assert await snippets.list_of(ann.id, limit=2, offset=1) == [second, first]
    assert len(await snippets.list_of(ann.id, limit=1, offset=0)) == 1


async def test_only_ones_own_are_counted(snippets: SnippetRepository, ann: User, bob: User) -> None:
    """Somebody else's snippets do not count."""
    for owner, number in ((ann, 2), (bob, 3)):
        await SnippetFactory.create_batch(number, owner=owner)

    assert [await snippets.count_of(user.id) for user in (ann, bob)] == [2, 3]
    assert await snippets.count_of(404) == 0


async def test_a_saved_change_has_its_time(
    snippets: SnippetRepository, async_db: AsyncSession
) -> None:
    """Saving writes the change and moves the time of the last one."""
    snippet = await SnippetFactory.create()
    created = snippet.updated_at

    snippet.title = "another"
    await snippets.save(snippet)
    await async_db.refresh(snippet)

    assert snippet.title == "another"
    assert snippet.updated_at > created


async def test_runs_add_up(snippets: SnippetRepository, async_db: AsyncSession) -> None:
    """Each run counts, of this snippet alone, and is no change of it."""
    snippet, other = await SnippetFactory.create_batch(2)
    changed = snippet.updated_at

    assert [await snippets.count_run(snippet.id) for _ in range(2)] == [1, 2]

    await async_db.refresh(snippet)
    await async_db.refresh(other)
    assert (snippet.run_count, other.run_count) == (2, 0)
    assert snippet.updated_at == changed


async def test_forks_outlive_their_source(
    snippets: SnippetRepository, async_db: AsyncSession
) -> None:
    """Deleting a snippet leaves its forks, which then come from nowhere."""
    source = await SnippetFactory.create()
    fork = await SnippetFactory.create(forked_from_id=source.id)

    await snippets.remove(source)
    await async_db.refresh(fork)

    assert await snippets.find(source.id) is None
    assert fork.forked_from_id is None


@pytest.mark.parametrize("wrong", [{"visibility": "secret"}, {"run_count": -1}, {"owner_id": 404}])
async def test_the_database_refuses_nonsense(
    snippets: SnippetRepository, wrong: dict[str, object]
) -> None:
    """Constraints hold what no service should send: values, counts and owners."""
    snippet = await SnippetFactory.create()
    for name, value in wrong.items():
        setattr(snippet, name, value)

    with pytest.raises(IntegrityError, match=r"(CHECK|FOREIGN KEY) constraint failed"):
        await snippets.save(snippet)
