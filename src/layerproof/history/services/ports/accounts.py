"""What is needed of the stored accounts, log-ins and failed attempts.

Hashing a password takes a tenth of a second, and a database with one writer must not wait for it.
The services of accounts therefore open short transactions themselves, before and after.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from layerproof.history.records.logins import Failure, NewLogin, NewRefreshToken, Verified
from layerproof.history.records.people import Login, NewUser, RefreshToken, User
from layerproof.history.records.tenants import Invitation, Membership


class UserRepository(Protocol):
    """People."""

    async def find_by_address(self, address_key: str) -> User | None:
        """Return whoever has that address."""

    async def find(self, key: int) -> User | None:
        """Return a person."""

    async def find_to_change(self, key: int) -> User | None:
        """Return a person as they are now, whom nobody else changes until the transaction ends."""

    async def add(self, user: NewUser, *, created_at: datetime) -> User | None:
        """Store a person; ``None``, with nothing stored, if the address is taken."""

    async def rename(self, key: int, name: str) -> None:
        """Give a person another name."""

    async def change_password(self, key: int, password_hash: str) -> None:
        """Store another hash of a person's password."""

    async def list_memberships(self, key: int) -> Sequence[Membership]:
        """Return what a person is where, by the organizations' names in addresses."""


class LoginRepository(Protocol):
    """Log-ins and the tokens that keep them up."""

    async def add(self, login: NewLogin) -> int:
        """Store a log-in and return its key."""

    async def add_token(self, token: NewRefreshToken) -> None:
        """Store a token of a log-in."""

    async def find_token(self, token_hash: str) -> RefreshToken | None:
        """Return the token with that hash, used or not, with its log-in."""

    async def use_token(self, key: int, *, used_at: datetime) -> bool:
        """Mark a token as used; ``False`` if somebody else has done so."""

    async def prolong(self, key: int, *, expires_at: datetime) -> bool:
        """Let a log-in live longer; ``False`` if somebody has ended it."""

    async def end(self, key: int, *, ended_at: datetime) -> None:
        """End a log-in, unless it has ended."""

    async def end_of_user(self, user_key: int, public_id: str, *, ended_at: datetime) -> bool:
        """End a living log-in of a person; ``False`` if they have none with that id."""

    async def end_all(self, user_key: int, *, ended_at: datetime, but: int) -> None:
        """End every log-in of a person except one."""

    async def list_alive(self, user_key: int, *, now: datetime) -> Sequence[Login]:
        """Return a person's living log-ins, newest first."""

    async def delete_expired(self, now: datetime) -> int:
        """Delete what has expired or ended by then; return how many log-ins went."""


class LoginFailureRepository(Protocol):
    """Attempts that failed, or have not ended yet."""

    async def lock(self, subject_hashes: Iterable[str]) -> None:
        """Let nobody else count or note attempts of these until the transaction ends."""

    async def list_since(self, subject_hashes: Iterable[str], since: datetime) -> Sequence[Failure]:
        """Return the attempts of these after a moment, oldest first."""

    async def note(self, subject_hashes: Iterable[str], failed_at: datetime) -> tuple[int, ...]:
        """Store one attempt for each of these, and return the notes' keys."""

    async def forget(self, keys: Iterable[int]) -> None:
        """Delete notes."""

    async def clear(self, subject_hash: str) -> None:
        """Delete every note of one."""

    async def delete_until(self, moment: datetime) -> None:
        """Delete notes that are as old as that or older, a bounded number of them."""


class Invitations(Protocol):
    """Invitations, as much of them as registering needs."""

    async def find_open(self, token: str, address: str) -> Invitation | None:
        """Return the invitation with that secret, if it is open and for that address."""

    async def use(self, invitation: Invitation, user_key: int) -> None:
        """Make a person a member as the invitation says, and close it."""


@dataclass(frozen=True, slots=True)
class AccountStore:
    """What one transaction sees."""

    users: UserRepository
    logins: LoginRepository
    failures: LoginFailureRepository
    invitations: Invitations


class AccountStores(Protocol):
    """Opens transactions; each ends with its block, and is undone if the block fails."""

    def reading(self) -> AbstractAsyncContextManager[AccountStore]:
        """Open one for questions."""

    def writing(self) -> AbstractAsyncContextManager[AccountStore]:
        """Open one for changes. An error that ``keeps_writes`` does not undo it."""


class PasswordHasher(Protocol):
    """Hashes of passwords."""

    async def hash(self, password: str) -> str:
        """Return a new hash."""

    async def verify(self, password: str, password_hash: str | None) -> Verified:
        """Say whether a password is the one; without a hash it never is, and takes as long."""
