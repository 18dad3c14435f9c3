"""Organizations in the database."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from organizations.errors import SlugTakenError
from organizations.models import Organization


@dataclass(frozen=True, slots=True)
class SqlOrganizations:
    """Answers ``ports.Organizations``."""

    session: Session

    def add(self, organization: Organization) -> None:
        """Store an organization; the constraint decides who was first."""
        try:
            with self.session.begin_nested():
                self.session.add(organization)
        except IntegrityError as error:
            raise SlugTakenError from error

    def remove(self, organization: Organization) -> None:
        """Remove an organization; the database removes what belongs to it."""
        self.session.delete(organization)
        self.session.flush()

    def lock(self, organization: Organization) -> None:
        """Let others who change its members wait until this request ends."""
        self.session.refresh(organization, with_for_update=True)
