"""No statement leaves a repository without its tenant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from knowledge_base.clock import now
from knowledge_base.unit_of_work import SqlUnitOfWork
from knowledge_base.values import DocumentSort, Draft, KnowledgeSearch, PageRequest, Visibility

ID = uuid4()
PAGE = PageRequest()
SEEN = Visibility(frozenset({uuid4()}))
SEARCH = KnowledgeSearch("tea", "howto", ID)

ASKED: dict[str, Callable[[SqlUnitOfWork], Awaitable[object]]] = {
    "tenants.lock": lambda work: work.tenants.lock(),
    "users.find": lambda work: work.users.find(ID),
    "users.find_by_email": lambda work: work.users.find_by_email("ann@acme.example"),
    "users.list_page": lambda work: work.users.list_page(PAGE),
    "users.count_admins": lambda work: work.users.count_admins(),
    "teams.find": lambda work: work.teams.find(ID),
    "teams.find_by_name": lambda work: work.teams.find_by_name("Kitchen"),
    "teams.list_page": lambda work: work.teams.list_page(PAGE),
    "teams.ids_of": lambda work: work.teams.ids_of(ID),
    "teams.members": lambda work: work.teams.members(ID),
    "teams.add_member": lambda work: work.teams.add_member(ID, ID),
    "teams.remove_member": lambda work: work.teams.remove_member(ID, ID),
    "documents.find": lambda work: work.documents.find(ID),
    "documents.find_visible": lambda work: work.documents.find_visible(ID, SEEN),
    "documents.list_page": lambda work: work.documents.list_page(
        SEEN, PAGE, title="tea", sort=DocumentSort.TITLE
    ),
    "documents.revise": lambda work: work.documents.revise(ID, 1, Draft("Tea", ""), now()),
    "documents.versions": lambda work: work.documents.versions(ID),
    "knowledge.find": lambda work: work.knowledge.find(ID),
    "knowledge.find_visible": lambda work: work.knowledge.find_visible(ID, SEEN),
    "knowledge.search": lambda work: work.knowledge.search(SEEN, PAGE, SEARCH),
    "tools.find": lambda work: work.tools.find(ID),
    "tools.find_by_name": lambda work: work.tools.find_by_name("finder"),
    "tools.list_page": lambda work: work.tools.list_page(PAGE, disabled=False),
}

#: These send no statement of their own: the rows that they store or remove have their tenant.
OF_ROWS = {"add", "delete", "record", "save"}


@pytest.mark.parametrize("name", ASKED)
async def test_each_statement_is_of_the_tenant(
    name: str, work: SqlUnitOfWork, tenant_id: UUID, sent: Callable[[], list[Any]]
) -> None:
    """The tenant's id is among the values of everything that a method sends."""
    await ASKED[name](work)

    statements = sent()
    assert statements
    for statement in statements:
        assert tenant_id in statement.params.values(), str(statement)


def test_no_method_is_forgotten(work: SqlUnitOfWork) -> None:
    """A new method of a repository is put to the test above, or named as one that needs none."""
    methods = {
        f"{room}.{name}"
        for room, repository in vars(work).items()
        if not room.startswith("_") and room != "tenant_id"
        for name in dir(repository)
        if not name.startswith("_") and callable(getattr(repository, name)) and name not in OF_ROWS
    }

    assert methods - {f"{room}.model" for room in vars(work)} == set(ASKED)
