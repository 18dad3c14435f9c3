"""What comes in and goes out of organizations, members and invitations."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from layerproof.history.records.tenants import (
    Invitation,
    IssuedInvitation,
    Membership,
    OwnOrganization,
)
from layerproof.history.schemas.addresses import Address
from layerproof.history.schemas.auth import Secret
from layerproof.history.schemas.fields import Name, Slug

RoleName = Literal["owner", "admin", "member", "viewer"]


class _In(BaseModel):
    """A body: values are taken as they are, and nothing else may be in it."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class OrganizationIn(_In):
    """A new organization."""

    slug: Slug = Field(description="Its name in addresses, for ever", examples=["acme"])
    name: Name = Field(examples=["Acme Inc."])


class OrganizationChangeIn(_In):
    """What can be changed of an organization."""

    name: Name


class OrganizationOut(BaseModel):
    """An organization, and what one is in it."""

    slug: str
    name: str
    role: RoleName = Field(description="What you are here")
    created_at: datetime


class OrganizationsOut(BaseModel):
    """Organizations, by their names in addresses."""

    items: list[OrganizationOut]


class MemberOut(BaseModel):
    """Somebody who is in an organization."""

    id: str
    address: str
    name: str
    role: RoleName
    since: datetime


class MembersOut(BaseModel):
    """The members of an organization, in the order in which they came."""

    items: list[MemberOut]


class MemberChangeIn(_In):
    """What can be changed of a member."""

    role: RoleName


class InvitationIn(_In):
    """A new invitation."""

    address: Address = Field(examples=["ann@acme.example"])
    role: RoleName = Field(examples=["member"])


class InvitationOut(BaseModel):
    """An invitation that can still be accepted."""

    id: str
    address: str
    role: RoleName
    created_at: datetime
    expires_at: datetime


class IssuedInvitationOut(InvitationOut):
    """A new invitation, with what it is accepted with."""

    token: str = Field(description="Shown this once; give it to the one who is invited")


class InvitationsOut(BaseModel):
    """The invitations of an organization that can still be accepted, oldest first."""

    items: list[InvitationOut]


class AcceptanceIn(_In):
    """What an invitation is accepted with."""

    token: Secret


def show_organization(own: OwnOrganization) -> OrganizationOut:
    """Return an organization as it is answered."""
    found = own.organization
    return OrganizationOut(
        slug=found.slug, name=found.name, role=own.role.value, created_at=found.created_at
    )


def show_member(member: Membership) -> MemberOut:
    """Return a member as it is answered."""
    return MemberOut(
        id=member.user_id,
        address=member.address,
        name=member.user_name,
        role=member.role.value,
        since=member.created_at,
    )


def show_invitation(invitation: Invitation) -> InvitationOut:
    """Return an invitation as it is answered, without its token."""
    return InvitationOut(
        id=invitation.public_id,
        address=invitation.address,
        role=invitation.role.value,
        created_at=invitation.created_at,
        expires_at=invitation.expires_at,
    )


def show_issued_invitation(issued: IssuedInvitation) -> IssuedInvitationOut:
    """Return a new invitation as it is answered, this once with its token."""
    shown = show_invitation(issued.invitation)
    return IssuedInvitationOut(**shown.model_dump(), token=issued.token)
