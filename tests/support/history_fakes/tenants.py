"""Organizations and all that belongs to them, kept in memory: fills the tenants' ports."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from layerproof.history.records.access import Role
from layerproof.history.records.people import Login, User
from layerproof.history.records.tenants import (
    Invitation,
    Membership,
    NewInvitation,
    NewProjectToken,
    Organization,
    OwnOrganization,
    Project,
    ProjectSettings,
    ProjectToken,
)


@dataclass
class TenantMemory:
    """What the fakes keep, by key."""

    people: dict[int, User] = field(default_factory=dict)
    organizations: dict[int, Organization] = field(default_factory=dict)
    roles: dict[tuple[int, int], tuple[Role, datetime]] = field(default_factory=dict)
    invitations: dict[int, tuple[str, Invitation]] = field(default_factory=dict)
    projects: dict[int, Project] = field(default_factory=dict)
    tokens: dict[int, tuple[str, ProjectToken]] = field(default_factory=dict)
    logins: dict[str, Login] = field(default_factory=dict)
    keys: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def delete_project(self, key: int) -> None:
        """Delete a project with its tokens."""
        self.projects.pop(key, None)
        self.tokens = {k: v for k, v in self.tokens.items() if v[1].project.key != key}


def _refuse_nul(text: str) -> None:
    # PostgreSQL cannot be asked for such a text; services have to see to it.
    assert "\x00" not in text


class FakeOrganizationRepository:
    """Fills ``OrganizationRepository``."""

    def __init__(self, memory: TenantMemory) -> None:
        self._memory = memory

    async def hold_person(self, user_key: int) -> bool:
        """Tell whether the person is there."""
        return user_key in self._memory.people

    async def count_owned(self, user_key: int) -> int:
        """Return how many organizations somebody owns."""
        roles = self._memory.roles.items()
        return sum(user == user_key and role is Role.OWNER for (_, user), (role, _) in roles)

    async def add(self, slug: str, name: str, *, created_at: datetime) -> Organization | None:
        """Make an organization."""
        if await self.find_by_slug(slug):
            return None
        added = Organization(next(self._memory.keys), slug, name, created_at)
        self._memory.organizations[added.key] = added
        return added

    async def find(self, key: int) -> Organization | None:
        """Return the organization with that key."""
        return self._memory.organizations.get(key)

    async def find_by_slug(self, slug: str) -> Organization | None:
        """Return the organization of that name in addresses."""
        found = (one for one in self._memory.organizations.values() if one.slug == slug)
        return next(found, None)

    async def list_all(self) -> Sequence[Organization]:
        """Return every organization."""
        return sorted(self._memory.organizations.values(), key=lambda one: one.slug)

    async def list_of(self, user_key: int) -> Sequence[OwnOrganization]:
        """Return the organizations that somebody is in."""
        return [
            OwnOrganization(one, self._memory.roles[one.key, user_key][0])
            for one in await self.list_all()
            if (one.key, user_key) in self._memory.roles
        ]

    async def rename(self, key: int, name: str) -> None:
        """Give an organization another name."""
        self._memory.organizations[key] = replace(self._memory.organizations[key], name=name)

    async def delete(self, key: int) -> None:
        """Delete an organization with everything in it."""
        memory = self._memory
        memory.organizations.pop(key, None)
        memory.roles = {pair: role for pair, role in memory.roles.items() if pair[0] != key}
        memory.invitations = {
            k: v for k, v in memory.invitations.items() if v[1].organization.key != key
        }
        for project in list(memory.projects.values()):
            if project.organization_key == key:
                memory.delete_project(project.key)


class FakeMemberRepository:
    """Fills ``MemberRepository``."""

    def __init__(self, memory: TenantMemory) -> None:
        self._memory = memory

    async def hold(self, organization: int) -> bool:
        """Tell whether the organization is there."""
        return organization in self._memory.organizations

    async def find_role(self, organization: int, user_key: int) -> Role | None:
        """Return what a person is in an organization."""
        return self._memory.roles.get((organization, user_key), (None,))[0]

    async def find(self, organization: int, user_id: str) -> Membership | None:
        """Return the membership of the person with that id."""
        _refuse_nul(user_id)
        members = await self.list_all(organization)
        return next((member for member in members if member.user_id == user_id), None)

    async def list_all(self, organization: int) -> Sequence[Membership]:
        """Return the members."""
        members = [
            self._member(organization, user, role, created_at)
            for (where, user), (role, created_at) in self._memory.roles.items()
            if where == organization
        ]
        return sorted(members, key=lambda member: (member.created_at, member.user_key))

    async def count(self, organization: int) -> int:
        """Return how many members there are."""
        return len(await self.list_all(organization))

    async def count_owners(self, organization: int) -> int:
        """Return how many of them are owners."""
        return sum(member.role is Role.OWNER for member in await self.list_all(organization))

    async def add(
        self, organization: int, user_key: int, role: Role, *, created_at: datetime
    ) -> None:
        """Make somebody a member."""
        self._memory.roles[organization, user_key] = (role, created_at)

    async def change_role(self, organization: int, user_key: int, role: Role) -> None:
        """Give a member another role."""
        _, created_at = self._memory.roles[organization, user_key]
        self._memory.roles[organization, user_key] = (role, created_at)

    async def remove(self, organization: int, user_key: int) -> None:
        """End a membership."""
        self._memory.roles.pop((organization, user_key), None)

    def _member(
        self, organization: int, user_key: int, role: Role, created_at: datetime
    ) -> Membership:
        user = self._memory.people[user_key]
        return Membership(
            organization=self._memory.organizations[organization],
            user_key=user_key,
            user_id=user.public_id,
            address=user.address,
            user_name=user.name,
            role=role,
            created_at=created_at,
        )


class FakeInvitationRepository:
    """Fills ``InvitationRepository``; a person's address is compared as it stands."""

    def __init__(self, memory: TenantMemory) -> None:
        self._memory = memory

    async def add(self, new: NewInvitation) -> Invitation:
        """Keep an invitation."""
        added = Invitation(
            key=next(self._memory.keys),
            public_id=new.public_id,
            organization=self._memory.organizations[new.organization_key],
            address=new.address,
            address_key=new.address_key,
            role=new.role,
            created_at=new.created_at,
            expires_at=new.expires_at,
            accepted_at=None,
            revoked_at=None,
            invited_by=new.invited_by,
        )
        self._memory.invitations[added.key] = (new.token_hash, added)
        return added

    async def find_by_hash(self, token_hash: str) -> Invitation | None:
        """Return the invitation whose token has that hash."""
        known = self._memory.invitations.values()
        return next((one for hashed, one in known if hashed == token_hash), None)

    async def find(self, organization: int, public_id: str) -> Invitation | None:
        """Return an organization's invitation with that id."""
        _refuse_nul(public_id)
        known = self._of(organization)
        return next((one for one in known if one.public_id == public_id), None)

    async def list_open(self, organization: int, now: datetime) -> Sequence[Invitation]:
        """Return the invitations that can still be accepted."""
        return [one for one in self._of(organization) if one.is_open(now)]

    async def count_open(self, organization: int, now: datetime) -> int:
        """Return how many invitations can still be accepted."""
        return len(await self.list_open(organization, now))

    async def accept(self, key: int, now: datetime) -> bool:
        """Note that an invitation is used."""
        hashed, known = self._memory.invitations[key]
        if not known.is_open(now):
            return False
        self._memory.invitations[key] = (hashed, replace(known, accepted_at=now))
        return True

    async def revoke(self, key: int, now: datetime) -> bool:
        """Take an invitation back."""
        hashed, known = self._memory.invitations[key]
        if not known.is_open(now):
            return False
        self._memory.invitations[key] = (hashed, replace(known, revoked_at=now))
        return True

    async def revoke_of(
        self, organization: int, user_key: int, roles: Collection[Role], now: datetime
    ) -> None:
        """Take back what a person has invited to one of these roles."""
        for one in self._of(organization):
            if one.invited_by == user_key and one.role in roles:
                await self.revoke(one.key, now)

    async def forget_closed(self, organization: int, now: datetime, *, keep: int) -> None:
        """Forget the invitations that are not open, but for the newest."""
        closed = [one.key for one in self._of(organization) if not one.is_open(now)]
        for key in sorted(closed, reverse=True)[keep:]:
            del self._memory.invitations[key]

    async def find_address_key(self, user_key: int) -> str | None:
        """Return a person's address."""
        user = self._memory.people.get(user_key)
        return None if user is None else user.address

    def _of(self, organization: int) -> list[Invitation]:
        known = self._memory.invitations.values()
        return [one for _, one in known if one.organization.key == organization]


class FakeProjectRepository:
    """Fills ``ProjectRepository``."""

    def __init__(self, memory: TenantMemory) -> None:
        self._memory = memory

    async def add(
        self, organization: int, slug: str, settings: ProjectSettings, *, created_at: datetime
    ) -> Project | None:
        """Make a project."""
        known = await self.list_all(organization)
        if any(slug == one.slug or settings.name == one.settings.name for one in known):
            return None
        where = self._memory.organizations[organization]
        added = Project(
            next(self._memory.keys), organization, where.slug, slug, settings, created_at
        )
        self._memory.projects[added.key] = added
        return added

    async def has_slug(self, organization: int, slug: str) -> bool:
        """Whether a project of the organization has this slug."""
        return any(one.slug == slug for one in await self.list_all(organization))

    async def find(self, organization: int, key: int) -> Project | None:
        """Return the project with that key."""
        found = self._memory.projects.get(key)
        return found if found is not None and found.organization_key == organization else None

    async def hold(self, organization: int, key: int) -> Project | None:
        """Return the project with that key."""
        return await self.find(organization, key)

    async def list_all(self, organization: int) -> Sequence[Project]:
        """Return the organization's projects."""
        known = self._memory.projects.values()
        found = [one for one in known if one.organization_key == organization]
        return sorted(found, key=lambda one: one.slug)

    async def count(self, organization: int) -> int:
        """Return how many projects there are."""
        return len(await self.list_all(organization))

    async def change(self, project: Project, settings: ProjectSettings) -> bool:
        """Give a project other settings."""
        others = await self.list_all(project.organization_key)
        if any(one.settings.name == settings.name and one.key != project.key for one in others):
            return False
        self._memory.projects[project.key] = replace(project, settings=settings)
        return True

    async def delete(self, organization: int, key: int) -> None:
        """Delete a project with everything in it."""
        if await self.find(organization, key):
            self._memory.delete_project(key)


class FakeTokenRepository:
    """Fills ``TokenRepository``."""

    def __init__(self, memory: TenantMemory) -> None:
        self._memory = memory

    async def hold(self, project: int) -> bool:
        """Tell whether the project is there."""
        return project in self._memory.projects

    async def add(self, project: int, new: NewProjectToken) -> ProjectToken:
        """Keep a token."""
        added = ProjectToken(
            key=next(self._memory.keys),
            public_id=new.public_id,
            project=self._memory.projects[project],
            name=new.name,
            scopes=new.scopes,
            created_at=new.created_at,
            expires_at=new.expires_at,
            last_used_at=None,
            revoked_at=None,
        )
        self._memory.tokens[added.key] = (new.token_hash, added)
        return added

    async def list_all(self, project: int) -> Sequence[ProjectToken]:
        """Return the tokens."""
        return [one for _, one in self._memory.tokens.values() if one.project.key == project]

    async def count_alive(self, project: int, now: datetime) -> int:
        """Return how many tokens open something."""
        return sum(one.is_alive(now) for one in await self.list_all(project))

    async def revoke(self, project: int, public_id: str, now: datetime) -> bool:
        """End a token."""
        _refuse_nul(public_id)
        for one in await self.list_all(project):
            if one.public_id == public_id:
                hashed, _ = self._memory.tokens[one.key]
                ended = replace(one, revoked_at=one.revoked_at or now)
                self._memory.tokens[one.key] = (hashed, ended)
                return True
        return False

    async def forget_dead(self, project: int, now: datetime, *, keep: int) -> None:
        """Forget the tokens that open nothing, but for the newest."""
        dead = [one.key for one in await self.list_all(project) if not one.is_alive(now)]
        for key in sorted(dead, reverse=True)[keep:]:
            del self._memory.tokens[key]
