"""Users in the database."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from print_shop.models import User


class AccountRepository:
    """Finds and stores users."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, user: User) -> User:
        """Store a user and return it with its id."""
        self._session.add(user)
        self._session.flush()
        return user

    def find(self, username: str) -> User | None:
        """Return the user of that name."""
        return self._session.scalar(select(User).where(User.username == username))
