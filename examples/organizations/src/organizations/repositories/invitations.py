"""Invitations in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from organizations.models import Invitation

_IS_PENDING: ColumnElement[bool] = and_(
    Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None)
)


@dataclass(frozen=True, slots=True)
class SqlInvitations:
    """Answers ``ports.Invitations``."""

    session: Session

    def add(self, invitation: Invitation) -> None:
        """Store an invitation."""
        self.session.add(invitation)
        self.session.flush()

    def lock(self, organization_id: int, invitation_id: int) -> Invitation | None:
        """Return an organization's invitation; others wait until this request ends."""
        return self.session.scalar(
            select(Invitation)
            .where(Invitation.id == invitation_id, Invitation.organization_id == organization_id)
            .with_for_update()
        )

    def find_pending(self, organization_id: int, email: str) -> Invitation | None:
        """Return the invitation of that address that was neither accepted nor withdrawn."""
        return self.session.scalar(
            select(Invitation).where(
                Invitation.organization_id == organization_id,
                Invitation.email == email,
                _IS_PENDING,
            )
        )

    def list_pending(self, organization_id: int) -> Sequence[Invitation]:
        """Return invitations that were neither accepted nor withdrawn, the oldest first."""
        return self.session.scalars(
            select(Invitation)
            .where(Invitation.organization_id == organization_id, _IS_PENDING)
            .order_by(Invitation.created_at, Invitation.id)
        ).all()

    def lock_by_token(self, digest: str) -> Invitation | None:
        """Return the invitation with that token; others wait until this request ends."""
        return self.session.scalar(
            select(Invitation).where(Invitation.token_digest == digest).with_for_update()
        )
