"""Tools, which admins register and switch."""

from __future__ import annotations

from uuid import UUID

from knowledge_base.errors import AlreadyExistsError, NotFoundError
from knowledge_base.models import Tool
from knowledge_base.services.actor import Actor
from knowledge_base.services.ports import UnitOfWork
from knowledge_base.values import Page, PageRequest, Permission


class ToolService:
    """What can be used by its name. A disabled tool is there for admins alone."""

    def __init__(self, work: UnitOfWork, actor: Actor) -> None:
        self._work = work
        self._actor = actor

    async def register(self, *, name: str, description: str, endpoint: str) -> Tool:
        """Add a tool, enabled.

        Raises:
            AlreadyExistsError: The tenant has a tool of that name, in whatever case.
        """
        self._actor.require(Permission.ADMINISTER)
        if await self._work.tools.find_by_name(name) is not None:
            raise AlreadyExistsError("tool")
        tool = Tool(
            tenant_id=self._work.tenant_id,
            name=name,
            description=description,
            endpoint=endpoint,
        )
        await self._work.tools.add(tool)
        return tool

    async def read(self, tool_id: UUID) -> Tool:
        """Return a tool.

        Raises:
            NotFoundError: There is none, or it is disabled and the actor no admin.
        """
        tool = await self._work.tools.find(tool_id)
        if tool is None or not (tool.enabled or self._sees_disabled):
            raise NotFoundError("tool")
        return tool

    async def list_page(self, request: PageRequest) -> Page[Tool]:
        """Return the tools that the actor sees, by their name."""
        return await self._work.tools.list_page(request, disabled=self._sees_disabled)

    async def switch(self, tool_id: UUID, *, enabled: bool) -> Tool:
        """Enable or disable a tool."""
        self._actor.require(Permission.ADMINISTER)
        tool = await self.read(tool_id)
        tool.enabled = enabled
        await self._work.tools.save()
        return tool

    @property
    def _sees_disabled(self) -> bool:
        return self._actor.role.allows(Permission.ADMINISTER)
