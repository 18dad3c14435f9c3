"""The tables."""

from knowledge_base.models.document import Document, DocumentVersion
from knowledge_base.models.knowledge import KnowledgeEntry
from knowledge_base.models.model import Model
from knowledge_base.models.team import Team, TeamMember
from knowledge_base.models.tenant import Tenant
from knowledge_base.models.tool import Tool
from knowledge_base.models.user import User

__all__ = [
    "Document",
    "DocumentVersion",
    "KnowledgeEntry",
    "Model",
    "Team",
    "TeamMember",
    "Tenant",
    "Tool",
    "User",
]
