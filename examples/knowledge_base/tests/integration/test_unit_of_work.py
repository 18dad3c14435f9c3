"""The real unit of work and the one in memory keep the same promises."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from tests.fakes import FakeUnitOfWork

from knowledge_base.clock import now
from knowledge_base.errors import AlreadyExistsError
from knowledge_base.models import Document, KnowledgeEntry, Team, Tool, User
from knowledge_base.services.ports import UnitOfWork
from knowledge_base.unit_of_work import SqlUnitOfWork
from knowledge_base.values import (
    DocumentSort,
    Draft,
    KnowledgeSearch,
    PageRequest,
    Role,
    Visibility,
)

ALL = Visibility(everything=True)
NO_TEAM = Visibility()
PAGE = PageRequest()


@pytest.fixture(params=["real", "fake"])
async def work(request: pytest.FixtureRequest, async_db: AsyncSession) -> UnitOfWork:
    """A tenant's unit of work, each kind in turn."""
    work = SqlUnitOfWork(async_db, uuid4()) if request.param == "real" else FakeUnitOfWork()
    await work.tenants.add(slug="acme", name="Acme")
    return work


async def add_user(work: UnitOfWork, name: str, role: Role = Role.EDITOR) -> User:
    user = User(tenant_id=work.tenant_id, email=f"{name}@acme.example", name=name, role=role)
    await work.users.add(user)
    return user


async def add_team(work: UnitOfWork, name: str) -> Team:
    team = Team(tenant_id=work.tenant_id, name=name)
    await work.teams.add(team)
    return team


async def add_document(
    work: UnitOfWork, author: User, title: str, team_id: UUID | None = None
) -> Document:
    document = Document(
        tenant_id=work.tenant_id, author_id=author.id, title=title, body="", team_id=team_id
    )
    await work.documents.add(document)
    return document


async def test_users_are_found_counted_and_unique(work: UnitOfWork) -> None:
    """An address is found in any case and taken once; admins count while they are active."""
    ann, bob = await add_user(work, "ann", Role.ADMIN), await add_user(work, "bob", Role.ADMIN)
    await add_user(work, "cid")
    await work.tenants.lock()

    assert await work.users.find(ann.id) is ann
    assert await work.users.find(uuid4()) is None
    assert await work.users.find_by_email(" BOB@acme.example") is bob
    assert await work.users.find_by_email("dan@acme.example") is None
    assert await work.users.count_admins() == 2
    bob.active = False
    assert await work.users.count_admins() == 1
    page = await work.users.list_page(PageRequest(page=2, size=2))
    assert ([user.name for user in page.items], page.total, page.pages) == (["cid"], 3, 2)
    with pytest.raises(AlreadyExistsError, match=r"^there is such a user already$"):
        await add_user(work, "ann")


async def test_teams_have_members_and_names_of_their_own(work: UnitOfWork) -> None:
    """Who is added twice is there once, and removing who is not there does nothing."""
    ann, bob = await add_user(work, "ann"), await add_user(work, "bob")
    kitchen, garden = await add_team(work, "Kitchen"), await add_team(work, "Garden")
    for user in (bob, ann, ann):
        await work.teams.add_member(kitchen.id, user.id)
    await work.teams.remove_member(garden.id, ann.id)

    assert await work.teams.members(kitchen.id) == [ann, bob]
    assert await work.teams.ids_of(ann.id) == {kitchen.id}
    await work.teams.remove_member(kitchen.id, ann.id)
    assert await work.teams.ids_of(ann.id) == frozenset()
    assert await work.teams.find_by_name("Garden") is garden
    assert await work.teams.find_by_name("garden") is None
    assert (await work.teams.list_page(PAGE)).items == [garden, kitchen]
    with pytest.raises(AlreadyExistsError, match=r"^there is such a team already$"):
        await add_team(work, "Garden")


async def test_documents_are_seen_filtered_and_sorted(work: UnitOfWork) -> None:
    """A team's document is there for those who see the team; titles are found as they are."""
    ann, team = await add_user(work, "ann"), await add_team(work, "Kitchen")
    black = await add_document(work, ann, "Black tea 100%")
    green = await add_document(work, ann, "Green Tea")
    secret = await add_document(work, ann, "Recipe", team.id)

    async def listed(
        visibility: Visibility, title: str = "", sort: DocumentSort = DocumentSort.TITLE
    ) -> list[Document]:
        page = await work.documents.list_page(visibility, PAGE, title=title, sort=sort)
        return list(page.items)

    assert await listed(ALL) == [black, green, secret]
    assert await listed(Visibility(frozenset({team.id}))) == [black, green, secret]
    assert await listed(NO_TEAM, sort=DocumentSort.TITLE_DOWN) == [green, black]
    assert await listed(ALL, "tea") == [black, green]
    assert await listed(ALL, "%") == [black]
    assert await listed(ALL, "_") == []
    assert await work.documents.find_visible(secret.id, NO_TEAM) is None
    assert await work.documents.find_visible(secret.id, ALL) is secret


async def test_only_the_newest_version_is_revised(work: UnitOfWork) -> None:
    """A stale version changes nothing; each version is on record, the newest first."""
    ann = await add_user(work, "ann")
    document = await add_document(work, ann, "Tea")
    await work.documents.record(document.as_version(ann.id))

    assert await work.documents.revise(document.id, 1, Draft("Tea", "new"), now())
    assert not await work.documents.revise(document.id, 1, Draft("Tea", "stale"), now())
    found = await work.documents.find_visible(document.id, ALL)
    assert found is not None
    assert (found.version, found.body) == (2, "new")
    await work.documents.record(found.as_version(ann.id))
    versions = await work.documents.versions(document.id)
    assert [(one.number, one.body) for one in versions] == [(2, "new"), (1, "")]


async def test_knowledge_is_searched_and_seen_with_its_document(work: UnitOfWork) -> None:
    """By words, by tag, by document; what belongs to a hidden document is hidden."""
    ann, team = await add_user(work, "ann"), await add_team(work, "Kitchen")
    document = await add_document(work, ann, "Recipe", team.id)
    alone = KnowledgeEntry(tenant_id=work.tenant_id, title="Tea", content="grows", tags=["asia"])
    of_document = KnowledgeEntry(
        tenant_id=work.tenant_id, title="Salt", content="a pinch", document_id=document.id
    )
    for entry in (alone, of_document):
        entry.tags = entry.tags or []
        await work.knowledge.add(entry)

    async def found(search: KnowledgeSearch, visibility: Visibility = ALL) -> list[KnowledgeEntry]:
        return list((await work.knowledge.search(visibility, PAGE, search)).items)

    assert await found(KnowledgeSearch()) == [of_document, alone]
    assert await found(KnowledgeSearch(), NO_TEAM) == [alone]
    assert await found(KnowledgeSearch("grows")) == [alone]
    assert await found(KnowledgeSearch(tag="Asia")) == [alone]
    assert await found(KnowledgeSearch(document_id=document.id)) == [of_document]
    assert await found(KnowledgeSearch("nothing")) == []
    assert await work.knowledge.find_visible(of_document.id, NO_TEAM) is None
    assert await work.knowledge.find_visible(of_document.id, ALL) is of_document
    await work.knowledge.delete(alone)
    assert await found(KnowledgeSearch()) == [of_document]


async def test_tools_are_listed_with_the_disabled_or_without(work: UnitOfWork) -> None:
    """A name is found in any case and taken once."""
    finder = Tool(tenant_id=work.tenant_id, name="Finder", description="", endpoint="https://a")
    broken = Tool(
        tenant_id=work.tenant_id, name="broken", description="", endpoint="https://b", enabled=False
    )
    for tool in (finder, broken):
        await work.tools.add(tool)

    assert (await work.tools.list_page(PAGE, disabled=True)).items == [broken, finder]
    assert (await work.tools.list_page(PAGE, disabled=False)).items == [finder]
    assert await work.tools.find_by_name("FINDER ") is finder
    with pytest.raises(AlreadyExistsError, match=r"^there is such a tool already$"):
        await work.tools.add(
            Tool(tenant_id=work.tenant_id, name="finder", description="", endpoint="https://c")
        )
