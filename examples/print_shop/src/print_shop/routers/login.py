"""``/login``: a name and a password for a token."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.security import OAuth2PasswordRequestForm

from print_shop.routers.dependencies import AppSettings, RequestStore
from print_shop.schemas import Token
from print_shop.services.accounts import AccountService
from print_shop.tokens import make_token

router = APIRouter()


@router.post("/login")
def log_in(
    form: Annotated[OAuth2PasswordRequestForm, Depends()],
    store: RequestStore,
    settings: AppSettings,
) -> Token:
    """Give a token to somebody who works here: 401 for everybody else."""
    user = AccountService(store).log_in(form.username, form.password)
    return Token(access_token=make_token(user.username, settings))
