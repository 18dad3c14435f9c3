"""Logging in and out, and getting in by an invitation."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from layerproof.history.dependencies.accounts import (
    BrowserLoginsOfRequest,
    ClientAddress,
    Registrations,
)
from layerproof.history.dependencies.overview import Attempts
from layerproof.history.dependencies.pages import (
    AnyVisit,
    OwnForm,
    accounts_only,
    forget_login,
    refuse_foreign_forms,
    set_login,
    settings_of,
)
from layerproof.history.dependencies.tenants import Invitations
from layerproof.history.errors.accounts import (
    InvitationNeededError,
    LogInRefusedError,
    TooManyAttemptsError,
)
from layerproof.history.errors.problem import ProblemError
from layerproof.history.pages import addresses
from layerproof.history.pages.account_pages import render_invitation, render_login
from layerproof.history.pages.frame import Notice, Viewer
from layerproof.history.records.access import UserActor
from layerproof.history.records.logins import Registration
from layerproof.history.routers.pages.answers import go_to, send_page
from layerproof.history.routers.pages.notices import refused
from layerproof.history.schemas.pages import AcceptanceSent, LoginSent, RegistrationSent

router = APIRouter(dependencies=[Depends(accounts_only)])

_REGISTERED = Notice(
    "done",
    "If the address had no account, it has one now.",
    "Log in with the password that you chose.",
)


@router.get(addresses.LOGIN)
async def show_login(request: Request, visit: AnyVisit, next: str = addresses.HOME) -> Response:  # noqa: A002  (a parameter's name in addresses)
    """Show the form to log in with; who is logged in goes on at once."""
    following = addresses.own_path(next)
    if visit is not None:
        return go_to(following)
    open_registration = settings_of(request).open_registration
    return send_page(render_login(following=following, open_registration=open_registration))


@router.post(addresses.LOGIN)
async def log_in(
    request: Request,
    sent: Annotated[LoginSent, Form()],
    logins: BrowserLoginsOfRequest,
    client: ClientAddress,
) -> Response:
    """Log somebody in, and go on to where they wanted to."""
    refuse_foreign_forms(request)
    following = addresses.own_path(sent.next)
    try:
        secret = await logins.start(sent.address, sent.password, client)
    except (LogInRefusedError, TooManyAttemptsError) as error:
        page = render_login(
            following=following,
            address=sent.address,
            notice=refused(error),
            open_registration=settings_of(request).open_registration,
        )
        return send_page(page, error.status)
    answer = go_to(following)
    set_login(request, answer, secret)
    return answer


@router.post(addresses.LOGOUT)
async def log_out(request: Request, visit: OwnForm, logins: BrowserLoginsOfRequest) -> Response:
    """End a log-in, for every browser that has its cookie."""
    await logins.end(visit.secret)
    answer = go_to(addresses.LOGIN)
    forget_login(request, answer)
    return answer


@router.get(addresses.INVITATION)
async def show_invitation(visit: AnyVisit, token: str = "") -> Response:
    """Show the way in that somebody was sent; whether it is still open is told to no one here."""
    viewer = visit.viewer if visit else Viewer()
    return send_page(render_invitation(viewer, token))


@router.post(addresses.INVITATION)
async def register(
    request: Request,
    sent: Annotated[RegistrationSent, Form()],
    registrations: Registrations,
    client: ClientAddress,
) -> Response:
    """Make an account. The answer does not tell whether the address had one."""
    refuse_foreign_forms(request)
    wanted = Registration(sent.address, sent.name, sent.password, sent.token, client)
    try:
        await registrations.register(wanted)
    except (InvitationNeededError, TooManyAttemptsError) as error:
        page = render_invitation(
            Viewer(), sent.token or "", name=sent.name, address=sent.address, notice=refused(error)
        )
        return send_page(page, error.status)
    return send_page(render_login(address=sent.address, notice=_REGISTERED))


@router.post(f"{addresses.INVITATION}/accept")
async def accept_invitation(
    visit: OwnForm,
    sent: Annotated[AcceptanceSent, Form()],
    invitations: Invitations,
    attempt: Attempts,
) -> Response:
    """Bring somebody who has an account into an organization."""
    assert isinstance(visit.actor, UserActor)  # noqa: S101  (there are accounts)
    try:
        async with attempt():
            own = await invitations.accept(visit.actor, sent.token)
    except ProblemError as error:
        page = render_invitation(visit.viewer, sent.token, notice=refused(error))
        return send_page(page, error.status)
    return go_to(addresses.OrganizationAddresses(own.organization.slug).home)
