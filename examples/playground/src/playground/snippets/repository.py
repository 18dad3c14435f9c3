"""Snippets in the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from playground.models import Snippet


class SnippetRepository:
    """Finds and changes snippets within one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, snippet: Snippet) -> Snippet:
        """Store a snippet and return it with its id."""
        self._session.add(snippet)
        await self._session.flush()
        return snippet

    async def find(self, snippet_id: int) -> Snippet | None:
        """Return the snippet with that id, or ``None``."""
        return await self._session.get(Snippet, snippet_id)

    async def list_of(self, owner_id: int, limit: int, offset: int) -> Sequence[Snippet]:
        """Return a page of somebody's snippets, the newest first."""
        query = select(Snippet).where(Snippet.owner_id == owner_id)
        page = query.order_by(Snippet.id.desc()).limit(limit).offset(offset)
        return (await self._session.scalars(page)).all()

    async def count_of(self, owner_id: int) -> int:
        """Return how many snippets somebody has."""
        query = select(func.count()).where(Snippet.owner_id == owner_id)
        return await self._session.scalar(query) or 0

    async def save(self, snippet: Snippet) -> Snippet:
        """Write what was changed in a snippet and return it with the time of the change."""
        await self._session.flush()
        return snippet

    async def count_run(self, snippet_id: int) -> int:
        """Add one to a snippet's runs in one statement; return how many there are now."""
        # A run is no change of the snippet: the time of its last one stays.
        counted = (
            update(Snippet)
            .where(Snippet.id == snippet_id)
            .values(run_count=Snippet.run_count + 1, updated_at=Snippet.updated_at)
            .returning(Snippet.run_count)
            .execution_options(synchronize_session=False)
        )
        return (await self._session.scalars(counted)).one()

    async def remove(self, snippet: Snippet) -> None:
        """Delete a snippet; its forks stay."""
        await self._session.delete(snippet)
        await self._session.flush()
