"""The tools of a tenant."""

from __future__ import annotations

from knowledge_base.models import Tool
from knowledge_base.repositories.owned import OwnedRepository
from knowledge_base.values import Page, PageRequest, normalize_name


class ToolRepository(OwnedRepository[Tool]):
    """Finds and stores tools."""

    model = Tool
    noun = "tool"

    async def find_by_name(self, name: str) -> Tool | None:
        """Return the tool with that name, however it is written."""
        wanted = self._select().where(Tool.name == normalize_name(name))
        return await self._session.scalar(wanted)

    async def list_page(self, request: PageRequest, *, disabled: bool) -> Page[Tool]:
        """Return tools by their name, with those that are disabled or without."""
        wanted = self._select() if disabled else self._select().where(Tool.enabled)
        return await self._page(wanted.order_by(Tool.name), request)
