"""Knowledge."""

import factory
from tests.factories.people import TenantFactory

from knowledge_base.models import KnowledgeEntry
from layerproof.testing import AsyncSQLAlchemyFactory


class KnowledgeEntryFactory(AsyncSQLAlchemyFactory[KnowledgeEntry]):
    """An entry by itself; ``document=document`` for one of a document."""

    class Params:
        filed = factory.Trait(tags=["howto", "office"])

    tenant = factory.SubFactory(TenantFactory)
    document = None
    title = factory.Sequence(lambda n: f"Entry {n:04}")
    content = factory.Faker("sentence")
    tags = factory.LazyFunction(list)
