"""The data migration 0004: who was marked as an owner has the role afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

INI = Path(__file__).parents[2] / "alembic.ini"
#: Ann owns two organizations, Bob is in one of them and owns the other one with her.
ROWS = """
INSERT INTO users (id, email, name, access_key_digest, created_at)
VALUES (1, 'ann@example.org', 'Ann', 'a', now()), (2, 'bob@example.org', 'Bob', 'b', now());
INSERT INTO organizations (id, slug, name, created_at)
VALUES (1, 'acme', 'Acme', now()), (2, 'zoo', 'Zoo', now());
INSERT INTO memberships (organization_id, user_id, is_owner, joined_at)
VALUES (1, 1, true, now()), (1, 2, false, now()), (2, 1, true, now()), (2, 2, true, now());
"""
ROLES = text("SELECT role FROM memberships ORDER BY organization_id, user_id")
FLAGS = text("SELECT is_owner FROM memberships ORDER BY organization_id, user_id")

pytestmark = pytest.mark.isolation("clone")  # the schema is changed


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection to a database of the test's own, as it was before the migration."""
    with engine.connect() as connection:
        migrate(connection, "0003", down=True)
        connection.execute(text(ROWS))
        connection.commit()
        yield connection


def migrate(connection: Connection, revision: str, *, down: bool = False) -> None:
    """Take the database to a revision."""
    config = Config(INI)
    config.attributes["connection"] = connection
    (command.downgrade if down else command.upgrade)(config, revision)
    connection.commit()


def test_owners_get_the_role_and_others_stay_members(connection: Connection) -> None:
    """Everybody has the role that the flag stood for, up to the newest schema."""
    migrate(connection, "0004")
    after = connection.scalars(ROLES).all()
    migrate(connection, "head")

    assert after == ["owner", "member", "owner", "owner"]
    assert connection.scalars(ROLES).all() == after


def test_the_way_back_keeps_the_owners(connection: Connection) -> None:
    """Owners since the migration are marked again; an admin is none."""
    migrate(connection, "head")
    connection.execute(text("UPDATE memberships SET role = 'admin' WHERE organization_id = 1"))
    connection.execute(text("UPDATE memberships SET role = 'owner' WHERE user_id = 2"))
    connection.commit()

    migrate(connection, "0003", down=True)

    assert connection.scalars(FLAGS).all() == [False, True, True, True]
