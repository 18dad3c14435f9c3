"""What repositories of a tenant's rows have in common."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base.errors import AlreadyExistsError
from knowledge_base.models import Document
from knowledge_base.models.model import Owned
from knowledge_base.values import Page, PageRequest, Visibility

Row = TypeVar("Row", bound=Owned)

UNIQUE_VIOLATION = "23505"


class OwnedRepository(Generic[Row]):
    """Rows of one kind and one tenant, within the session of one unit of work."""

    model: type[Row]
    noun: ClassVar[str]

    def __init__(self, session: AsyncSession, tenant_id: UUID) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def _select(self) -> Select[Row]:
        """Return the one statement that all others are made from: it knows the tenant.

        What this transaction changed by a statement is read anew.
        """
        mine = select(self.model).where(self.model.tenant_id == self._tenant_id)
        return mine.execution_options(populate_existing=True)

    async def find(self, row_id: UUID) -> Row | None:
        """Return the tenant's row with that id, or ``None``."""
        return await self._session.scalar(self._select().where(self.model.id == row_id))

    async def add(self, row: Row) -> None:
        """Store a row.

        Raises:
            AlreadyExistsError: Its name is taken.
        """
        self._session.add(row)
        await store(self._session, self.noun)

    async def save(self) -> None:
        """Store what was changed in rows, which have the time of the change afterwards."""
        await self._session.flush()

    async def delete(self, row: Row) -> None:
        """Remove a row, and what belongs to it."""
        await self._session.delete(row)

    async def _page(self, wanted: Select[Row], request: PageRequest) -> Page[Row]:
        """Return a page of what is wanted, with two statements."""
        counted = select(func.count()).select_from(wanted.order_by(None).subquery())
        total = await self._session.scalar(counted)
        part = wanted.offset(request.offset).limit(request.size)
        items = (await self._session.scalars(part)).all()
        return Page(items, total or 0, request.page, request.size)


async def store(session: AsyncSession, noun: str) -> None:
    """Send what is pending.

    Raises:
        AlreadyExistsError: There is such a row already.
    """
    try:
        await session.flush()
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) == UNIQUE_VIOLATION:
            raise AlreadyExistsError(noun) from error
        raise


def is_visible(visibility: Visibility) -> ColumnElement[bool]:
    """Return the condition under which a document is seen."""
    if visibility.everything:
        return Document.id.is_not(None)
    return Document.team_id.is_(None) | Document.team_id.in_(visibility.teams)
