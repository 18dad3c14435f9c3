"""Tenants and their users."""

from __future__ import annotations

from uuid import UUID

from knowledge_base.errors import AlreadyExistsError, LastAdminError, NotFoundError
from knowledge_base.models import Tenant, User
from knowledge_base.services.actor import Actor
from knowledge_base.services.ports import UnitOfWork
from knowledge_base.values import Page, PageRequest, Permission, Role


async def sign_up(
    work: UnitOfWork, *, slug: str, name: str, email: str, admin: str
) -> tuple[Tenant, User]:
    """Found a tenant, and make whoever does so its first admin.

    Raises:
        AlreadyExistsError: Another tenant has the slug.
    """
    tenant = await work.tenants.add(slug=slug, name=name)
    user = User(tenant_id=work.tenant_id, email=email, name=admin, role=Role.ADMIN)
    await work.users.add(user)
    return tenant, user


class UserService:
    """Who works for the tenant; for admins."""

    def __init__(self, work: UnitOfWork, actor: Actor) -> None:
        self._work = work
        self._actor = actor

    async def add(self, *, email: str, name: str, role: Role) -> User:
        """Add a user.

        Raises:
            AlreadyExistsError: The tenant has a user with that address.
        """
        self._actor.require(Permission.ADMINISTER)
        if await self._work.users.find_by_email(email) is not None:
            raise AlreadyExistsError("user")
        user = User(tenant_id=self._work.tenant_id, email=email, name=name, role=role)
        await self._work.users.add(user)
        return user

    async def find(self, user_id: UUID) -> User:
        """Return a user.

        Raises:
            NotFoundError: The tenant has none with that id.
        """
        self._actor.require(Permission.ADMINISTER)
        user = await self._work.users.find(user_id)
        if user is None:
            raise NotFoundError("user")
        return user

    async def list_page(self, request: PageRequest) -> Page[User]:
        """Return users by their address."""
        self._actor.require(Permission.ADMINISTER)
        return await self._work.users.list_page(request)

    async def change(
        self, user_id: UUID, *, role: Role | None = None, active: bool | None = None
    ) -> User:
        """Change a user's role, or whether they are active; ``None`` leaves it.

        The tenant is locked: two admins who step down at once would each see the other.

        Raises:
            LastAdminError: Nobody would be left to administer the tenant.
        """
        self._actor.require(Permission.ADMINISTER)
        await self._work.tenants.lock()
        user = await self.find(user_id)
        was_admin = user.active and user.role is Role.ADMIN
        new_role = user.role if role is None else role
        new_active = user.active if active is None else active
        stays_admin = new_active and new_role is Role.ADMIN
        if was_admin and not stays_admin and await self._work.users.count_admins() == 1:
            raise LastAdminError
        user.role, user.active = new_role, new_active
        await self._work.users.save()
        return user
