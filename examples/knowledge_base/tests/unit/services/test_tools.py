"""Tools, in memory."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.fakes import FakeUnitOfWork

from knowledge_base.errors import AlreadyExistsError, NotFoundError, PermissionDeniedError
from knowledge_base.models import Tool
from knowledge_base.services.actor import Actor
from knowledge_base.services.tools import ToolService
from knowledge_base.values import PageRequest


@pytest.fixture
def tools(work: FakeUnitOfWork, admin: Actor) -> ToolService:
    """The tools, as an admin sees them."""
    return ToolService(work, admin)


async def register(tools: ToolService, name: str) -> Tool:
    return await tools.register(name=name, description="Finds", endpoint="https://find.example")


async def test_a_tool_is_registered_enabled(
    work: FakeUnitOfWork, tools: ToolService, viewer: Actor
) -> None:
    """It is of the tenant, its name in lower case, and everybody can read it."""
    tool = await register(tools, "Finder")

    assert (tool.tenant_id, tool.name, tool.enabled) == (work.tenant_id, "finder", True)
    assert (tool.description, tool.endpoint) == ("Finds", "https://find.example")
    assert await ToolService(work, viewer).read(tool.id) is tool


async def test_a_name_is_taken_once_in_whatever_case(
    work: FakeUnitOfWork, tools: ToolService
) -> None:
    """Tools are called by their names, so that two of one name could not be told apart."""
    await register(tools, "finder")
    work.tools.unique = "id"  # the service refuses by itself

    with pytest.raises(AlreadyExistsError, match=r"^there is such a tool already$"):
        await register(tools, "FINDER")
    assert len(work.tools.by_id) == 1


async def test_a_disabled_tool_is_there_for_admins_alone(
    work: FakeUnitOfWork, tools: ToolService, editor: Actor
) -> None:
    """Others neither read nor list it until it is enabled again."""
    finder, other = await register(tools, "finder"), await register(tools, "other")
    others = ToolService(work, editor)

    assert await tools.switch(finder.id, enabled=False) is finder
    assert (finder.enabled, work.tools.saves) == (False, 1)
    with pytest.raises(NotFoundError, match=r"^there is no such tool$"):
        await others.read(finder.id)
    assert (await others.list_page(PageRequest())).items == [other]
    assert (await tools.list_page(PageRequest())).items == [finder, other]

    await tools.switch(finder.id, enabled=True)
    assert await others.read(finder.id) is finder


async def test_an_unknown_tool_is_not_found(tools: ToolService) -> None:
    """Neither to read nor to switch."""
    with pytest.raises(NotFoundError, match=r"^there is no such tool$"):
        await tools.read(uuid4())
    with pytest.raises(NotFoundError, match=r"^there is no such tool$"):
        await tools.switch(uuid4(), enabled=True)


async def test_tools_are_changed_by_admins(
    work: FakeUnitOfWork, tools: ToolService, editor: Actor
) -> None:
    """An editor can neither register nor switch one."""
    tool = await register(tools, "finder")
    others = ToolService(work, editor)

    with pytest.raises(PermissionDeniedError, match=r"^the role editor may not administer$"):
        await register(others, "mine")
    with pytest.raises(PermissionDeniedError, match=r"^the role editor may not administer$"):
        await others.switch(tool.id, enabled=False)
    assert tool.enabled
