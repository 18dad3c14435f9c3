"""``python -m print_shop NAME`` adds the user who may then log in."""

from __future__ import annotations

import sys
from collections.abc import Callable
from getpass import getpass

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from print_shop.repositories.store import Store
from print_shop.services.accounts import AccountService
from print_shop.settings import read_settings


def add_user(username: str, ask: Callable[[str], str] = getpass) -> None:
    """Ask for a password and store the user."""
    password = ask(f"Password for {username}: ")
    engine = create_engine(read_settings().database_url)
    with Session(engine) as session, session.begin():
        AccountService(Store(session)).register(username, password)
    engine.dispose()


if __name__ == "__main__":
    add_user(sys.argv[1])
