"""Attempts are noted before they are made."""

from __future__ import annotations

from collections import Counter
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest

from layerproof.history.errors.accounts import TooManyAttemptsError
from layerproof.history.services.login_attempts import LoginAttempts, acquit
from layerproof.history.services.login_guard import LIMITS, WINDOW
from layerproof.history.services.ports.accounts import AccountStore
from tests.support.history_fakes.accounts import FakeAccountStores
from tests.support.history_fakes.memory import SetClock

ANN = "ann@example.org"
HERE, THERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def stores() -> FakeAccountStores:
    """Give stores on nothing."""
    return FakeAccountStores()


@pytest.fixture
def clock() -> SetClock:
    """Give a clock that stands."""
    return SetClock()


@pytest.fixture
def attempts(stores: FakeAccountStores, clock: SetClock) -> LoginAttempts:
    """Give what lets attempts in."""
    return LoginAttempts(stores, clock)


async def test_the_sixth_attempt_of_a_pair_is_refused(attempts: LoginAttempts) -> None:
    """Five attempts of one address from one client that do not succeed shut that pair out."""
    for _ in range(5):
        await attempts.admit_login(ANN, HERE)
    with pytest.raises(TooManyAttemptsError, match="too many attempts") as refused:
        await attempts.admit_login(ANN, HERE)
    assert (refused.value.seconds, refused.value.headers) == (900, {"Retry-After": "900"})
    await attempts.admit_login(ANN, THERE)
    await attempts.admit_login("bo@example.org", HERE)


async def test_a_refused_attempt_does_not_extend_the_lock(
    attempts: LoginAttempts, stores: FakeAccountStores, clock: SetClock
) -> None:
    """Whoever goes on trying while shut out gets in as soon as whoever waits."""
    for _ in range(5):
        await attempts.admit_login(ANN, HERE)
    notes = dict(stores.memory.notes)
    for _ in range(3):
        clock.pass_by(timedelta(minutes=4))
        with pytest.raises(TooManyAttemptsError, match="too many attempts"):
            await attempts.admit_login(ANN, HERE)
    assert stores.memory.notes == notes
    clock.pass_by(timedelta(minutes=3))
    await attempts.admit_login(ANN, HERE)


async def test_an_address_from_everywhere(attempts: LoginAttempts) -> None:
    """Twenty attempts for one address shut it out wherever they come from."""
    for number in range(20):
        await attempts.admit_login(ANN, f"198.51.100.{number}")
    with pytest.raises(TooManyAttemptsError, match="too many attempts"):
        await attempts.admit_login(ANN, HERE)


async def test_a_client_with_every_address(attempts: LoginAttempts) -> None:
    """Fifty attempts from one client shut it out whatever address they are for."""
    for number in range(50):
        await attempts.admit_login(f"{number}@example.org", HERE)
    with pytest.raises(TooManyAttemptsError, match="too many attempts"):
        await attempts.admit_login(ANN, HERE)


async def test_registrations_are_counted_for_a_client(attempts: LoginAttempts) -> None:
    """Fifty registrations shut a client out of registering, and not out of logging in."""
    for _ in range(50):
        await attempts.admit_registration(HERE)
    with pytest.raises(TooManyAttemptsError, match="too many attempts"):
        await attempts.admit_registration(HERE)
    await attempts.admit_registration(THERE)
    await attempts.admit_login(ANN, HERE)


async def test_a_success_acquits(attempts: LoginAttempts, stores: FakeAccountStores) -> None:
    """A success takes back its own notes and its pair's; the others' failures go on counting."""
    failed = await attempts.admit_login(ANN, HERE)
    await attempts.admit_login(ANN, THERE)
    admission = await attempts.admit_login(ANN, HERE)
    async with stores.writing() as store:
        await acquit(store, admission)
    left = Counter(note.subject_hash for note in stores.memory.notes.values())
    assert failed.pair_hash == admission.pair_hash
    assert admission.pair_hash not in left
    # The failure before it: its address and its client. The one from elsewhere: all three.
    assert sorted(left.values()) == [1, 1, 1, 2]


async def test_old_notes_go(
    attempts: LoginAttempts, stores: FakeAccountStores, clock: SetClock
) -> None:
    """A note that no longer counts is deleted by the next attempt, whoever makes it."""
    await attempts.admit_login(ANN, HERE)
    clock.pass_by(WINDOW)
    await attempts.admit_login("bo@example.org", THERE)
    assert {note.failed_at for note in stores.memory.notes.values()} == {clock.now}
    assert len(stores.memory.notes) == len(LIMITS) - 1


class LateStores(FakeAccountStores):
    """Stores in which others note their attempts just before a transaction for changes opens."""

    def writing(self) -> AbstractAsyncContextManager[AccountStore]:
        """Let the others in, and open."""
        notes = tuple(self.memory.notes.values())
        self.memory.notes |= {self.memory.next_key(): note for note in notes * 4}
        return super().writing()


async def test_the_second_look_counts(clock: SetClock) -> None:
    """Attempts that were noted since the first look, which takes no lock, are counted."""
    attempts = LoginAttempts(LateStores(), clock)
    await attempts.admit_login(ANN, HERE)
    with pytest.raises(TooManyAttemptsError, match="too many attempts"):
        await attempts.admit_login(ANN, HERE)
