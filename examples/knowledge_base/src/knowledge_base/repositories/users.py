"""The users of a tenant."""

from __future__ import annotations

from sqlalchemy import func, select

from knowledge_base.models import User
from knowledge_base.repositories.owned import OwnedRepository
from knowledge_base.values import Page, PageRequest, Role, normalize_name


class UserRepository(OwnedRepository[User]):
    """Finds and stores users."""

    model = User
    noun = "user"

    async def find_by_email(self, email: str) -> User | None:
        """Return the user with that address, however it is written."""
        wanted = self._select().where(User.email == normalize_name(email))
        return await self._session.scalar(wanted)

    async def list_page(self, request: PageRequest) -> Page[User]:
        """Return users by their address."""
        return await self._page(self._select().order_by(User.email), request)

    async def count_admins(self) -> int:
        """Return how many active admins there are."""
        admins = self._select().where(User.role == Role.ADMIN, User.active)
        counted = await self._session.scalar(select(func.count()).select_from(admins.subquery()))
        return counted or 0
