"""What endpoints ask for: the repositories, the settings, and who is there."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import OAuth2PasswordBearer

from print_shop.database import RequestSession
from print_shop.models import User
from print_shop.repositories.store import Store
from print_shop.services.accounts import AccountService
from print_shop.settings import Settings
from print_shop.tokens import read_token

_bearer = OAuth2PasswordBearer(tokenUrl="login")


def get_store(session: RequestSession) -> Store:
    """Give the repositories on the request's session."""
    return Store(session)


def get_settings(request: Request) -> Settings:
    """Give the settings that the application was made with."""
    settings: Settings = request.app.state.settings
    return settings


RequestStore = Annotated[Store, Depends(get_store)]
AppSettings = Annotated[Settings, Depends(get_settings)]


def get_user(
    token: Annotated[str, Depends(_bearer)], store: RequestStore, settings: AppSettings
) -> User:
    """Give the user whose token came with the request."""
    return AccountService(store).find(read_token(token, settings))


logged_in = Depends(get_user)
