"""Rows of tenants as records; more than one repository reads them."""

from __future__ import annotations

from sqlalchemy import Select, select

from layerproof.history.records.access import Scope
from layerproof.history.records.tenants import (
    Organization,
    Project,
    ProjectSettings,
    ProjectToken,
)
from layerproof.history.tables import OrganizationRow, ProjectRow, ProjectTokenRow


def select_projects() -> Select[ProjectRow, str]:
    """Return a query for projects, each with its organization's name in addresses."""
    return select(ProjectRow, OrganizationRow.slug).join(
        OrganizationRow, OrganizationRow.id == ProjectRow.organization_id
    )


def organization_of(row: OrganizationRow) -> Organization:
    """Return an organization as a record."""
    return Organization(row.id, row.slug, row.name, row.created_at)


def project_of(row: ProjectRow, organization_slug: str) -> Project:
    """Return a project as a record."""
    return Project(
        key=row.id,
        organization_key=row.organization_id,
        organization_slug=organization_slug,
        slug=row.slug,
        settings=ProjectSettings(
            name=row.name,
            main_branch=row.main_branch,
            keep_runs=row.keep_runs,
            keep_days=row.keep_days,
            layers=row.layers,
        ),
        created_at=row.created_at,
    )


def token_of(row: ProjectTokenRow, project: Project) -> ProjectToken:
    """Return a project's token as a record."""
    return ProjectToken(
        key=row.id,
        public_id=row.public_id,
        project=project,
        name=row.name,
        scopes=frozenset(Scope(word) for word in row.scopes.split()),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
