"""Checking who somebody is by address and password; programs, pages and a change all do it so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from layerproof.history.errors.accounts import LogInRefusedError
from layerproof.history.records.addresses import make_address_key
from layerproof.history.records.logins import Admission, Checked, Credentials
from layerproof.history.records.people import User
from layerproof.history.services.login_attempts import LoginAttempts, acquit
from layerproof.history.services.ports.accounts import AccountStore, AccountStores, PasswordHasher

T = TypeVar("T")


class PasswordCheck:
    """Tells right passwords from wrong ones, no faster for addresses that nobody has.

    :param stores: where people are found.
    :param attempts: what lets attempts in.
    :param passwords: what verifies.
    """

    def __init__(
        self, stores: AccountStores, attempts: LoginAttempts, passwords: PasswordHasher
    ) -> None:
        self._stores = stores
        self._attempts = attempts
        self._passwords = passwords

    async def check(self, credentials: Credentials) -> Checked | None:
        """Return whose password it is, or ``None``.

        :raises TooManyAttemptsError: nothing was verified.
        """
        address_key = make_address_key(credentials.address)
        admission = await self._attempts.admit_login(address_key, credentials.client)
        return await self._verify(credentials, admission)

    async def log_in(
        self, credentials: Credentials, act: Callable[[AccountStore, User], Awaitable[T]]
    ) -> T:
        """Do something for the person whose password it is, and return what came of it.

        :raises TooManyAttemptsError: nothing was verified.
        :raises LogInRefusedError: the address is unknown, or the password is wrong.
        """
        checked = await self.check(credentials)
        while checked is not None:
            async with self._stores.writing() as store:
                if await accept(store, checked):
                    return await act(store, checked.user)
            # Another log-in may just have stored a better hash of the same password.
            checked = await self._verify(credentials, checked.admission)
        raise LogInRefusedError("the address or the password is wrong", advice="try again")

    async def _verify(self, credentials: Credentials, admission: Admission) -> Checked | None:
        async with self._stores.reading() as store:
            user = await store.users.find_by_address(make_address_key(credentials.address))
        known_hash = None if user is None else user.password_hash
        verified = await self._passwords.verify(credentials.password, known_hash)
        if user is None or not verified.matches:
            return None
        return Checked(user, admission, verified.new_hash)


async def accept(store: AccountStore, checked: Checked) -> bool:
    """Say whether what was checked still holds, and if so settle what it leaves to do.

    Nobody else changes this person until the transaction ends: a password that is changed
    meanwhile ends the log-ins that were made with the old one.
    """
    user = await store.users.find_to_change(checked.user.key)
    if user is None or user.password_hash != checked.user.password_hash:
        return False
    await acquit(store, checked.admission)
    if checked.new_hash is not None:
        await store.users.change_password(user.key, checked.new_hash)
    return True
