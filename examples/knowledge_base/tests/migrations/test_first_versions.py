"""What the data migration makes of documents that were there before it."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from layerproof.testing import TestDatabase

KINDS = ("tenant", "user", "document")

TENANT = """
INSERT INTO tenants (id, slug, name, created_at, updated_at)
VALUES (:tenant, 'acme', 'Acme', now(), now())
"""
USER = """
INSERT INTO users (id, tenant_id, email, name, role, active, created_at, updated_at)
VALUES (:user, :tenant, 'ann@acme.example', 'Ann', 'editor', true, now(), now())
"""
DOCUMENT = """
INSERT INTO documents (id, tenant_id, author_id, title, body, version, created_at, updated_at)
VALUES (:document, :tenant, :user, 'Tea', 'Boil water.', 7, now(), '2026-05-01T12:00Z')
"""
RECORDED = """
SELECT tenant_id, document_id, editor_id, number, title, body FROM document_versions
WHERE created_at = '2026-05-01T12:00Z'
"""


@pytest.fixture
def alembic(database: TestDatabase) -> Config:
    """Alembic on the test's database."""
    config = Config(Path(__file__).parents[2] / "alembic.ini")
    config.set_main_option("sqlalchemy.url", database.async_url.replace("%", "%%"))
    return config


@pytest.mark.isolation("clone")
def test_a_document_keeps_what_it_says_as_its_version(engine: Engine, alembic: Config) -> None:
    """One version is recorded: the present one, by the author, dated when it was changed."""
    ids = {name: f"00000000-0000-0000-0000-{n:012}" for n, name in enumerate(KINDS)}
    command.downgrade(alembic, "0002")
    with engine.begin() as connection:
        for statement in (TENANT, USER, DOCUMENT):
            connection.execute(text(statement), ids)

    command.upgrade(alembic, "0003")

    with engine.connect() as connection:
        [version] = connection.execute(text(RECORDED)).all()
    assert [str(each) for each in version[:3]] == [ids["tenant"], ids["document"], ids["user"]]
    assert tuple(version[3:]) == (7, "Tea", "Boil water.")
