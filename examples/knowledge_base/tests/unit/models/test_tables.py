"""What the tables promise, whoever writes to them."""

from __future__ import annotations

import pytest
from sqlalchemy import Table, UniqueConstraint

from knowledge_base.models import Model

OWNED = ("users", "teams", "documents", "document_versions", "knowledge_entries", "tools")


def table(name: str) -> Table:
    return Model.metadata.tables[name]


@pytest.mark.parametrize("name", OWNED)
def test_a_tenants_rows_go_with_it(name: str) -> None:
    """Each such row has a tenant, and is removed with the tenant."""
    column = table(name).c.tenant_id
    [key] = [key for key in column.foreign_keys if key.column.table.name == "tenants"]

    assert not column.nullable
    assert key.ondelete == "CASCADE"


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("team_members", "teams"),
        ("team_members", "users"),
        ("documents", "teams"),
        ("documents", "users"),
        ("document_versions", "documents"),
        ("document_versions", "users"),
        ("knowledge_entries", "documents"),
    ],
)
def test_a_row_refers_only_to_rows_of_its_tenant(name: str, target: str) -> None:
    """The tenant is part of the key, so that the database itself refuses a foreign row."""
    [key] = [
        key for key in table(name).foreign_key_constraints if key.referred_table.name == target
    ]

    assert [element.column.name for element in key.elements] == ["tenant_id", "id"]


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("tenants", ["slug"]),
        ("users", ["tenant_id", "email"]),
        ("teams", ["tenant_id", "name"]),
        ("tools", ["tenant_id", "name"]),
    ],
)
def test_names_are_unique(name: str, columns: list[str]) -> None:
    """Within the tenant, or everywhere where it is the tenant's own."""
    unique = [
        [column.name for column in constraint.columns]
        for constraint in table(name).constraints
        if isinstance(constraint, UniqueConstraint)
    ]

    assert columns in unique


def test_a_document_has_each_version_once() -> None:
    """Document and number are the key."""
    key = [column.name for column in table("document_versions").primary_key]

    assert key == ["document_id", "number"]
