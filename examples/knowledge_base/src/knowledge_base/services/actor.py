"""Who asks, and what they may."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from knowledge_base.errors import PermissionDeniedError, UnauthenticatedError
from knowledge_base.services.ports import UnitOfWork
from knowledge_base.values import Permission, Role, Visibility


@dataclass(frozen=True, slots=True)
class Actor:
    """A user of the tenant, as far as permissions go."""

    user_id: UUID
    role: Role
    teams: frozenset[UUID] = frozenset()

    @property
    def visibility(self) -> Visibility:
        """Which documents they see: admins see all, others what is theirs or everybody's."""
        return Visibility(self.teams, everything=self.role.allows(Permission.ADMINISTER))

    def require(self, permission: Permission) -> None:
        """Do nothing where the role allows it.

        Raises:
            PermissionDeniedError: The role does not.
        """
        if not self.role.allows(permission):
            raise PermissionDeniedError(f"the role {self.role} may not {permission.name.lower()}")


async def identify(work: UnitOfWork, user_id: UUID) -> Actor:
    """Return the actor that a user of the tenant is.

    Raises:
        UnauthenticatedError: There is no such user in this tenant, or not any more.
    """
    user = await work.users.find(user_id)
    if user is None or not user.active:
        raise UnauthenticatedError("the token's user is not active in its tenant")
    return Actor(user.id, user.role, await work.teams.ids_of(user.id))
