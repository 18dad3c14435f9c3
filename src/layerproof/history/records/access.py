"""Who asks (an actor), what can be asked (an action), and what somebody may see (a scope).

A scope can only come from :class:`services.access.AccessService`: a function that takes one needs
no check of its own, and reads nothing outside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto


class Role(StrEnum):
    """What a member may do, from least to most."""

    VIEWER = "viewer"
    MEMBER = "member"
    ADMIN = "admin"
    OWNER = "owner"

    def reaches(self, other: Role) -> bool:
        """Whether this role may do whatever the other one may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


class Scope(StrEnum):
    """What a project's token opens."""

    PUSH = "push"
    READ = "read"


class Action(Enum):
    """What is asked of an organization or of a project."""

    SEE_ORGANIZATION = auto()
    CHANGE_ORGANIZATION = auto()
    DELETE_ORGANIZATION = auto()
    SEE_MEMBERS = auto()
    CHANGE_MEMBERS = auto()
    INVITE = auto()
    SEE_PROJECTS = auto()
    CREATE_PROJECT = auto()
    CHANGE_PROJECT = auto()
    DELETE_PROJECT = auto()
    MANAGE_TOKENS = auto()
    READ_RUNS = auto()
    DELETE_RUN = auto()


@dataclass(frozen=True, slots=True)
class UserActor:
    """A person who has logged in."""

    user_key: int
    user_id: str
    login_key: int


@dataclass(frozen=True, slots=True)
class TokenActor:
    """A program with a project's token."""

    token_key: int
    project_key: int
    organization_key: int
    scopes: frozenset[Scope]


@dataclass(frozen=True, slots=True)
class LocalActor:
    """Whoever reaches a server without accounts, which listens on its own machine alone."""


Actor = UserActor | TokenActor | LocalActor


@dataclass(frozen=True, slots=True)
class OrganizationScope:
    """An organization, and that the actor may do what was asked there.

    ``role`` is the actor's; a local actor is an owner.
    """

    key: int
    slug: str
    role: Role
    actor: UserActor | LocalActor


@dataclass(frozen=True, slots=True)
class ProjectScope:
    """A project, and that the actor may do what was asked there."""

    key: int
    slug: str
    organization_key: int
    organization_slug: str
    name: str
    main_branch: str
