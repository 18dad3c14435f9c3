"""Values that all layers share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import Generic, TypeVar
from uuid import UUID

T = TypeVar("T")


class Permission(Enum):
    """What a role may do within its tenant."""

    READ = auto()
    WRITE = auto()
    ADMINISTER = auto()


class Role(StrEnum):
    """What a user is to the tenant."""

    ADMIN = "admin"
    EDITOR = "editor"
    VIEWER = "viewer"

    def allows(self, permission: Permission) -> bool:
        """Return whether this role has that permission."""
        return permission in _PERMISSIONS[self]


_PERMISSIONS = {
    Role.ADMIN: frozenset(Permission),
    Role.EDITOR: frozenset({Permission.READ, Permission.WRITE}),
    Role.VIEWER: frozenset({Permission.READ}),
}


@dataclass(frozen=True, slots=True)
class Visibility:
    """Which documents of a tenant somebody sees: those of no team, and those of these teams."""

    teams: frozenset[UUID] = frozenset()
    everything: bool = False

    def includes(self, team_id: UUID | None) -> bool:
        """Return whether documents of that team are seen."""
        return self.everything or team_id is None or team_id in self.teams


@dataclass(frozen=True, slots=True)
class Draft:
    """What a document is to say, and which team is to see it; without one the whole tenant."""

    title: str
    body: str
    team_id: UUID | None = None


class DocumentSort(StrEnum):
    """The orders in which documents are listed; a minus begins with the last."""

    TITLE = "title"
    TITLE_DOWN = "-title"
    CHANGED = "updated_at"
    CHANGED_DOWN = "-updated_at"


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which part of a list is wanted; pages count from 1."""

    page: int = 1
    size: int = 20

    @property
    def offset(self) -> int:
        """How many items come before this page."""
        return (self.page - 1) * self.size


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list, and how long the list is."""

    items: Sequence[T]
    total: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.total // self.size)


@dataclass(frozen=True, slots=True)
class KnowledgeSearch:
    """What is looked for; what is empty or ``None`` is not asked."""

    words: str = ""
    tag: str = ""
    document_id: UUID | None = None


def normalize_name(name: str) -> str:
    """Return a name or an address as it is stored and compared."""
    return name.strip().lower()


def normalize_tags(tags: Iterable[str]) -> list[str]:
    """Return tags as they are stored: in lower case, in order, each once, none empty."""
    return sorted({normalize_name(tag) for tag in tags} - {""})
