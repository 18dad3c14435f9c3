"""Registration, verification of addresses, and who an access key belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from organizations.clock import now
from organizations.errors import (
    AlreadyVerifiedError,
    UnauthenticatedError,
    VerificationExpiredError,
    VerificationNotFoundError,
    VerificationUsedError,
)
from organizations.mail import Message, Sender
from organizations.models import EmailVerification, User
from organizations.ports import Users
from organizations.tokens import digest, make_token

#: How long a token that proves an address is good for.
VERIFICATION_LIFETIME = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class AccountService:
    """The rules for accounts."""

    users: Users
    sender: Sender

    def register(self, email: str, name: str) -> tuple[User, str]:
        """Store a user and send the first token; return the user and the access key."""
        key = make_token()
        user = User(email=email, name=name, access_key_digest=digest(key))
        self.users.add(user)
        self.send_verification(user)
        return user, key

    def authenticate(self, key: str) -> User:
        """Return the user whose access key it is."""
        user = self.users.find_by_key(digest(key))
        if user is None:
            raise UnauthenticatedError
        return user

    def send_verification(self, user: User) -> None:
        """Send a token to the user's address; the ones before it are good for nothing then."""
        if user.verified_at is not None:
            raise AlreadyVerifiedError
        token = make_token()
        self.users.replace_verification(
            EmailVerification(
                user=user, token_digest=digest(token), expires_at=now() + VERIFICATION_LIFETIME
            )
        )
        self.sender.send(Message(user.email, "Verify your address", token))

    def verify(self, token: str) -> User:
        """Take the user's address as proved, once, and before the token expires."""
        verification = self.users.lock_verification(digest(token))
        if verification is None:
            raise VerificationNotFoundError
        if verification.used_at is not None:
            raise VerificationUsedError
        if verification.expires_at <= now():
            raise VerificationExpiredError
        verification.used_at = verification.user.verified_at = now()
        return verification.user
