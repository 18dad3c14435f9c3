"""Knowledge, in memory."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.fakes import FakeUnitOfWork

from knowledge_base.errors import NotFoundError, PermissionDeniedError
from knowledge_base.models import Document
from knowledge_base.services.actor import Actor
from knowledge_base.services.knowledge import KnowledgeService
from knowledge_base.values import KnowledgeSearch, PageRequest


@pytest.fixture
def knowledge(work: FakeUnitOfWork, editor: Actor) -> KnowledgeService:
    """The knowledge, as an editor without a team sees it."""
    return KnowledgeService(work, editor)


@pytest.fixture
async def document(work: FakeUnitOfWork) -> Document:
    """A document that everybody sees."""
    document = Document(title="Tea")
    await work.documents.add(document)
    return document


@pytest.fixture
async def hidden(work: FakeUnitOfWork) -> Document:
    """A document of a team."""
    document = Document(title="Recipe", team_id=uuid4())
    await work.documents.add(document)
    return document


async def test_an_entry_stands_alone_or_belongs_to_a_document(
    work: FakeUnitOfWork, knowledge: KnowledgeService, document: Document
) -> None:
    """Both are of the tenant and can be read."""
    alone = await knowledge.add(title="Tea", content="grows", tags=["Plants", "asia", "plants"])
    of_document = await knowledge.add(title="Pot", content="is hot", document_id=document.id)

    assert (alone.tenant_id, alone.document_id) == (work.tenant_id, None)
    assert (alone.title, alone.content, alone.tags) == ("Tea", "grows", ["asia", "plants"])
    assert (of_document.document_id, of_document.tags) == (document.id, [])
    assert await knowledge.read(alone.id) is alone
    assert await knowledge.read(of_document.id) is of_document


async def test_who_does_not_see_a_document_does_not_see_its_knowledge(
    work: FakeUnitOfWork, knowledge: KnowledgeService, admin: Actor, hidden: Document
) -> None:
    """Nor can they add to it, nor change or remove what is there."""
    entry = await KnowledgeService(work, admin).add(
        title="Salt", content="a pinch", document_id=hidden.id
    )

    assert (await knowledge.search(PageRequest(), KnowledgeSearch())).items == []
    with pytest.raises(NotFoundError, match=r"^there is no such entry$"):
        await knowledge.read(entry.id)
    with pytest.raises(NotFoundError, match=r"^there is no such entry$"):
        await knowledge.tag(entry.id, ["mine"])
    with pytest.raises(NotFoundError, match=r"^there is no such entry$"):
        await knowledge.delete(entry.id)
    with pytest.raises(NotFoundError, match=r"^there is no such document$"):
        await knowledge.add(title="Mine", content="", document_id=hidden.id)
    assert list(work.knowledge.by_id.values()) == [entry]
    assert entry.tags == []


async def test_a_search_is_handed_on(knowledge: KnowledgeService) -> None:
    """Words and tags narrow what is found."""
    tea = await knowledge.add(title="Tea", content="grows in Asia", tags=["plants"])
    coffee = await knowledge.add(title="Coffee", content="grows in Africa", tags=["plants"])

    async def find(search: KnowledgeSearch) -> list[object]:
        return list((await knowledge.search(PageRequest(), search)).items)

    assert await find(KnowledgeSearch("asia")) == [tea]
    assert await find(KnowledgeSearch(tag="plants")) == [coffee, tea]


async def test_tags_are_replaced_and_entries_removed(
    work: FakeUnitOfWork, knowledge: KnowledgeService
) -> None:
    """Other tags take the place of all that were there."""
    entry = await knowledge.add(title="Tea", content="", tags=["old"])

    assert await knowledge.tag(entry.id, ["New", " hot "]) is entry
    assert (entry.tags, work.knowledge.saves) == (["hot", "new"], 1)
    await knowledge.delete(entry.id)
    assert work.knowledge.by_id == {}


async def test_viewers_only_search(
    work: FakeUnitOfWork, knowledge: KnowledgeService, viewer: Actor
) -> None:
    """A viewer can read an entry, and neither add, tag nor remove one."""
    entry = await knowledge.add(title="Tea", content="")
    service = KnowledgeService(work, viewer)
    match = r"^the role viewer may not write$"

    assert await service.read(entry.id) is entry
    with pytest.raises(PermissionDeniedError, match=match):
        await service.add(title="Mine", content="")
    with pytest.raises(PermissionDeniedError, match=match):
        await service.tag(entry.id, ["mine"])
    with pytest.raises(PermissionDeniedError, match=match):
        await service.delete(entry.id)
