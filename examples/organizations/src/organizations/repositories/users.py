"""Users and their verifications in the database."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from organizations.errors import EmailTakenError
from organizations.models import EmailVerification, User


@dataclass(frozen=True, slots=True)
class SqlUsers:
    """Answers ``ports.Users``."""

    session: Session

    def add(self, user: User) -> None:
        """Store a user; the constraint decides, so that two at once cannot both be first."""
        try:
            with self.session.begin_nested():
                self.session.add(user)
        except IntegrityError as error:
            raise EmailTakenError from error

    def find_by_key(self, digest: str) -> User | None:
        """Return the user with that access key."""
        return self.session.scalar(select(User).where(User.access_key_digest == digest))

    def replace_verification(self, verification: EmailVerification) -> None:
        """Store a verification, and forget the user's earlier ones that were not used."""
        self.session.execute(
            delete(EmailVerification).where(
                EmailVerification.user_id == verification.user.id,
                EmailVerification.used_at.is_(None),
            )
        )
        self.session.add(verification)
        self.session.flush()

    def lock_verification(self, digest: str) -> EmailVerification | None:
        """Return the verification with that token; others wait until this request ends."""
        return self.session.scalar(
            select(EmailVerification)
            .where(EmailVerification.token_digest == digest)
            .with_for_update(of=EmailVerification)
        )
