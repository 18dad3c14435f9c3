"""A unit of work in memory, for tests of services.

``integration/test_unit_of_work.py`` puts it through the same tests as the real one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID, uuid4

from knowledge_base.errors import AlreadyExistsError
from knowledge_base.models import (
    Document,
    DocumentVersion,
    KnowledgeEntry,
    Team,
    Tenant,
    Tool,
    User,
)
from knowledge_base.models.model import Owned
from knowledge_base.values import (
    DocumentSort,
    Draft,
    KnowledgeSearch,
    Page,
    PageRequest,
    Role,
    Visibility,
    normalize_name,
)

Row = TypeVar("Row", bound=Owned)
T = TypeVar("T")


def cut_page(items: Iterable[T], request: PageRequest) -> Page[T]:
    """Return a page of items that are all there."""
    found = list(items)
    part = found[request.offset : request.offset + request.size]
    return Page(part, len(found), request.page, request.size)


class FakeRows(Generic[Row]):
    """Rows by their id; no two have the same ``unique`` value."""

    noun = "row"
    unique = "id"

    def __init__(self) -> None:
        self.by_id: dict[UUID, Row] = {}
        self.saves = 0

    async def find(self, row_id: UUID) -> Row | None:
        return self.by_id.get(row_id)

    async def add(self, row: Row) -> None:
        row.id = row.id or uuid4()
        taken = [getattr(other, self.unique) for other in self.by_id.values()]
        if getattr(row, self.unique) in taken:
            raise AlreadyExistsError(self.noun)
        self.by_id[row.id] = row

    async def save(self) -> None:
        self.saves += 1

    async def delete(self, row: Row) -> None:
        del self.by_id[row.id]

    def sorted_by(self, name: str) -> list[Row]:
        return sorted(self.by_id.values(), key=lambda row: str(getattr(row, name)))


class FakeTenants:
    """The tenant, and how often it was locked."""

    def __init__(self, tenant_id: UUID) -> None:
        self.tenant_id = tenant_id
        self.locks = 0

    async def add(self, *, slug: str, name: str) -> Tenant:
        return Tenant(id=self.tenant_id, slug=slug, name=name)

    async def lock(self) -> None:
        self.locks += 1


class FakeUsers(FakeRows[User]):
    """Users, by address."""

    noun = "user"
    unique = "email"

    async def add(self, row: User) -> None:
        row.active = row.active is not False
        await super().add(row)

    async def find_by_email(self, email: str) -> User | None:
        wanted = normalize_name(email)
        return next((user for user in self.by_id.values() if user.email == wanted), None)

    async def list_page(self, request: PageRequest) -> Page[User]:
        return cut_page(self.sorted_by("email"), request)

    async def count_admins(self) -> int:
        return sum(user.active and user.role is Role.ADMIN for user in self.by_id.values())


class FakeTeams(FakeRows[Team]):
    """Teams, by name, and pairs of team and user."""

    noun = "team"
    unique = "name"

    def __init__(self, users: FakeUsers) -> None:
        super().__init__()
        self.users = users
        self.pairs: set[tuple[UUID, UUID]] = set()

    async def find_by_name(self, name: str) -> Team | None:
        return next((team for team in self.by_id.values() if team.name == name), None)

    async def list_page(self, request: PageRequest) -> Page[Team]:
        return cut_page(self.sorted_by("name"), request)

    async def ids_of(self, user_id: UUID) -> frozenset[UUID]:
        return frozenset(team for team, user in self.pairs if user == user_id)

    async def members(self, team_id: UUID) -> Sequence[User]:
        return [user for user in self.users.sorted_by("email") if (team_id, user.id) in self.pairs]

    async def add_member(self, team_id: UUID, user_id: UUID) -> None:
        self.pairs.add((team_id, user_id))

    async def remove_member(self, team_id: UUID, user_id: UUID) -> None:
        self.pairs.discard((team_id, user_id))


class FakeDocuments(FakeRows[Document]):
    """Documents and their versions."""

    noun = "document"

    def __init__(self) -> None:
        super().__init__()
        self.recorded: list[DocumentVersion] = []

    async def add(self, row: Document) -> None:
        row.version = row.version or 1
        await super().add(row)

    async def find_visible(self, document_id: UUID, visibility: Visibility) -> Document | None:
        found = self.by_id.get(document_id)
        return found if found and visibility.includes(found.team_id) else None

    async def list_page(
        self, visibility: Visibility, request: PageRequest, *, title: str, sort: DocumentSort
    ) -> Page[Document]:
        ordered = self.sorted_by(sort.removeprefix("-"))
        found = [
            document
            for document in (reversed(ordered) if sort.startswith("-") else ordered)
            if visibility.includes(document.team_id) and title.lower() in document.title.lower()
        ]
        return cut_page(found, request)

    async def revise(
        self, document_id: UUID, read_version: int, draft: Draft, at: datetime
    ) -> bool:
        document = self.by_id[document_id]
        if document.version != read_version:
            return False
        document.title, document.body, document.team_id = draft.title, draft.body, draft.team_id
        document.version, document.updated_at = read_version + 1, at
        return True

    async def record(self, version: DocumentVersion) -> None:
        self.recorded.append(version)

    async def versions(self, document_id: UUID) -> Sequence[DocumentVersion]:
        mine = [version for version in self.recorded if version.document_id == document_id]
        return sorted(mine, key=lambda version: -version.number)


class FakeKnowledge(FakeRows[KnowledgeEntry]):
    """Entries; words are found where they stand as they are."""

    noun = "entry"

    def __init__(self, documents: FakeDocuments) -> None:
        super().__init__()
        self.documents = documents

    async def find_visible(self, entry_id: UUID, visibility: Visibility) -> KnowledgeEntry | None:
        entry = self.by_id.get(entry_id)
        return entry if entry and await self._is_seen(entry, visibility) else None

    async def search(
        self, visibility: Visibility, request: PageRequest, search: KnowledgeSearch
    ) -> Page[KnowledgeEntry]:
        found = [
            entry
            for entry in self.sorted_by("title")
            if await self._is_seen(entry, visibility)
            and search.words.lower() in f"{entry.title} {entry.content}".lower()
            and (not search.tag or normalize_name(search.tag) in entry.tags)
            and search.document_id in (None, entry.document_id)
        ]
        return cut_page(found, request)

    async def _is_seen(self, entry: KnowledgeEntry, visibility: Visibility) -> bool:
        if entry.document_id is None:
            return True
        return await self.documents.find_visible(entry.document_id, visibility) is not None


class FakeTools(FakeRows[Tool]):
    """Tools, by name."""

    noun = "tool"
    unique = "name"

    async def add(self, row: Tool) -> None:
        row.enabled = row.enabled is not False
        await super().add(row)

    async def find_by_name(self, name: str) -> Tool | None:
        wanted = normalize_name(name)
        return next((tool for tool in self.by_id.values() if tool.name == wanted), None)

    async def list_page(self, request: PageRequest, *, disabled: bool) -> Page[Tool]:
        seen = [tool for tool in self.sorted_by("name") if disabled or tool.enabled]
        return cut_page(seen, request)


class FakeUnitOfWork:
    """All of them, of one tenant."""

    def __init__(self) -> None:
        self.tenant_id = uuid4()
        self.tenants = FakeTenants(self.tenant_id)
        self.users = FakeUsers()
        self.teams = FakeTeams(self.users)
        self.documents = FakeDocuments()
        self.knowledge = FakeKnowledge(self.documents)
        self.tools = FakeTools()
