"""Attempts are noted before they are made, and the note goes when one succeeds.

Noting them afterwards would let as many slip past as can be tried at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from layerproof.history.errors.accounts import TooManyAttemptsError
from layerproof.history.records.logins import Admission, Subject
from layerproof.history.services.clock import Clock, read_clock
from layerproof.history.services.login_guard import (
    WINDOW,
    find_wait,
    name_login_subjects,
    name_registration_subjects,
)
from layerproof.history.services.ports.accounts import (
    AccountStore,
    AccountStores,
    LoginFailureRepository,
)


class LoginAttempts:
    """Lets attempts in, or not.

    :param stores: where attempts are noted.
    :param clock: what says when one was made.
    """

    def __init__(self, stores: AccountStores, clock: Clock = read_clock) -> None:
        self._stores = stores
        self._clock = clock

    async def admit_login(self, address_key: str, client: str) -> Admission:
        """Note an attempt to log in.

        :raises TooManyAttemptsError: it may not be made; nothing is noted.
        """
        return await self._admit(name_login_subjects(address_key, client))

    async def admit_registration(self, client: str) -> None:
        """Note an attempt to register.

        :raises TooManyAttemptsError: it may not be made; nothing is noted.
        """
        await self._admit(name_registration_subjects(client))

    async def _admit(self, subjects: Sequence[Subject]) -> Admission:
        hashes = [subject.hash for subject in subjects]
        # Who is refused anyway must not take a lock: a flood of them would stop all others.
        async with self._stores.reading() as store:
            await _refuse_too_many(store.failures, subjects, self._clock())
        async with self._stores.writing() as store:
            await store.failures.lock(hashes)
            now = self._clock()
            await _refuse_too_many(store.failures, subjects, now)
            await store.failures.delete_until(now - WINDOW)
            notes = await store.failures.note(hashes, now)
        return Admission(notes, hashes[0])


async def acquit(store: AccountStore, admission: Admission) -> None:
    """Forget an attempt that succeeded, and those that failed for its address and client."""
    await store.failures.forget(admission.notes)
    await store.failures.clear(admission.pair_hash)


async def _refuse_too_many(
    failures: LoginFailureRepository, subjects: Sequence[Subject], now: datetime
) -> None:
    hashes = [subject.hash for subject in subjects]
    known = await failures.list_since(hashes, now - WINDOW)
    seconds = find_wait(subjects, known, now)
    if seconds is not None:
        raise TooManyAttemptsError(seconds)
