"""Who may do what in an organization."""

from __future__ import annotations

from organizations.errors import (
    NotVerifiedError,
    OrganizationNotFoundError,
    RoleAboveOwnError,
    RoleTooLowError,
)
from organizations.models import Membership, User
from organizations.ports import Memberships
from organizations.roles import Role


def require_role(memberships: Memberships, user: User, slug: str, least: Role) -> Membership:
    """Return the user's own membership, if it has that role or a higher one.

    Whoever is not in an organization is not told that it exists.
    """
    membership = memberships.find(slug, user.id)
    if membership is None:
        raise OrganizationNotFoundError
    if not membership.role.covers(least):
        raise RoleTooLowError
    return membership


def require_verified(user: User) -> None:
    """Refuse a user whose address nobody has proved."""
    if user.verified_at is None:
        raise NotVerifiedError


def require_reach(own: Role, *others: Role) -> None:
    """Refuse a decision over a role above one's own."""
    if not all(own.covers(other) for other in others):
        raise RoleAboveOwnError
