"""Rows for tests: ``await DocumentFactory.create(title="Tea")``."""

from tests.factories.documents import DocumentFactory, create_test_document
from tests.factories.knowledge import KnowledgeEntryFactory
from tests.factories.people import TeamFactory, TenantFactory, UserFactory
from tests.factories.tools import ToolFactory

__all__ = [
    "DocumentFactory",
    "KnowledgeEntryFactory",
    "TeamFactory",
    "TenantFactory",
    "ToolFactory",
    "UserFactory",
    "create_test_document",
]
