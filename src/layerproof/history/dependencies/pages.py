"""What the routes of pages are given: who looks, where, and forms that come from our own pages.

Pages know people by a cookie that the API never takes, and the API by a header that no page sends.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from fastapi import Depends, Request, Response

from layerproof.history.dependencies.accounts import BrowserLoginsOfRequest
from layerproof.history.dependencies.scopes import OrganizationSlug, ProjectSlug
from layerproof.history.dependencies.sessions import database_of
from layerproof.history.errors.access import ForbiddenError, NotLocalError
from layerproof.history.errors.pages import FormRefusedError
from layerproof.history.local_requests import why_not_local
from layerproof.history.pages.frame import OrganizationPlace, ProjectPlace, Viewer
from layerproof.history.records.access import (
    Action,
    LocalActor,
    OrganizationScope,
    ProjectScope,
    UserActor,
)
from layerproof.history.repositories.access import SqlAccessRepository
from layerproof.history.request_log import note_actor
from layerproof.history.services.access import AccessService
from layerproof.history.services.form_tokens import is_form_token, make_form_token
from layerproof.history.services.logins import LOGIN_LIFE
from layerproof.history.services.signing import unauthenticated
from layerproof.history.settings import HistorySettings

COOKIE: Final = "layerproof_login"


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who may look at pages. ``secret`` is that of the log-in, none without accounts."""

    actor: UserActor | LocalActor
    viewer: Viewer
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class OrganizationVisit:
    """Somebody at an organization's page."""

    scope: OrganizationScope
    place: OrganizationPlace
    viewer: Viewer


@dataclass(frozen=True, slots=True)
class ProjectVisit:
    """Somebody at a project's page."""

    scope: ProjectScope
    place: ProjectPlace
    viewer: Viewer


def settings_of(request: Request) -> HistorySettings:
    """Return the settings of the application that a request came to."""
    settings: HistorySettings = request.app.state.settings
    return settings


def cookie_name(request: Request) -> str:
    """Return what the cookie is called; ``__Host-`` keeps other hosts from setting it."""
    return f"__Host-{COOKIE}" if request.url.scheme == "https" else COOKIE


def set_login(request: Request, response: Response, secret: str) -> None:
    """Let a browser keep a log-in; no script reads it, and no other site sends it with a form."""
    response.set_cookie(
        cookie_name(request),
        secret,
        max_age=int(LOGIN_LIFE.total_seconds()),
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def forget_login(request: Request, response: Response) -> None:
    """Let a browser forget a log-in."""
    response.delete_cookie(
        cookie_name(request),
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


async def _visitor(request: Request, logins: BrowserLoginsOfRequest) -> Visit | None:
    """Return who looks; ``None`` for nobody who is known."""
    if not settings_of(request).accounts:
        why = why_not_local(request)
        if why:
            raise NotLocalError(
                why, advice="start the server with --accounts to reach it from afar"
            )
        note_actor(request, LocalActor())
        return Visit(LocalActor(), Viewer(accounts=False))
    secret = request.cookies.get(cookie_name(request), "")
    login = await logins.find(secret) if secret else None
    if login is None:
        return None
    actor = UserActor(login.user.key, login.user.public_id, login.key)
    note_actor(request, actor)
    return Visit(actor, Viewer(login.user.name, make_form_token(secret)), secret)


AnyVisit = Annotated[Visit | None, Depends(_visitor)]


async def _known(visit: AnyVisit) -> Visit:
    if visit is None:
        raise unauthenticated()
    return visit


KnownVisit = Annotated[Visit, Depends(_known)]


def refuse_foreign_forms(request: Request) -> None:
    """Refuse a form that a browser has sent for another site's page, or that tells no page.

    :raises FormRefusedError: it is not from a page of this server.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    same = site == "same-origin" if site else origin is not None
    if origin is not None:
        # RFC 6454, 6.1: a scheme, "://", a host and a port; it may be no URL at all.
        same = same and origin.partition("://")[2] == request.headers.get("host", "")
    if not same:
        raise FormRefusedError(
            "the form was not sent by a page of this server",
            advice="open the page again, and send the form from there",
        )


async def _own_form(request: Request, visit: KnownVisit) -> Visit:
    refuse_foreign_forms(request)
    async with request.form() as form:
        given = form.get("form_token")
    if not isinstance(given, str) or not is_form_token(given, visit.secret):
        raise FormRefusedError(
            "the form is of another log-in", advice="open the page again, and send it from there"
        )
    return visit


#: Somebody who sends a form of a page that was made for them. Only servers with accounts have
#: such forms: without a log-in there is no secret, and no form is taken.
OwnForm = Annotated[Visit, Depends(_own_form)]


def accounts_only(request: Request) -> None:
    """Refuse what a server without accounts has no use for.

    :raises ForbiddenError: it has none.
    """
    if not settings_of(request).accounts:
        raise ForbiddenError(
            "this server has no accounts", advice="start it with `layerproof serve --accounts`"
        )


def visit_organization(action: Action) -> Any:
    """Return a dependency: the organization of the path as somebody sees it, for an action."""

    async def enter(
        request: Request, visit: KnownVisit, organization: OrganizationSlug
    ) -> OrganizationVisit:
        async with database_of(request).read() as session:
            access = AccessService(SqlAccessRepository(session))
            scope = await access.enter_organization(visit.actor, organization, action)
        return OrganizationVisit(scope, OrganizationPlace(scope.slug, scope.role), visit.viewer)

    return _marked(enter, action)


def visit_project(action: Action) -> Any:
    """Return a dependency: the project of the path as somebody sees it, for an action."""

    async def enter(
        request: Request, visit: KnownVisit, organization: OrganizationSlug, project: ProjectSlug
    ) -> ProjectVisit:
        async with database_of(request).read() as session:
            access = AccessService(SqlAccessRepository(session))
            scope = await access.enter_project(visit.actor, organization, project, action)
            around = await access.enter_organization(
                visit.actor, organization, Action.SEE_ORGANIZATION
            )
        place = ProjectPlace(
            organization=scope.organization_slug,
            slug=scope.slug,
            name=scope.name,
            main_branch=scope.main_branch,
            role=around.role,
        )
        return ProjectVisit(scope, place, visit.viewer)

    return _marked(enter, action)


def _marked(enter: Callable[..., Awaitable[object]], action: Action) -> Any:
    # Tests read from it which role a page asks for.
    enter.action = action  # type: ignore[attr-defined]  # a mark on a function of ours
    return Depends(enter)
