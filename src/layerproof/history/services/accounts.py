"""Accounts: getting one, and changing one's own."""

from __future__ import annotations

import uuid

from layerproof.history.errors.accounts import InvitationNeededError, WrongPasswordError
from layerproof.history.errors.problem import NotFoundError
from layerproof.history.records.access import UserActor
from layerproof.history.records.addresses import make_address_key
from layerproof.history.records.logins import Account, Credentials, Registration
from layerproof.history.records.people import NewUser, User
from layerproof.history.records.tenants import Invitation
from layerproof.history.services.clock import Clock, read_clock
from layerproof.history.services.login_attempts import LoginAttempts
from layerproof.history.services.login_check import PasswordCheck, accept
from layerproof.history.services.ports.accounts import AccountStore, AccountStores, PasswordHasher
from layerproof.history.services.signing import unauthenticated


class RegistrationService:
    """New accounts.

    :param stores: where accounts are kept.
    :param attempts: what lets attempts in.
    :param passwords: what hashes.
    :param open_registration: whether an account can be had without an invitation.
    :param clock: what says when an account was made.
    """

    def __init__(
        self,
        stores: AccountStores,
        attempts: LoginAttempts,
        passwords: PasswordHasher,
        clock: Clock = read_clock,
        *,
        open_registration: bool,
    ) -> None:
        self._stores = stores
        self._attempts = attempts
        self._passwords = passwords
        self._clock = clock
        self._open = open_registration

    async def register(self, registration: Registration) -> None:
        """Make an account, and the membership that an invitation gives; or neither.

        An address that has an account stays as it is, after the same work: nobody can tell.

        :raises TooManyAttemptsError: too many came from this client.
        :raises InvitationNeededError: an invitation is needed, or the one that was given is none.
        """
        await self._attempts.admit_registration(registration.client)
        async with self._stores.reading() as store:
            await self._find_invitation(store, registration)
        password_hash = await self._passwords.hash(registration.password)
        new = NewUser(
            public_id=uuid.uuid4().hex,
            address=registration.address,
            address_key=make_address_key(registration.address),
            name=registration.name,
            password_hash=password_hash,
        )
        async with self._stores.writing() as store:
            invitation = await self._find_invitation(store, registration)
            user = await store.users.add(new, created_at=self._clock())
            if user is not None and invitation is not None:
                await _use(store, invitation, user)

    async def _find_invitation(
        self, store: AccountStore, registration: Registration
    ) -> Invitation | None:
        if registration.invitation is None:
            if self._open:
                return None
            raise _invitation_needed()
        invitation = await store.invitations.find_open(
            registration.invitation, registration.address
        )
        if invitation is None:
            raise _invitation_needed()
        return invitation


class AccountService:
    """What somebody who is logged in sees and changes of their own account.

    :param stores: where accounts are kept.
    :param check: what tells right passwords from wrong ones.
    :param passwords: what hashes.
    :param clock: what says when something ended.
    """

    def __init__(
        self,
        stores: AccountStores,
        check: PasswordCheck,
        passwords: PasswordHasher,
        clock: Clock = read_clock,
    ) -> None:
        self._stores = stores
        self._check = check
        self._passwords = passwords
        self._clock = clock

    async def show(self, actor: UserActor) -> Account:
        """Return somebody's own account."""
        async with self._stores.reading() as store:
            return await _read_account(store, actor)

    async def rename(self, actor: UserActor, name: str) -> Account:
        """Give somebody another name, and return their account."""
        async with self._stores.writing() as store:
            await store.users.rename(actor.user_key, name)
            return await _read_account(store, actor)

    async def change_password(
        self, actor: UserActor, *, current: str, new: str, client: str
    ) -> None:
        """Change somebody's password, and end all their log-ins but the one that asks.

        :param client: the network address that the request came from.
        :raises TooManyAttemptsError: too many have failed; nothing was verified.
        :raises WrongPasswordError: the present password is another one.
        """
        account = await self.show(actor)
        checked = await self._check.check(Credentials(account.user.address, current, client))
        if checked is None:
            raise _wrong_password()
        password_hash = await self._passwords.hash(new)
        async with self._stores.writing() as store:
            if not await accept(store, checked):
                raise _wrong_password()
            await store.users.change_password(actor.user_key, password_hash)
            await store.logins.end_all(actor.user_key, ended_at=self._clock(), but=actor.login_key)


async def _read_account(store: AccountStore, actor: UserActor) -> Account:
    user = await store.users.find(actor.user_key)
    if user is None:
        raise unauthenticated()
    return Account(user, tuple(await store.users.list_memberships(actor.user_key)))


async def _use(store: AccountStore, invitation: Invitation, user: User) -> None:
    try:
        await store.invitations.use(invitation, user.key)
    except NotFoundError as error:
        # Taken back since it was found.
        raise _invitation_needed() from error


def _invitation_needed() -> InvitationNeededError:
    return InvitationNeededError(
        "registering needs an open invitation for the same address",
        advice="ask an admin of the organization for one",
    )


def _wrong_password() -> WrongPasswordError:
    return WrongPasswordError("the present password is another one", advice="try again")
