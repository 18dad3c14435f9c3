"""Tenants, users and tokens."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, StringConstraints

from knowledge_base.schemas.shapes import Body, Shown, Title
from knowledge_base.values import Role

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s\x00]+@[^@\s\x00]+$", max_length=200)]


class SignUp(Body):
    """A new tenant and its first admin."""

    slug: Slug
    name: Title
    email: Email
    admin: Title


class NewUser(Body):
    """Somebody who is to work for the tenant."""

    email: Email
    name: Title
    role: Role = Role.VIEWER


class ChangedUser(Body):
    """What is to change; what is left out stays."""

    role: Role | None = None
    active: bool | None = None


class ShownTenant(Shown):
    """A tenant."""

    slug: str
    name: str


class ShownUser(Shown):
    """A user."""

    email: str
    name: str
    role: Role
    active: bool


class ShownToken(BaseModel):
    """What is sent in the header ``Authorization``, after ``Bearer``."""

    token: str


class SignedUp(ShownToken):
    """A tenant that was founded, and its admin's first token."""

    tenant: ShownTenant
    admin: ShownUser
