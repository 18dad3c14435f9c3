"""``/auth``: accounts and log-ins."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Response

from layerproof.history.dependencies.accounts import (
    Accounts,
    ClientAddress,
    Logins,
    Registrations,
    needs_accounts,
)
from layerproof.history.dependencies.actors import User
from layerproof.history.errors.access import ForbiddenError, UnauthenticatedError
from layerproof.history.errors.accounts import (
    InvitationNeededError,
    LoginNotFoundError,
    LogInRefusedError,
    RefreshRefusedError,
    TooManyAttemptsError,
    WrongPasswordError,
)
from layerproof.history.errors.problem import BadRequestError, InvalidRequestError
from layerproof.history.errors.tenants import LimitReachedError
from layerproof.history.problems import describe
from layerproof.history.records.logins import Credentials, Registration
from layerproof.history.routers.late_bodies import LateBodyRoute
from layerproof.history.schemas.auth import (
    LoginForm,
    LoginsOut,
    MeIn,
    MeOut,
    PasswordIn,
    RefreshIn,
    RegistrationIn,
    RegistrationOut,
    TokensOut,
    show_account,
    show_login,
    show_tokens,
)

router = APIRouter(
    prefix="/auth",
    tags=["accounts"],
    dependencies=[Depends(needs_accounts)],
    route_class=LateBodyRoute,
)

_OWN = (UnauthenticatedError, ForbiddenError)
_BODY = (BadRequestError, InvalidRequestError)


@router.post(
    "/register",
    status_code=202,
    responses=describe(
        ForbiddenError, InvitationNeededError, LimitReachedError, TooManyAttemptsError, *_BODY
    ),
)
async def register(
    wanted: RegistrationIn, registrations: Registrations, client: ClientAddress
) -> RegistrationOut:
    """Make an account. The answer does not tell whether the address had one."""
    await registrations.register(Registration(**wanted.model_dump(), client=client))
    return RegistrationOut()


@router.post(
    "/login",
    responses=describe(ForbiddenError, LogInRefusedError, TooManyAttemptsError, *_BODY),
)
async def log_in(
    form: Annotated[LoginForm, Form()], logins: Logins, client: ClientAddress, response: Response
) -> TokensOut:
    """Log in with OAuth2's password form; `username` is the mail address."""
    tokens = await logins.log_in(Credentials(form.username, form.password, client))
    _keep_out_of_caches(response)
    return show_tokens(tokens)


@router.post("/refresh", responses=describe(ForbiddenError, RefreshRefusedError, *_BODY))
async def refresh(given: RefreshIn, logins: Logins, response: Response) -> TokensOut:
    """Prolong a log-in. A refresh token that comes a second time ends the log-in."""
    tokens = await logins.refresh(given.refresh_token)
    _keep_out_of_caches(response)
    return show_tokens(tokens)


@router.post("/logout", status_code=204, responses=describe(*_OWN))
async def log_out(user: User, logins: Logins) -> None:
    """End the log-in of the access token; every token of it stops at once."""
    await logins.log_out(user.login_key)


@router.get("/me", responses=describe(*_OWN))
async def read_me(user: User, accounts: Accounts) -> MeOut:
    """Give one's own account, and what one is in which organization."""
    return show_account(await accounts.show(user))


@router.patch("/me", responses=describe(*_OWN, *_BODY))
async def change_me(user: User, wanted: MeIn, accounts: Accounts) -> MeOut:
    """Change one's name."""
    return show_account(await accounts.rename(user, wanted.name))


@router.post(
    "/password",
    status_code=204,
    responses=describe(*_OWN, WrongPasswordError, TooManyAttemptsError, *_BODY),
)
async def change_password(
    user: User, wanted: PasswordIn, accounts: Accounts, client: ClientAddress
) -> None:
    """Change one's password; every other log-in ends."""
    await accounts.change_password(user, current=wanted.current, new=wanted.new, client=client)


@router.get("/logins", responses=describe(*_OWN))
async def list_logins(user: User, logins: Logins) -> LoginsOut:
    """List one's own log-ins that are alive, newest first."""
    alive = await logins.list_alive(user.user_key)
    return LoginsOut(items=[show_login(login, current=user.login_key) for login in alive])


@router.delete("/logins/{login_id}", status_code=204, responses=describe(*_OWN, LoginNotFoundError))
async def end_login(
    user: User, login_id: Annotated[str, Path(description="The log-in's id")], logins: Logins
) -> None:
    """End one of one's own log-ins."""
    await logins.end(user.user_key, login_id)


def _keep_out_of_caches(response: Response) -> None:
    # RFC 6749, 5.1, asks for it wherever tokens are sent.
    response.headers["Cache-Control"] = "no-store"
