"""Organizations, who belongs to them, their projects and the projects' tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from layerproof.history.records.access import Role, Scope

#: The organization of a server without accounts; reports name their project themselves there.
LOCAL_ORGANIZATION = "local"


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization. ``slug`` is its name in addresses."""

    key: int
    slug: str
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Membership:
    """What a person is in an organization."""

    organization: Organization
    user_key: int
    user_id: str
    address: str
    user_name: str
    role: Role
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """A way into an organization for one address.

    ``invited_by`` is a person's key; nobody's where the server's operator invited.
    """

    key: int
    public_id: str
    organization: Organization
    address: str
    address_key: str
    role: Role
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    revoked_at: datetime | None
    invited_by: int | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be accepted."""
        return self.accepted_at is None and self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation that is about to be stored."""

    public_id: str
    organization_key: int
    address: str
    address_key: str
    role: Role
    token_hash: str
    created_at: datetime
    expires_at: datetime
    invited_by: int | None = None


@dataclass(frozen=True, slots=True)
class IssuedInvitation:
    """An invitation with its token, which is told this once."""

    invitation: Invitation
    token: str


@dataclass(frozen=True, slots=True)
class ProjectSettings:
    """What can be changed of a project. ``None`` of a bound keeps all."""

    name: str
    main_branch: str = "main"
    keep_runs: int | None = None
    keep_days: int | None = None
    layers: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Project:
    """A project of an organization. ``settings.name`` is what its reports call it."""

    key: int
    organization_key: int
    organization_slug: str
    slug: str
    settings: ProjectSettings
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ProjectToken:
    """A token of a project, without the secret, of which only the hash is stored."""

    key: int
    public_id: str
    project: Project
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None

    def is_alive(self, now: datetime) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class NewProjectToken:
    """A project's token that is about to be stored."""

    public_id: str
    name: str
    scopes: frozenset[Scope]
    token_hash: str
    created_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A project's token with its secret, which is told this once."""

    token: ProjectToken
    secret: str


@dataclass(frozen=True, slots=True)
class OwnOrganization:
    """An organization and what the one who asks is in it."""

    organization: Organization
    role: Role
