"""Documents."""

from __future__ import annotations

import factory
from tests.factories.people import TenantFactory, UserFactory

from knowledge_base.models import Document, User
from knowledge_base.services.actor import Actor
from knowledge_base.services.documents import DocumentService
from knowledge_base.services.ports import UnitOfWork
from knowledge_base.values import Draft
from layerproof.testing import AsyncSQLAlchemyFactory


class DocumentFactory(AsyncSQLAlchemyFactory[Document]):
    """A document that its whole tenant sees; ``team=team`` for one that a team sees."""

    tenant = factory.SubFactory(TenantFactory)
    author = factory.SubFactory(UserFactory, tenant=factory.SelfAttribute("..tenant"))
    team = None
    title = factory.Sequence(lambda n: f"Document {n:04}")
    body = factory.Faker("paragraph")


async def create_test_document(
    work: UnitOfWork, author: User, *, title: str = "Tea", versions: int = 1
) -> Document:
    """Return a document with its recorded versions, written as the application writes it."""
    documents = DocumentService(work, Actor(author.id, author.role))
    document = await documents.create(Draft(title, "version 1"))
    for number in range(1, versions):
        draft = Draft(title, f"version {number + 1}")
        document = await documents.revise(document.id, number, draft)
    return document
