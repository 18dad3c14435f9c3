"""The rules of accounts, without a database."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_mock import MockerFixture

from playground.accounts import service as module
from playground.accounts.errors import EmailTakenError, NotLoggedInError, WrongCredentialsError
from playground.accounts.repository import AccountRepository
from playground.accounts.service import AccountService, hash_password
from playground.models import User

pytestmark = pytest.mark.usefixtures("frozen_time")


@pytest.fixture
def accounts(mocker: MockerFixture) -> Any:
    """A repository that knows nobody, and returns the users that it is given."""
    fake = mocker.create_autospec(AccountRepository, instance=True)
    fake.find_user.return_value = fake.find_logged_in.return_value = None
    fake.add_user.side_effect = lambda user: user
    return fake


@pytest.fixture
def service(accounts: Any) -> AccountService:
    return AccountService(accounts)


@pytest.fixture
def ann() -> User:
    """Ann, who is in no database."""
    return User(id=7, email="ann@example.com", password_hash=hash_password("correct horse"))


async def test_an_account_is_opened(service: AccountService, accounts: Any) -> None:
    """The address is kept in small letters, and of the password no more than a hash."""
    user = await service.sign_up("Ann@Example.com", "correct horse")

    accounts.find_user.assert_awaited_once_with("ann@example.com")
    accounts.add_user.assert_awaited_once_with(user)
    assert user.email == "ann@example.com"
    assert user.password_hash.startswith("$argon2id$")
    assert "correct horse" not in user.password_hash


async def test_an_address_is_taken_in_any_case(
    service: AccountService, accounts: Any, ann: User
) -> None:
    """An address that differs in its letters' case is the same one."""
    accounts.find_user.side_effect = {"ann@example.com": ann}.get

    with pytest.raises(EmailTakenError, match=r"^ann@example\.com has an account already$"):
        await service.sign_up("ANN@example.com", "another horse")

    accounts.add_user.assert_not_awaited()


async def test_a_login_lasts_two_weeks(
    service: AccountService, accounts: Any, ann: User, frozen_time: Any
) -> None:
    """The token is returned, its hash is kept, and it expires after fourteen days."""
    frozen_time.move_to("2026-05-01T12:00")
    accounts.find_user.side_effect = {"ann@example.com": ann}.get

    token = await service.log_in("Ann@example.com", "correct horse")

    [login] = accounts.add_login.await_args.args
    assert login.user_id == 7
    assert login.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert login.expires_at == datetime(2026, 5, 15, 12, tzinfo=UTC)


async def test_tokens_cannot_be_guessed(service: AccountService, accounts: Any, ann: User) -> None:
    """Every login has a token of its own, with 256 bits in it."""
    accounts.find_user.return_value = ann

    tokens = {await service.log_in(ann.email, "correct horse") for _ in range(3)}

    assert [len(token) for token in tokens] == [43, 43, 43]


async def test_expired_logins_go_at_the_next(
    service: AccountService, accounts: Any, ann: User, frozen_time: Any
) -> None:
    """Who logs in leaves no old logins behind."""
    frozen_time.move_to("2026-05-01T12:00")
    accounts.find_user.return_value = ann

    await service.log_in(ann.email, "correct horse")

    noon = datetime(2026, 5, 1, 12, tzinfo=UTC)
    accounts.remove_expired_logins.assert_awaited_once_with(7, noon)


@pytest.mark.parametrize("known", [True, False])
async def test_what_was_wrong_is_not_told(
    service: AccountService, accounts: Any, ann: User, *, known: bool
) -> None:
    """A wrong password and an unknown address are answered alike, and begin no login."""
    accounts.find_user.return_value = ann if known else None

    with pytest.raises(WrongCredentialsError, match=r"^address or password is wrong$"):
        await service.log_in("ann@example.com", "wrong horse")

    accounts.add_login.assert_not_awaited()


async def test_an_unknown_address_takes_as_long(
    service: AccountService, mocker: MockerFixture
) -> None:
    """A password is compared though there is no account, and never fits."""
    verify = mocker.patch.object(module, "_verify", return_value=True)

    with pytest.raises(WrongCredentialsError, match="wrong"):
        await service.log_in("cid@example.com", "any horse")

    kept, given = verify.call_args.args
    assert kept.startswith("$argon2id$")
    assert given == "any horse"


async def test_a_token_tells_who_it_is(
    service: AccountService, accounts: Any, ann: User, frozen_time: Any
) -> None:
    """The token is looked for by its hash, among what has not expired now."""
    frozen_time.move_to("2026-05-01T12:00")
    accounts.find_logged_in.return_value = ann

    assert await service.authenticate("token") is ann

    accounts.find_logged_in.assert_awaited_once_with(
        hashlib.sha256(b"token").hexdigest(), datetime(2026, 5, 1, 12, tzinfo=UTC)
    )


@pytest.mark.parametrize("token", [None, "", "unknown"])
async def test_without_a_login_one_is_nobody(service: AccountService, token: str | None) -> None:
    """No token, an empty one and an unknown one are answered alike."""
    with pytest.raises(NotLoggedInError, match=r"^log in first$"):
        await service.authenticate(token)


async def test_logging_out_ends_the_login(service: AccountService, accounts: Any) -> None:
    """The login of the token is forgotten."""
    await service.log_out("token")

    accounts.remove_login.assert_awaited_once_with(hashlib.sha256(b"token").hexdigest())
