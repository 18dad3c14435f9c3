"""What services need of the database. ``unit_of_work`` has it; so do the fakes of the tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from knowledge_base.models import (
    Document,
    DocumentVersion,
    KnowledgeEntry,
    Team,
    Tenant,
    Tool,
    User,
)
from knowledge_base.values import (
    DocumentSort,
    Draft,
    KnowledgeSearch,
    Page,
    PageRequest,
    Visibility,
)

Row = TypeVar("Row")


class Rows(Protocol[Row]):
    """Rows of one kind, all of one tenant."""

    async def find(self, row_id: UUID, /) -> Row | None:
        """Return a row, or ``None``."""

    async def add(self, row: Row, /) -> None:
        """Store a row; ``AlreadyExistsError`` where its name is taken."""

    async def save(self) -> None:
        """Store what was changed in rows, which have the time of the change afterwards."""

    async def delete(self, row: Row, /) -> None:
        """Remove a row."""


class Tenants(Protocol):
    """The tenant itself."""

    async def add(self, *, slug: str, name: str) -> Tenant:
        """Store the tenant; ``AlreadyExistsError`` where the slug is taken."""

    async def lock(self) -> None:
        """Let others who want to lock the tenant wait."""


class Users(Rows[User], Protocol):
    """The users of the tenant."""

    async def find_by_email(self, email: str, /) -> User | None:
        """Return a user, or ``None``."""

    async def list_page(self, request: PageRequest, /) -> Page[User]:
        """Return users by address."""

    async def count_admins(self) -> int:
        """Return how many active admins there are."""


class Teams(Rows[Team], Protocol):
    """The teams of the tenant."""

    async def find_by_name(self, name: str, /) -> Team | None:
        """Return a team, or ``None``."""

    async def list_page(self, request: PageRequest, /) -> Page[Team]:
        """Return teams by name."""

    async def ids_of(self, user_id: UUID, /) -> frozenset[UUID]:
        """Return the teams that a user is in."""

    async def members(self, team_id: UUID, /) -> Sequence[User]:
        """Return who is in a team."""

    async def add_member(self, team_id: UUID, user_id: UUID, /) -> None:
        """Put a user into a team."""

    async def remove_member(self, team_id: UUID, user_id: UUID, /) -> None:
        """Take a user out of a team."""


class Documents(Rows[Document], Protocol):
    """The documents of the tenant."""

    async def find_visible(self, document_id: UUID, visibility: Visibility, /) -> Document | None:
        """Return a document that is seen, or ``None``."""

    async def list_page(
        self, visibility: Visibility, request: PageRequest, /, *, title: str, sort: DocumentSort
    ) -> Page[Document]:
        """Return documents that are seen."""

    async def revise(
        self, document_id: UUID, read_version: int, draft: Draft, at: datetime, /
    ) -> bool:
        """Change a document if it still has that version; return whether it had."""

    async def record(self, version: DocumentVersion, /) -> None:
        """Keep what a document says in a version."""

    async def versions(self, document_id: UUID, /) -> Sequence[DocumentVersion]:
        """Return all versions, the newest first."""


class Knowledge(Rows[KnowledgeEntry], Protocol):
    """The knowledge of the tenant."""

    async def find_visible(
        self, entry_id: UUID, visibility: Visibility, /
    ) -> KnowledgeEntry | None:
        """Return an entry that is seen, or ``None``."""

    async def search(
        self, visibility: Visibility, request: PageRequest, search: KnowledgeSearch, /
    ) -> Page[KnowledgeEntry]:
        """Return entries that are seen and found."""


class Tools(Rows[Tool], Protocol):
    """The tools of the tenant."""

    async def find_by_name(self, name: str, /) -> Tool | None:
        """Return a tool, or ``None``."""

    async def list_page(self, request: PageRequest, /, *, disabled: bool) -> Page[Tool]:
        """Return tools by name, with those that are disabled or without."""


class UnitOfWork(Protocol):
    """All that a service does in one request: stored as a whole, or not at all."""

    @property
    def tenant_id(self) -> UUID:
        """Whose rows these are."""

    @property
    def tenants(self) -> Tenants:
        """The tenant itself."""

    @property
    def users(self) -> Users:
        """Its users."""

    @property
    def teams(self) -> Teams:
        """Its teams."""

    @property
    def documents(self) -> Documents:
        """Its documents."""

    @property
    def knowledge(self) -> Knowledge:
        """Its knowledge."""

    @property
    def tools(self) -> Tools:
        """Its tools."""
