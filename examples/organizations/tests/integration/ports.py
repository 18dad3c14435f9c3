"""The ports, answered by one or the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from sqlalchemy.orm import Session
from tests.fakes import MemoryInvitations, MemoryMemberships, MemoryOrganizations, MemoryUsers

from organizations.ports import Invitations, Memberships, Organizations, Users
from organizations.repositories import SqlInvitations, SqlMemberships, SqlOrganizations, SqlUsers


@dataclass(frozen=True, slots=True)
class Ports:
    """All four, on the same rows."""

    users: Users
    organizations: Organizations
    memberships: Memberships
    invitations: Invitations

    @classmethod
    def in_memory(cls) -> Self:
        memberships, invitations = MemoryMemberships(), MemoryInvitations()
        organizations = MemoryOrganizations(memberships, invitations)
        return cls(MemoryUsers(), organizations, memberships, invitations)

    @classmethod
    def in_sql(cls, session: Session) -> Self:
        return cls(
            SqlUsers(session),
            SqlOrganizations(session),
            SqlMemberships(session),
            SqlInvitations(session),
        )
