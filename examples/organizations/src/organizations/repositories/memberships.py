"""Memberships in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, contains_eager

from organizations.errors import AlreadyMemberError
from organizations.models import Membership, Organization, User
from organizations.roles import Role


@dataclass(frozen=True, slots=True)
class SqlMemberships:
    """Answers ``ports.Memberships``."""

    session: Session

    def add(self, membership: Membership) -> None:
        """Store a membership; the primary key decides who was first."""
        try:
            with self.session.begin_nested():
                self.session.add(membership)
        except IntegrityError as error:
            raise AlreadyMemberError from error

    def find(self, slug: str, user_id: int) -> Membership | None:
        """Return a user's membership as it is now, with its organization and user."""
        return self.session.scalar(
            select(Membership)
            .join(Membership.organization)
            .join(Membership.user)
            .where(Organization.slug == slug, Membership.user_id == user_id)
            .options(contains_eager(Membership.organization), contains_eager(Membership.user))
            .execution_options(populate_existing=True)
        )

    def list_of_user(self, user_id: int) -> Sequence[Membership]:
        """Return a user's memberships with their organizations, by slug."""
        return self.session.scalars(
            select(Membership)
            .join(Membership.organization)
            .where(Membership.user_id == user_id)
            .options(contains_eager(Membership.organization))
            .order_by(Organization.slug)
        ).all()

    def list_of_organization(self, organization_id: int) -> Sequence[Membership]:
        """Return an organization's memberships with their users, by name."""
        return self.session.scalars(
            select(Membership)
            .join(Membership.user)
            .where(Membership.organization_id == organization_id)
            .options(contains_eager(Membership.user))
            .order_by(User.name, User.id)
        ).all()

    def count_owners(self, organization_id: int) -> int:
        """Return how many owners an organization has."""
        owners = select(func.count()).where(
            Membership.organization_id == organization_id, Membership.role == Role.OWNER
        )
        return self.session.scalars(owners).one()

    def has_address(self, organization_id: int, email: str) -> bool:
        """Return whether a member of the organization has that address."""
        found = exists().where(
            Membership.organization_id == organization_id,
            Membership.user_id == User.id,
            User.email == email,
        )
        return self.session.scalars(select(found)).one()

    def remove(self, membership: Membership) -> None:
        """Take a user out of an organization."""
        self.session.delete(membership)
        self.session.flush()
