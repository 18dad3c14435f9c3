"""Tools."""

import factory
from tests.factories.people import TenantFactory

from knowledge_base.models import Tool
from layerproof.testing import AsyncSQLAlchemyFactory


class ToolFactory(AsyncSQLAlchemyFactory[Tool]):
    """A tool that is enabled."""

    tenant = factory.SubFactory(TenantFactory)
    name = factory.Sequence(lambda n: f"tool-{n}")
    description = factory.Faker("sentence")
    endpoint = factory.LazyAttribute(lambda tool: f"https://tools.example/{tool.name}")
    enabled = True
