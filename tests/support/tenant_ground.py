"""The tenants' repositories together, in memory or on SQL, and people, whom others store."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.access import Role, Scope
from layerproof.history.records.people import Login, LoginKind, User
from layerproof.history.records.tenants import (
    Invitation,
    NewInvitation,
    NewProjectToken,
    Organization,
    Project,
    ProjectSettings,
    ProjectToken,
)
from layerproof.history.repositories.access import SqlAccessRepository
from layerproof.history.repositories.identity import SqlIdentityRepository
from layerproof.history.repositories.invitations import SqlInvitationRepository
from layerproof.history.repositories.members import SqlMemberRepository
from layerproof.history.repositories.organizations import SqlOrganizationRepository
from layerproof.history.repositories.projects import SqlProjectRepository
from layerproof.history.repositories.tokens import SqlTokenRepository
from layerproof.history.services.ports.access import AccessRepository
from layerproof.history.services.ports.identity import IdentityRepository
from layerproof.history.services.ports.invitations import InvitationRepository
from layerproof.history.services.ports.members import MemberRepository
from layerproof.history.services.ports.organizations import OrganizationRepository
from layerproof.history.services.ports.projects import ProjectRepository
from layerproof.history.services.ports.tokens import TokenRepository
from layerproof.history.tables import LoginRow, UserRow
from tests.support.history_fakes.entrances import FakeAccessRepository, FakeIdentityRepository
from tests.support.history_fakes.tenants import (
    FakeInvitationRepository,
    FakeMemberRepository,
    FakeOrganizationRepository,
    FakeProjectRepository,
    FakeTokenRepository,
    TenantMemory,
)

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def id_of(name: str) -> str:
    """Return the public id of what a test calls by a name."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def hash_of(name: str) -> str:
    """Return the hash of a secret that a test calls by a name."""
    return hashlib.sha256(f"secret {name}".encode()).hexdigest()


class StoppedClock:
    """A clock that stands until somebody moves it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the moment at which it stands."""
        return self.now

    def pass_(self, time: timedelta) -> None:
        """Move it on."""
        self.now += time


class Ground(Protocol):
    """What contracts and services are tested on."""

    @property
    def organizations(self) -> OrganizationRepository:
        """Organizations."""

    @property
    def members(self) -> MemberRepository:
        """Memberships."""

    @property
    def invitations(self) -> InvitationRepository:
        """Invitations."""

    @property
    def projects(self) -> ProjectRepository:
        """Projects."""

    @property
    def tokens(self) -> TokenRepository:
        """Tokens."""

    @property
    def access(self) -> AccessRepository:
        """Who may see what."""

    @property
    def identity(self) -> IdentityRepository:
        """Who asks."""

    async def add_person(self, name: str) -> User:
        """Store a person."""

    async def add_login(self, user: User, name: str, *, ended_at: datetime | None = None) -> Login:
        """Store a log-in of a person."""


@dataclass
class FakeGround:
    """All of it in memory."""

    memory: TenantMemory = field(default_factory=TenantMemory)

    def __post_init__(self) -> None:
        """Make the repositories."""
        self.organizations = FakeOrganizationRepository(self.memory)
        self.members = FakeMemberRepository(self.memory)
        self.invitations = FakeInvitationRepository(self.memory)
        self.projects = FakeProjectRepository(self.memory)
        self.tokens = FakeTokenRepository(self.memory)
        self.access = FakeAccessRepository(self.memory)
        self.identity = FakeIdentityRepository(self.memory)

    async def add_person(self, name: str) -> User:
        """Keep a person."""
        user = User(next(self.memory.keys), id_of(name), address_of(name), name.title(), "", NOW)
        self.memory.people[user.key] = user
        return user

    async def add_login(self, user: User, name: str, *, ended_at: datetime | None = None) -> Login:
        """Keep a log-in of a person."""
        login = Login(
            next(self.memory.keys), id_of(name), user, LoginKind.API, NOW, NOW + DAY, ended_at
        )
        self.memory.logins[login.public_id] = login
        return login


class SqlGround:
    """All of it in a database."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self.organizations = SqlOrganizationRepository(session)
        self.members = SqlMemberRepository(session)
        self.invitations = SqlInvitationRepository(session)
        self.projects = SqlProjectRepository(session)
        self.tokens = SqlTokenRepository(session)
        self.access = SqlAccessRepository(session)
        self.identity = SqlIdentityRepository(session)

    async def add_person(self, name: str) -> User:
        """Store a person."""
        row = UserRow(
            public_id=id_of(name),
            address=address_of(name),
            address_key=address_of(name),
            name=name.title(),
            password_hash="",
            created_at=NOW,
        )
        self._session.add(row)
        await self._session.flush()
        return User(row.id, row.public_id, row.address, row.name, "", NOW)

    async def add_login(self, user: User, name: str, *, ended_at: datetime | None = None) -> Login:
        """Store a log-in of a person."""
        row = LoginRow(
            public_id=id_of(name),
            user_id=user.key,
            kind="api",
            created_at=NOW,
            expires_at=NOW + DAY,
            ended_at=ended_at,
        )
        self._session.add(row)
        await self._session.flush()
        return Login(row.id, row.public_id, user, LoginKind.API, NOW, NOW + DAY, ended_at)


def address_of(name: str) -> str:
    """Return the mail address of a person."""
    return f"{name}@people.example"


async def add_organization(ground: Ground, slug: str = "acme") -> Organization:
    """Make an organization without anybody in it."""
    added = await ground.organizations.add(slug, slug.title(), created_at=NOW)
    assert added is not None
    return added


async def add_member(
    ground: Ground, organization: Organization, name: str, role: Role, *, since: datetime = NOW
) -> User:
    """Make a person and let them in."""
    user = await ground.add_person(name)
    await ground.members.add(organization.key, user.key, role, created_at=since)
    return user


async def add_invitation(
    ground: Ground,
    organization: Organization,
    name: str,
    role: Role = Role.MEMBER,
    *,
    expires_at: datetime = NOW + 7 * DAY,
    invited_by: int | None = None,
) -> Invitation:
    """Make an invitation for the person of that name; its token's hash is ``hash_of(name)``."""
    new = NewInvitation(
        public_id=id_of(name),
        organization_key=organization.key,
        address=address_of(name),
        address_key=address_of(name),
        role=role,
        token_hash=hash_of(name),
        created_at=NOW,
        expires_at=expires_at,
        invited_by=invited_by,
    )
    return await ground.invitations.add(new)


async def add_project(ground: Ground, organization: Organization, slug: str = "shop") -> Project:
    """Make a project whose reports have its slug as their name."""
    settings = ProjectSettings(name=slug)
    added = await ground.projects.add(organization.key, slug, settings, created_at=NOW)
    assert added is not None
    return added


async def add_token(
    ground: Ground,
    project: Project,
    name: str = "ci",
    scopes: frozenset[Scope] = frozenset({Scope.PUSH}),
    *,
    expires_at: datetime | None = None,
) -> ProjectToken:
    """Make a token; the hash of its secret is ``hash_of(name)``."""
    new = NewProjectToken(id_of(name), name, scopes, hash_of(name), NOW, expires_at)
    return await ground.tokens.add(project.key, new)
