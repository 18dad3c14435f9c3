"""Log-ins of programs and of browsers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from layerproof.history.errors.accounts import (
    LoginNotFoundError,
    LogInRefusedError,
    RefreshRefusedError,
)
from layerproof.history.records.logins import Credentials, NewRefreshToken
from layerproof.history.records.people import Login, LoginKind, User
from layerproof.history.services.login_attempts import LoginAttempts
from layerproof.history.services.login_check import PasswordCheck
from layerproof.history.services.logins import (
    LOGIN_LIFE,
    LONGEST_LOGIN,
    BrowserLogins,
    LoginService,
    delete_expired,
)
from layerproof.history.services.secrets import hash_secret
from layerproof.history.services.signing import Signer
from tests.support.account_contract import make_user
from tests.support.history_fakes.accounts import FakeAccountStores, FakePasswords
from tests.support.history_fakes.memory import NOW, SetClock

WORD = "correct horse"
RIGHT = Credentials("ann@example.org", WORD, "192.0.2.1")


class Place:
    """A server with one person, ``ann``."""

    def __init__(self) -> None:
        self.clock = SetClock()
        self.stores = FakeAccountStores()
        self.signer = Signer("a secret of thirty-two characters")
        passwords = FakePasswords(self.stores)
        check = PasswordCheck(self.stores, LoginAttempts(self.stores, self.clock), passwords)
        self.logins = LoginService(self.stores, check, self.signer, self.clock)
        self.browsers = BrowserLogins(self.stores, check, self.clock)
        self.user = User(0, "", "", "", "", NOW)

    async def add_person(self) -> None:
        """Store the person."""
        new = replace(make_user("ann"), password_hash=f"1:{WORD[::-1]}")
        async with self.stores.writing() as store:
            user = await store.users.add(new, created_at=NOW)
        assert user is not None
        self.user = user

    @property
    def login(self) -> Login:
        """The only log-in that there is."""
        (login,) = self.stores.memory.logins.values()
        return login


@pytest.fixture
async def place() -> Place:
    """Give a server with one person."""
    place = Place()
    await place.add_person()
    return place


async def test_a_log_in_of_a_program(place: Place) -> None:
    """Logging in stores a log-in, and gives an access token for it and a refresh token."""
    tokens = await place.logins.log_in(RIGHT)
    login = place.login
    assert (login.user, login.kind, login.created_at) == (place.user, LoginKind.API, NOW)
    assert (login.expires_at, login.ended_at) == (NOW + LOGIN_LIFE, None)
    assert place.signer.read(tokens.access_token, NOW) == login.public_id
    assert tokens.expires_in == 900
    ((stored, token),) = place.stores.memory.tokens.values()
    assert (stored, token.expires_at) == (hash_secret(tokens.refresh_token), login.expires_at)


def test_how_long_log_ins_live() -> None:
    """A log-in lives for two weeks, and with refreshing for ninety days."""
    assert [life.days for life in (LOGIN_LIFE, LONGEST_LOGIN)] == [14, 90]


async def test_each_log_in_is_another_one(place: Place) -> None:
    """No two log-ins share an id or a secret."""
    tokens = [await place.logins.log_in(RIGHT) for _ in range(2)]
    assert len({one.refresh_token for one in tokens}) == 2
    assert len({login.public_id for login in place.stores.memory.logins.values()}) == 2


async def test_refreshing_rotates(place: Place) -> None:
    """A refresh token gives new tokens for the same log-in, which lives on from now."""
    first = await place.logins.log_in(RIGHT)
    place.clock.pass_by(timedelta(days=10))
    second = await place.logins.refresh(first.refresh_token)
    third = await place.logins.refresh(second.refresh_token)
    secrets = {one.refresh_token for one in (first, second, third)}
    assert len(secrets) == 3
    login = place.login
    assert login.expires_at == NOW + timedelta(days=10) + LOGIN_LIFE
    assert place.signer.read(third.access_token, place.clock.now) == login.public_id
    assert third.expires_in == 900


async def test_a_refresh_token_that_comes_twice(place: Place) -> None:
    """It ends the log-in, so that the token that came of it is good for nothing either."""
    first = await place.logins.log_in(RIGHT)
    second = await place.logins.refresh(first.refresh_token)
    for token in (first, second):
        with pytest.raises(RefreshRefusedError, match=r"^the refresh token is not valid$"):
            await place.logins.refresh(token.refresh_token)
    assert place.login.ended_at == NOW


async def test_an_unknown_refresh_token(place: Place) -> None:
    """A token that nobody was given is refused, and ends nothing."""
    await place.logins.log_in(RIGHT)
    with pytest.raises(RefreshRefusedError, match=r"^the refresh token is not valid$"):
        await place.logins.refresh("unknown")
    assert place.login.ended_at is None


@pytest.mark.parametrize(
    ("passed", "good"), [(LOGIN_LIFE - timedelta(microseconds=1), True), (LOGIN_LIFE, False)]
)
async def test_a_log_in_expires(place: Place, passed: timedelta, *, good: bool) -> None:
    """A log-in that nobody refreshes in time is over."""
    tokens = await place.logins.log_in(RIGHT)
    place.clock.pass_by(passed)
    if good:
        await place.logins.refresh(tokens.refresh_token)
        return
    with pytest.raises(RefreshRefusedError, match="not valid"):
        await place.logins.refresh(tokens.refresh_token)


async def test_an_expired_token_of_a_living_log_in(place: Place) -> None:
    """A token that has expired prolongs nothing, though its log-in is alive."""
    await place.logins.log_in(RIGHT)
    async with place.stores.writing() as store:
        await store.logins.add_token(
            NewRefreshToken(place.login.key, hash_secret("old"), NOW, NOW + timedelta(days=1))
        )
    place.clock.pass_by(timedelta(days=1))
    with pytest.raises(RefreshRefusedError, match="not valid"):
        await place.logins.refresh("old")
    assert place.login.expires_at == NOW + LOGIN_LIFE


async def test_refreshing_does_not_go_on_for_ever(place: Place) -> None:
    """However often it is refreshed, a log-in ends after its longest time."""
    tokens = await place.logins.log_in(RIGHT)
    for _ in range(8):
        place.clock.pass_by(timedelta(days=11))
        tokens = await place.logins.refresh(tokens.refresh_token)
    assert place.login.expires_at == NOW + LONGEST_LOGIN
    place.clock.pass_by(timedelta(days=2))
    with pytest.raises(RefreshRefusedError, match="not valid"):
        await place.logins.refresh(tokens.refresh_token)


async def test_logging_out(place: Place) -> None:
    """A log-in that was ended is ended, and refreshes no more."""
    tokens = await place.logins.log_in(RIGHT)
    await place.logins.log_out(place.login.key)
    assert place.login.ended_at == NOW
    with pytest.raises(RefreshRefusedError, match="not valid"):
        await place.logins.refresh(tokens.refresh_token)


async def test_living_log_ins_are_listed(place: Place) -> None:
    """A person's log-ins of both kinds are listed, newest first, without those that are over."""
    await place.logins.log_in(RIGHT)
    await place.browsers.start(*("ann@example.org", WORD, "192.0.2.1"))
    await place.logins.log_in(RIGHT)
    first, second, third = place.stores.memory.logins.values()
    await place.logins.log_out(third.key)
    assert list(await place.logins.list_alive(place.user.key)) == [second, first]
    assert list(await place.logins.list_alive(place.user.key + 1)) == []


async def test_ending_one_of_ones_own(place: Place) -> None:
    """A person ends a log-in by its id, once."""
    await place.logins.log_in(RIGHT)
    await place.logins.end(place.user.key, place.login.public_id)
    assert place.login.ended_at == NOW
    with pytest.raises(LoginNotFoundError, match="is alive"):
        await place.logins.end(place.user.key, place.login.public_id)


@pytest.mark.parametrize("public_id", ["0" * 32, "", "\x00", "\ud800", "x" * 1000])
async def test_ending_what_is_not_there(place: Place, public_id: str) -> None:
    """Any id that is nobody's, or can be none, is not found."""
    await place.logins.log_in(RIGHT)
    with pytest.raises(LoginNotFoundError, match="of yours is alive") as refused:
        await place.logins.end(place.user.key, public_id)
    assert len(refused.value.problem) < 300
    assert place.login.ended_at is None


async def test_ending_somebody_elses(place: Place) -> None:
    """Another person's log-in is not found, and goes on."""
    await place.logins.log_in(RIGHT)
    with pytest.raises(LoginNotFoundError, match="of yours is alive"):
        await place.logins.end(place.user.key + 1, place.login.public_id)
    assert place.login.ended_at is None


async def test_a_browser_logs_in_and_out(place: Place) -> None:
    """A cookie's secret finds its log-in until it is ended."""
    secret = await place.browsers.start("ann@example.org", WORD, "192.0.2.1")
    assert place.login.kind is LoginKind.BROWSER
    assert await place.browsers.find(secret) == place.login
    await place.browsers.end(secret)
    assert place.login.ended_at == NOW
    assert await place.browsers.find(secret) is None
    place.clock.pass_by(timedelta(seconds=1))
    await place.browsers.end(secret)
    assert place.login.ended_at == NOW


async def test_a_browser_stays_logged_in_for_so_long(place: Place) -> None:
    """A cookie's secret is good for its time, used or not, and then no more."""
    secret = await place.browsers.start("ann@example.org", WORD, "192.0.2.1")
    place.clock.pass_by(LOGIN_LIFE - timedelta(microseconds=1))
    assert await place.browsers.find(secret) == place.login
    place.clock.pass_by(timedelta(microseconds=1))
    assert await place.browsers.find(secret) is None


async def test_a_browser_with_a_wrong_password(place: Place) -> None:
    """A browser is refused like a program."""
    with pytest.raises(LogInRefusedError, match="wrong"):
        await place.browsers.start("ann@example.org", "wrong", "192.0.2.1")
    assert place.stores.memory.logins == {}


async def test_an_unknown_cookie(place: Place) -> None:
    """A secret that nobody was given finds nothing, and ends nothing."""
    await place.browsers.start("ann@example.org", WORD, "192.0.2.1")
    assert await place.browsers.find("unknown") is None
    await place.browsers.end("unknown")
    assert place.login.ended_at is None


async def test_a_refresh_token_is_no_cookie(place: Place) -> None:
    """A program's token does not open pages, and cannot end its log-in there."""
    tokens = await place.logins.log_in(RIGHT)
    assert await place.browsers.find(tokens.refresh_token) is None
    await place.browsers.end(tokens.refresh_token)
    assert place.login.ended_at is None


async def test_a_cookie_is_no_refresh_token(place: Place) -> None:
    """A browser's secret gives no access token, and is not used up."""
    secret = await place.browsers.start("ann@example.org", WORD, "192.0.2.1")
    for _ in range(2):
        with pytest.raises(RefreshRefusedError, match="not valid"):
            await place.logins.refresh(secret)
    assert await place.browsers.find(secret) == place.login


async def test_what_is_over_is_deleted(place: Place) -> None:
    """Ended and expired log-ins are forgotten, living ones are not."""
    await place.logins.log_in(RIGHT)
    place.clock.pass_by(timedelta(days=1))
    await place.logins.log_in(RIGHT)
    place.clock.pass_by(LOGIN_LIFE - timedelta(days=1))
    assert await delete_expired(place.stores, place.clock.now) == 1
    assert place.login.created_at == NOW + timedelta(days=1)


def test_no_text_shows_a_secret() -> None:
    """What is logged of credentials shows whose they are, and no more."""
    assert repr(RIGHT) == "Credentials(address='ann@example.org', client='192.0.2.1')"
