"""Accounts, log-ins and failed attempts, kept in memory: fills ``services.ports.accounts``."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from layerproof.history.errors.problem import ProblemError
from layerproof.history.errors.tenants import InvitationNotFoundError
from layerproof.history.records.access import Role
from layerproof.history.records.addresses import make_address_key
from layerproof.history.records.logins import Verified
from layerproof.history.records.people import NewUser, User
from layerproof.history.records.tenants import Invitation, Membership, Organization
from layerproof.history.services.ports.accounts import AccountStore
from tests.support.history_fakes.logins import FakeLoginFailureRepository, FakeLoginRepository
from tests.support.history_fakes.memory import NOW, Memory


class FakeUserRepository:
    """Fills ``UserRepository``; goes through the same tests as the one on SQL."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def find_by_address(self, address_key: str) -> User | None:
        """Return whoever has that address."""
        users = self._memory.users.values()
        return next((u for u in users if make_address_key(u.address) == address_key), None)

    async def find(self, key: int) -> User | None:
        """Return a person."""
        return self._memory.users.get(key)

    async def find_to_change(self, key: int) -> User | None:
        """Return a person."""
        return await self.find(key)

    async def add(self, user: NewUser, *, created_at: datetime) -> User | None:
        """Keep a person unless the address is taken."""
        if await self.find_by_address(user.address_key) is not None:
            return None
        key = self._memory.next_key()
        added = User(key, user.public_id, user.address, user.name, user.password_hash, created_at)
        self._memory.users[key] = added
        return added

    async def rename(self, key: int, name: str) -> None:
        """Give a person another name."""
        self._change(replace(self._memory.users[key], name=name))

    async def change_password(self, key: int, password_hash: str) -> None:
        """Keep another hash."""
        self._change(replace(self._memory.users[key], password_hash=password_hash))

    async def list_memberships(self, key: int) -> Sequence[Membership]:
        """Return what a person is where."""
        found = [one for one in self._memory.memberships if one.user_key == key]
        return sorted(found, key=lambda one: one.organization.slug)

    def _change(self, user: User) -> None:
        self._memory.users[user.key] = user
        for key, login in self._memory.logins.items():
            if login.user.key == user.key:
                self._memory.logins[key] = replace(login, user=user)


class FakeInvitations:
    """Fills ``Invitations``, by the tokens of :attr:`Memory.invitations`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def find_open(self, token: str, address: str) -> Invitation | None:
        """Return the invitation with that token, for that address."""
        found = self._memory.invitations.get(token)
        fits = found is not None and found.address_key == make_address_key(address)
        return found if fits and found is not None and found.is_open(NOW) else None

    async def use(self, invitation: Invitation, user_key: int) -> None:
        """Make a person a member; refuse an invitation that was taken back."""
        if invitation.public_id == WITHDRAWN_LATE:
            raise InvitationNotFoundError("no invitation like this is open for you")
        user = self._memory.users[user_key]
        self._memory.memberships.append(
            Membership(
                organization=invitation.organization,
                user_key=user_key,
                user_id=user.public_id,
                address=user.address,
                user_name=user.name,
                role=invitation.role,
                created_at=NOW,
            )
        )
        for token, known in self._memory.invitations.items():
            if known.key == invitation.key:
                self._memory.invitations[token] = replace(known, accepted_at=NOW)


#: The id of an invitation that is open when it is looked for, and no longer when it is used.
WITHDRAWN_LATE = "withdrawn late"


class FakeAccountStores:
    """Fills ``AccountStores``; one transaction at a time."""

    def __init__(self, memory: Memory | None = None) -> None:
        self.memory = memory or Memory()
        self.open = 0

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AccountStore]:
        """Open a transaction for questions."""
        self.open += 1
        try:
            yield self._make_store()
        finally:
            self.open -= 1

    def writing(self) -> AbstractAsyncContextManager[AccountStore]:
        """Open a transaction for changes, and undo them if the block fails."""
        return self._writing()

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AccountStore]:
        facts = self.memory.__dict__.items()
        former = {name: copy.copy(value) for name, value in facts if name != "keys"}
        self.open += 1
        try:
            yield self._make_store()
        except BaseException as error:
            if not (isinstance(error, ProblemError) and error.keeps_writes):
                self.memory.__dict__.update(former)
            raise
        finally:
            self.open -= 1

    def _make_store(self) -> AccountStore:
        return AccountStore(
            users=FakeUserRepository(self.memory),
            logins=FakeLoginRepository(self.memory),
            failures=FakeLoginFailureRepository(self.memory),
            invitations=FakeInvitations(self.memory),
        )


class FakePasswords:
    """Fills ``PasswordHasher``; counts, and sees that no transaction is open meanwhile.

    :param stores: whose transactions are watched.
    """

    def __init__(self, stores: FakeAccountStores) -> None:
        self._stores = stores
        self.hashed = 0
        self.verified: list[bool] = []
        #: Marks new hashes; those with another mark are outdated.
        self.mark = "1"

    async def hash(self, password: str) -> str:
        """Return something that looks like no password."""
        assert self._stores.open == 0
        self.hashed += 1
        return f"{self.mark}:{password[::-1]}"

    async def verify(self, password: str, password_hash: str | None) -> Verified:
        """Compare, and note whether there was a hash."""
        assert self._stores.open == 0
        self.verified.append(password_hash is not None)
        if password_hash is None or password_hash[2:] != password[::-1]:
            return Verified(matches=False)
        outdated = not password_hash.startswith(self.mark)
        return Verified(
            matches=True, new_hash=f"{self.mark}:{password[::-1]}" if outdated else None
        )


def make_organization(slug: str = "acme", key: int = 1) -> Organization:
    """Return an organization."""
    return Organization(key, slug, slug.title(), NOW)


def make_invitation(
    address: str, public_id: str = "0" * 32, *, expires_at: datetime | None = None
) -> Invitation:
    """Return an open invitation of ``acme`` for a member."""
    return Invitation(
        key=1,
        public_id=public_id,
        organization=make_organization(),
        address=address,
        address_key=make_address_key(address),
        role=Role.MEMBER,
        created_at=NOW,
        expires_at=expires_at or NOW + timedelta(days=7),
        accepted_at=None,
        revoked_at=None,
    )
