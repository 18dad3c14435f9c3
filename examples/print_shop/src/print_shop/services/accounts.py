"""Who may log in."""

from __future__ import annotations

from print_shop.errors import TakenError, WrongCredentialsError
from print_shop.models import User
from print_shop.passwords import hash_password, is_password
from print_shop.repositories.store import Store


class AccountService:
    """Keeps users."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def register(self, username: str, password: str) -> User:
        """Store a user.

        Raises:
            TakenError: There is one of that name.
        """
        if self._store.accounts.find(username):
            raise TakenError("user", username)
        return self._store.accounts.add(
            User(username=username, password_hash=hash_password(password))
        )

    def log_in(self, username: str, password: str) -> User:
        """Return the user.

        Raises:
            WrongCredentialsError: There is no such user, or the password is another.
        """
        user = self._store.accounts.find(username)
        # Hashed in either case: the time of the answer shall not say who works here.
        right = is_password(password, user.password_hash if user else None)
        if user is None or not right:
            raise WrongCredentialsError
        return user

    def find(self, username: str) -> User:
        """Return the user whom a token names.

        Raises:
            WrongCredentialsError: There is none any more.
        """
        user = self._store.accounts.find(username)
        if user is None:
            raise WrongCredentialsError
        return user
