"""Checking who somebody is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layerproof.history.errors.accounts import LogInRefusedError, TooManyAttemptsError
from layerproof.history.records.logins import Credentials, Verified
from layerproof.history.records.people import User
from layerproof.history.services.login_attempts import LoginAttempts
from layerproof.history.services.login_check import PasswordCheck
from layerproof.history.services.ports.accounts import AccountStore
from tests.support.account_contract import make_user
from tests.support.history_fakes.accounts import FakeAccountStores, FakePasswords
from tests.support.history_fakes.memory import NOW, SetClock

WORD = "correct horse"
RIGHT = Credentials("Ann@Example.org ", WORD, "192.0.2.1")
WRONG = replace(RIGHT, password="wrong")
UNKNOWN = replace(RIGHT, address="nobody@example.org")


async def name_of(_: AccountStore, user: User) -> str:
    """Return the name of whoever logs in."""
    return user.name


class Place:
    """A server with one person, ``ann``."""

    def __init__(self) -> None:
        self.stores = FakeAccountStores()
        self.passwords = FakePasswords(self.stores)
        self.attempts = LoginAttempts(self.stores, SetClock())
        self.check = PasswordCheck(self.stores, self.attempts, self.passwords)
        self.user = User(0, "", "", "", "", NOW)

    async def add_person(self) -> None:
        """Store the person."""
        made = await self.passwords.hash(WORD)
        async with self.stores.writing() as store:
            new = replace(make_user("ann"), password_hash=made)
            user = await store.users.add(new, created_at=NOW)
        assert user is not None
        self.user = user


@pytest.fixture
async def place() -> Place:
    """Give a server with one person."""
    place = Place()
    await place.add_person()
    return place


async def test_the_right_password_lets_in(place: Place) -> None:
    """Whoever knows the password is let in, however they write their address."""
    assert await place.check.log_in(RIGHT, name_of) == "Ann"
    assert place.stores.memory.notes == {}


@pytest.mark.parametrize("credentials", [WRONG, UNKNOWN])
async def test_refusals_are_all_alike(place: Place, credentials: Credentials) -> None:
    """A wrong password and an unknown address get one answer after the same work."""
    with pytest.raises(LogInRefusedError, match=r"^the address or the password is wrong$"):
        await place.check.log_in(credentials, name_of)
    assert len(place.passwords.verified) == 1
    assert len(place.stores.memory.notes) == 3


@pytest.mark.parametrize("credentials", [WRONG, UNKNOWN])
async def test_the_limit_is_the_same_for_all(place: Place, credentials: Credentials) -> None:
    """An address that nobody has is shut out after as many failures as another one."""
    for _ in range(5):
        assert await place.check.check(credentials) is None
    with pytest.raises(TooManyAttemptsError, match="too many attempts"):
        await place.check.check(credentials)


async def test_who_is_shut_out_is_not_verified(place: Place) -> None:
    """While somebody is shut out not even the right password is looked at."""
    for _ in range(5):
        await place.check.check(WRONG)
    with pytest.raises(TooManyAttemptsError, match="too many attempts"):
        await place.check.log_in(RIGHT, name_of)
    assert place.passwords.verified == [True] * 5
    assert await place.check.log_in(replace(RIGHT, client="192.0.2.2"), name_of) == "Ann"


async def test_a_success_begins_the_count_anew(place: Place) -> None:
    """After a success a pair has all its attempts again."""
    for _ in range(4):
        await place.check.check(WRONG)
    assert await place.check.log_in(RIGHT, name_of) == "Ann"
    for _ in range(5):
        assert await place.check.check(WRONG) is None


async def test_an_outdated_hash_is_renewed(place: Place) -> None:
    """A log-in stores the better hash that came of it, once."""
    place.passwords.mark = "2"
    assert await place.check.log_in(RIGHT, name_of) == "Ann"
    renewed = place.stores.memory.users[place.user.key].password_hash
    assert (renewed, place.user.password_hash) == ("2:esroh tcerroc", "1:esroh tcerroc")
    checked = await place.check.check(RIGHT)
    assert checked is not None
    assert checked.new_hash is None


async def test_a_failing_log_in_renews_nothing(place: Place) -> None:
    """A wrong password leaves an outdated hash as it is."""
    place.passwords.mark = "2"
    assert await place.check.check(WRONG) is None
    assert place.stores.memory.users == {place.user.key: place.user}


class Meanwhile(FakePasswords):
    """Passwords with which something happens to the person while one is verified."""

    def __init__(self, place: Place, *hashes: str | None) -> None:
        super().__init__(place.stores)
        self._users = place.stores.memory.users
        self._user = place.user
        self._hashes = list(hashes)

    async def verify(self, password: str, password_hash: str | None) -> Verified:
        """Verify, and change the person behind everybody's back."""
        verified = await super().verify(password, password_hash)
        if self._hashes:
            new = self._hashes.pop(0)
            if new is None:
                self._users.clear()
            else:
                self._users[self._user.key] = replace(self._user, password_hash=new)
        return verified


async def test_a_password_that_changes_meanwhile(place: Place) -> None:
    """The old password does not let in if it is changed while it is verified."""
    check = PasswordCheck(place.stores, place.attempts, Meanwhile(place, "1:rehto"))
    with pytest.raises(LogInRefusedError, match="wrong"):
        await check.log_in(RIGHT, name_of)
    assert len(place.stores.memory.notes) == 3


async def test_a_hash_that_is_renewed_meanwhile(place: Place) -> None:
    """Two log-ins at once both get in, though one of them stores a better hash."""
    passwords = Meanwhile(place, "2:esroh tcerroc")
    passwords.mark = "2"
    check = PasswordCheck(place.stores, place.attempts, passwords)
    assert await check.log_in(RIGHT, name_of) == "Ann"
    assert passwords.verified == [True, True]
    assert place.stores.memory.notes == {}


async def test_a_person_who_goes_meanwhile(place: Place) -> None:
    """Whoever is deleted while their password is verified is not let in."""
    check = PasswordCheck(place.stores, place.attempts, Meanwhile(place, None))
    with pytest.raises(LogInRefusedError, match="wrong"):
        await check.log_in(RIGHT, name_of)
