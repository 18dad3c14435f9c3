"""Managing organizations and projects: members, invitations, tokens, and new ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from layerproof.history.pages import addresses
from layerproof.history.pages.choices import Choice
from layerproof.history.pages.frame import (
    Frame,
    Notice,
    OrganizationPlace,
    ProjectPlace,
    Viewer,
    organization_frame,
    project_frame,
)
from layerproof.history.pages.templating import render
from layerproof.history.records.access import Action, Role
from layerproof.history.records.tenants import (
    Invitation,
    IssuedInvitation,
    IssuedToken,
    Membership,
    ProjectToken,
)
from layerproof.history.services.membership_policy import may_change_role, may_give, may_remove

#: How long a token can be made to live, in days; no value is for ever.
LIVES: Final = (Choice("30", "in 30 days"), Choice("90", "in 90 days"), Choice("365", "in a year"))


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member, and what the viewer may turn the membership into."""

    member: Membership
    own: bool
    roles: Sequence[Role]
    removable: bool


@dataclass(frozen=True, slots=True)
class MembersView:
    """The people of an organization.

    ``issued`` is an invitation that was just made, ``link`` where it is accepted; its secret is
    shown this once.
    """

    members: Sequence[Membership]
    invitations: Sequence[Invitation]
    viewer_key: int
    notice: Notice | None = None
    issued: IssuedInvitation | None = None
    link: str = field(default="", repr=False)
    address: str = ""


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token and what it is for."""

    token: ProjectToken
    scopes: str
    alive: bool


@dataclass(frozen=True, slots=True)
class TokensView:
    """The tokens of a project; ``issued`` is one that was just made."""

    tokens: Sequence[ProjectToken]
    now: datetime
    notice: Notice | None = None
    issued: IssuedToken | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What was typed into the form of something new."""

    name: str = ""
    slug: str = ""
    main_branch: str = "main"


def render_members(viewer: Viewer, place: OrganizationPlace, view: MembersView) -> str:
    """Return the page of an organization's members and invitations."""
    rows = [_member_row(place, member, view.viewer_key) for member in view.members]
    return render(
        "members.html",
        organization_frame(viewer, place, "Members"),
        place=place,
        members=rows,
        manages=any(row.roles or row.removable for row in rows),
        invites=place.may(Action.INVITE),
        invitations=view.invitations,
        givable=[Choice(role.value, role.value) for role in Role if may_give(place.role, role)],
        notice=view.notice,
        link=view.link,
        invited=view.issued.invitation.address if view.issued else "",
        address=view.address,
    )


def render_tokens(viewer: Viewer, place: ProjectPlace, view: TokensView) -> str:
    """Return the page of a project's tokens."""
    rows = [
        TokenRow(token, ", ".join(sorted(token.scopes)), token.is_alive(view.now))
        for token in view.tokens
    ]
    return render(
        "tokens.html",
        project_frame(viewer, place, "Tokens"),
        place=place,
        tokens=rows,
        secret=view.issued.secret if view.issued else "",
        lives=[Choice("", "never"), *LIVES],
        notice=view.notice,
        name=view.name,
    )


def render_new_organization(viewer: Viewer, given: Given, notice: Notice | None = None) -> str:
    """Return the form that makes an organization."""
    return render(
        "new.html",
        Frame("New organization", viewer),
        heading="New organization",
        action=addresses.NEW_ORGANIZATION,
        button="Make the organization",
        name_hint="",
        with_branch=False,
        given=given,
        notice=notice,
    )


def render_new_project(
    viewer: Viewer, place: OrganizationPlace, given: Given, notice: Notice | None = None
) -> str:
    """Return the form that makes a project."""
    return render(
        "new.html",
        organization_frame(viewer, place, "New project"),
        heading="New project",
        action=place.to.new_project,
        button="Make the project",
        name_hint="As its reports call it.",
        with_branch=True,
        given=given,
        notice=notice,
    )


def _member_row(place: OrganizationPlace, member: Membership, viewer_key: int) -> MemberRow:
    own = member.user_key == viewer_key
    roles = [
        role
        for role in Role
        if role is member.role or may_change_role(place.role, member.role, role, own=own)
    ]
    removable = may_remove(place.role, member.role, own=own)
    return MemberRow(member, own, roles if len(roles) > 1 else [], removable)
