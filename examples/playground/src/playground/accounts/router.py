"""``/accounts`` and ``/sessions``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Request, Response

from playground.accounts.repository import AccountRepository
from playground.accounts.schemas import Account, Credentials, NewAccount
from playground.accounts.service import LOGIN_LIFETIME, AccountService
from playground.callers import COOKIE, LoggedIn
from playground.database import WritingSession
from playground.settings import Settings

router = APIRouter(tags=["accounts"])


def get_service(session: WritingSession) -> AccountService:
    return AccountService(AccountRepository(session))


Service = Annotated[AccountService, Depends(get_service)]


@router.post("/accounts", status_code=201)
async def sign_up(account: NewAccount, service: Service) -> Account:
    """Open an account: 409 if the address has one."""
    return Account.model_validate(await service.sign_up(account.email, account.password))


@router.get("/accounts/me")
async def show_account(user: LoggedIn) -> Account:
    """Show who is logged in."""
    return Account.model_validate(user)


@router.post("/sessions", status_code=204)
async def log_in(
    credentials: Credentials, service: Service, request: Request, response: Response
) -> None:
    """Log in: the cookie that is set says who somebody is from now on."""
    token = await service.log_in(credentials.email, credentials.password)
    settings: Settings = request.app.state.settings
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(LOGIN_LIFETIME.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
    )


@router.delete("/sessions/current", status_code=204)
async def log_out(
    service: Service, response: Response, token: Annotated[str, Cookie(alias=COOKIE)] = ""
) -> None:
    """Log out; somebody who is not logged in is not told so."""
    await service.log_out(token)
    response.delete_cookie(COOKIE)
