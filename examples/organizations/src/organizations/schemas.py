"""What requests bring and what answers hold."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from organizations.roles import Role

Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, to_lower=True, max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
    ),
]
#: Names stand in subjects of messages, where a line break would end the header.
Name = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$"
    ),
]
Slug = Annotated[
    str, StringConstraints(min_length=2, max_length=50, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
]


class _Answer(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Registration(BaseModel):
    email: Email
    name: Name


class Token(BaseModel):
    token: Annotated[str, Field(min_length=1, max_length=200)]


class UserAnswer(_Answer):
    id: int
    email: str
    name: str
    verified_at: datetime | None


class RegisteredAnswer(BaseModel):
    user: UserAnswer
    access_key: str


class NewOrganization(BaseModel):
    slug: Slug
    name: Name


class NewName(BaseModel):
    name: Name


class OrganizationAnswer(_Answer):
    slug: str
    name: str
    created_at: datetime


class OwnMembershipAnswer(_Answer):
    organization: OrganizationAnswer
    role: Role


class NewRole(BaseModel):
    role: Role


class MemberAnswer(_Answer):
    user: UserAnswer
    role: Role
    joined_at: datetime


class NewInvitation(BaseModel):
    email: Email
    role: Role = Role.MEMBER


class InvitationAnswer(_Answer):
    id: int
    email: str
    role: Role
    created_at: datetime
    expires_at: datetime
