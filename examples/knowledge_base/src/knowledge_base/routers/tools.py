"""``/tools``: admins register and switch them, everybody sees those that are enabled."""

from uuid import UUID

from fastapi import APIRouter

from knowledge_base.dependencies import Tools, WantedPage
from knowledge_base.schemas.shapes import ShownPage
from knowledge_base.schemas.tools import NewTool, ShownTool, ToolSwitch

router = APIRouter(prefix="/tools", tags=["tools"])


@router.post("", status_code=201)
async def register_tool(body: NewTool, tools: Tools) -> ShownTool:
    """Register a tool; 409 where the name is taken."""
    return ShownTool.model_validate(await tools.register(**body.model_dump()))


@router.get("")
async def list_tools(tools: Tools, page: WantedPage) -> ShownPage[ShownTool]:
    """List tools by name."""
    return ShownPage[ShownTool].model_validate(await tools.list_page(page))


@router.get("/{tool_id}")
async def read_tool(tool_id: UUID, tools: Tools) -> ShownTool:
    """Show a tool."""
    return ShownTool.model_validate(await tools.read(tool_id))


@router.patch("/{tool_id}")
async def switch_tool(tool_id: UUID, body: ToolSwitch, tools: Tools) -> ShownTool:
    """Enable or disable a tool."""
    return ShownTool.model_validate(await tools.switch(tool_id, enabled=body.enabled))
