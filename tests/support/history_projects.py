"""Projects straight in the database, for tests of repositories."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.tables import OrganizationRow, ProjectRow

MADE = datetime(2026, 11, 1, 12, tzinfo=UTC)

#: Adds a row that refers to no other; its name is to be put in.
ADDED = (
    "INSERT INTO server_secrets (name, value, created_at) VALUES ({}, '', '2026-11-22 00:00:00')"
)


async def add_projects(session: AsyncSession) -> tuple[int, int]:
    """Add an organization ``acme`` with the projects ``shop`` and ``billing``; give their keys."""
    organization = OrganizationRow(slug="acme", name="Acme", created_at=MADE)
    session.add(organization)
    await session.flush()
    projects = [
        ProjectRow(
            organization_id=organization.id,
            slug=slug,
            name=slug,
            main_branch="main",
            layers={},
            created_at=MADE,
        )
        for slug in ("shop", "billing")
    ]
    session.add_all(projects)
    await session.flush()
    shop, billing = (project.id for project in projects)
    return shop, billing
