"""Documents and their versions, in memory."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from tests.fakes import FakeUnitOfWork

from knowledge_base.errors import NotFoundError, PermissionDeniedError, VersionConflictError
from knowledge_base.models import Team
from knowledge_base.services.actor import Actor
from knowledge_base.services.documents import DocumentService
from knowledge_base.values import DocumentSort, Draft, PageRequest, Role
from layerproof.testing import freeze_time

TEA = Draft("Tea", "Boil water.")


@pytest.fixture
async def team(work: FakeUnitOfWork) -> Team:
    """A team of the tenant."""
    team = Team(name="Kitchen")
    await work.teams.add(team)
    return team


@pytest.fixture
def cook(team: Team) -> Actor:
    """An editor who is in the team."""
    return Actor(uuid4(), Role.EDITOR, frozenset({team.id}))


@pytest.fixture
def documents(work: FakeUnitOfWork, editor: Actor) -> DocumentService:
    """The documents, as an editor without a team sees them."""
    return DocumentService(work, editor)


async def test_a_draft_becomes_version_one(
    work: FakeUnitOfWork, documents: DocumentService, editor: Actor
) -> None:
    """A new document is of the tenant and its author, and its first version is on record."""
    document = await documents.create(TEA)

    assert (document.title, document.body, document.team_id) == ("Tea", "Boil water.", None)
    assert (document.tenant_id, document.author_id) == (work.tenant_id, editor.user_id)
    assert document.version == 1
    [version] = await documents.versions(document.id)
    assert (version.number, version.title, version.body) == (1, "Tea", "Boil water.")
    assert (version.document_id, version.editor_id) == (document.id, editor.user_id)


async def test_a_revision_is_the_next_version(
    documents: DocumentService, work: FakeUnitOfWork, admin: Actor
) -> None:
    """It is dated, has its editor, and what the document said before stays on record."""
    document = await documents.create(TEA)
    with freeze_time("2026-05-01T12:00"):
        revised = await DocumentService(work, admin).revise(
            document.id, 1, Draft("Tea", "Boil fresh water.")
        )

    assert (revised.version, revised.body) == (2, "Boil fresh water.")
    assert revised.updated_at == datetime(2026, 5, 1, 12, tzinfo=UTC)
    versions = await documents.versions(document.id)
    assert [(one.number, one.body) for one in versions] == [
        (2, "Boil fresh water."),
        (1, "Boil water."),
    ]
    assert versions[0].editor_id == admin.user_id


@pytest.mark.parametrize("read_version", [1, 3])
async def test_who_has_not_read_the_newest_version_changes_nothing(
    documents: DocumentService, read_version: int
) -> None:
    """A stale version is refused, and so is one that is not there yet."""
    document = await documents.create(TEA)
    await documents.revise(document.id, 1, Draft("Tea", "second"))

    with pytest.raises(
        VersionConflictError,
        match=rf"^version {read_version} is not the document's newest: read it again$",
    ):
        await documents.revise(document.id, read_version, Draft("Tea", "lost"))
    assert [one.body for one in await documents.versions(document.id)] == ["second", "Boil water."]


async def test_a_teams_document_is_there_for_members_and_admins(
    work: FakeUnitOfWork, documents: DocumentService, team: Team, cook: Actor, admin: Actor
) -> None:
    """For everybody else it does not exist: not to read, not to change, not in lists."""
    secret = await DocumentService(work, cook).create(Draft("Recipe", "", team.id))

    for actor in (cook, admin):
        service = DocumentService(work, actor)
        assert await service.read(secret.id) is secret
        assert (await service.list_page(PageRequest())).items == [secret]
    assert (await documents.list_page(PageRequest())).items == []
    with pytest.raises(NotFoundError, match=r"^there is no such document$"):
        await documents.read(secret.id)
    with pytest.raises(NotFoundError, match=r"^there is no such document$"):
        await documents.revise(secret.id, 1, TEA)
    with pytest.raises(NotFoundError, match=r"^there is no such document$"):
        await documents.versions(secret.id)
    assert secret.version == 1


async def test_a_document_is_given_to_a_team_by_its_members(
    work: FakeUnitOfWork, documents: DocumentService, team: Team, cook: Actor, admin: Actor
) -> None:
    """An admin may as well; others may neither create nor move one there."""
    document = await documents.create(TEA)
    moved = Draft("Tea", "Boil water.", team.id)
    match = r"^a document is given to a team by its members$"

    with pytest.raises(PermissionDeniedError, match=match):
        await documents.create(moved)
    with pytest.raises(PermissionDeniedError, match=match):
        await documents.revise(document.id, 1, moved)
    assert (await DocumentService(work, cook).revise(document.id, 1, moved)).team_id == team.id
    assert (await DocumentService(work, admin).create(moved)).team_id == team.id


async def test_an_unknown_team_is_given_nothing(
    work: FakeUnitOfWork, admin: Actor, documents: DocumentService
) -> None:
    """Not even an admin can name a team that the tenant does not have."""
    for service in (documents, DocumentService(work, admin)):
        with pytest.raises(NotFoundError, match=r"^there is no such team$"):
            await service.create(Draft("Tea", "", uuid4()))


async def test_viewers_only_read(
    work: FakeUnitOfWork, documents: DocumentService, viewer: Actor
) -> None:
    """A viewer sees the document and cannot write it, or another."""
    document = await documents.create(TEA)
    service = DocumentService(work, viewer)

    assert await service.read(document.id) is document
    with pytest.raises(PermissionDeniedError, match=r"^the role viewer may not write$"):
        await service.create(TEA)
    with pytest.raises(PermissionDeniedError, match=r"^the role viewer may not write$"):
        await service.revise(document.id, 1, TEA)


async def test_admins_remove_documents(
    work: FakeUnitOfWork, documents: DocumentService, admin: Actor
) -> None:
    """An editor, even the author, cannot."""
    document = await documents.create(TEA)

    with pytest.raises(PermissionDeniedError, match=r"^the role editor may not administer$"):
        await documents.delete(document.id)
    await DocumentService(work, admin).delete(document.id)
    assert work.documents.by_id == {}


async def test_lists_are_filtered_and_sorted(documents: DocumentService) -> None:
    """By title where nothing is said."""
    for title in ("Green tea", "Coffee", "Black tea"):
        await documents.create(Draft(title, ""))

    async def titles(**options: object) -> list[str]:
        page = await documents.list_page(PageRequest(), **options)  # type: ignore[arg-type]  # what each test names
        return [document.title for document in page.items]

    assert await titles() == ["Black tea", "Coffee", "Green tea"]
    assert await titles(title="tea") == ["Black tea", "Green tea"]
    assert await titles(sort=DocumentSort.TITLE_DOWN) == ["Green tea", "Coffee", "Black tea"]
