"""Documents as values, without a database."""

from __future__ import annotations

from uuid import uuid4

from tests.factories import DocumentFactory


def test_a_version_says_what_the_document_said() -> None:
    """Title and text are copied: what happens to the document later does not matter."""
    document, editor_id = DocumentFactory.build(title="Tea", version=3), uuid4()
    document.id, document.tenant_id = uuid4(), uuid4()
    version = document.as_version(editor_id)
    said, document.body = document.body, "something else"

    assert (version.tenant_id, version.document_id) == (document.tenant_id, document.id)
    assert (version.number, version.editor_id) == (3, editor_id)
    assert (version.title, version.body) == ("Tea", said)


def test_a_built_document_has_its_people_and_no_id() -> None:
    """A factory's ``build`` stores nothing, and the author is of the document's tenant."""
    document = DocumentFactory.build(title="Tea")

    assert (document.title, document.team) == ("Tea", None)
    assert not document.id
    assert document.author.tenant is document.tenant
