"""What a member may be in an organization."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The roles, from the least to the most."""

    MEMBER = "member"
    ADMIN = "admin"
    OWNER = "owner"

    def covers(self, other: Role) -> bool:
        """Return whether this role may all that the other one may."""
        order = list(Role)
        return order.index(self) >= order.index(other)
