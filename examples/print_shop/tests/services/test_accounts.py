"""Who may log in."""

from __future__ import annotations

import pytest

from print_shop.errors import TakenError, WrongCredentialsError
from print_shop.repositories.store import Store
from print_shop.services.accounts import AccountService
from tests.factories import UserFactory


def test_a_registered_user_can_log_in(store: Store) -> None:
    """The password of the registration is the one that opens, and is not stored itself."""
    accounts = AccountService(store)
    user = accounts.register("ann", "secret")

    assert accounts.log_in("ann", "secret") is user
    assert "secret" not in user.password_hash


def test_a_name_is_given_once(store: Store) -> None:
    """Two users cannot have one name."""
    UserFactory.create(username="ann")

    with pytest.raises(TakenError, match="user ann exists already"):
        AccountService(store).register("ann", "other")


@pytest.mark.parametrize(
    ("username", "password"), [("ann", "wrong"), ("bob", "secret"), ("bob", "nobody"), ("ann", "")]
)
def test_wrong_credentials_are_refused_alike(store: Store, username: str, password: str) -> None:
    """The answer does not say whether the name or the password is wrong."""
    UserFactory.create(username="ann", password="secret")

    with pytest.raises(WrongCredentialsError, match=r"^wrong credentials$"):
        AccountService(store).log_in(username, password)


def test_an_unknown_name_takes_as_long(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hash is compared for nobody as well: the time of the answer does not say who works here."""
    compared: list[tuple[str, str]] = []

    class Hasher:
        def verify(self, password: str, stored: str) -> bool:
            compared.append((password, stored))
            return True

    monkeypatch.setattr("print_shop.passwords._HASHER", Hasher())
    monkeypatch.setattr("print_shop.passwords._of_nobody", lambda: "nobody's")
    with pytest.raises(WrongCredentialsError, match=r"^wrong credentials$"):
        AccountService(store).log_in("bob", "guess")

    assert compared == [("guess", "nobody's")]


def test_a_user_is_found_by_name(store: Store) -> None:
    """Somebody who has left is no user any more, whatever a token says."""
    ann = UserFactory.create(username="ann")

    assert AccountService(store).find("ann") is ann
    with pytest.raises(WrongCredentialsError, match=r"^wrong credentials$"):
        AccountService(store).find("bob")
