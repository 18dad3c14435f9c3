"""Rows of tenants as records; more than one repository reads them."""

from __future__ import annotations

from sqlalchemy import Select, select

from layerproof.history.records.access import Role, Scope
from layerproof.history.records.tenants import (
    Invitation,
    Membership,
    Organization,
    Project,
    ProjectSettings,
    ProjectToken,
)
from layerproof.history.tables import (
    InvitationRow,
    MembershipRow,
    OrganizationRow,
    ProjectRow,
    ProjectTokenRow,
    UserRow,
)


def select_projects() -> Select[ProjectRow, str]:
    """Return a query for projects, each with its organization's name in addresses."""
    return select(ProjectRow, OrganizationRow.slug).join(
        OrganizationRow, OrganizationRow.id == ProjectRow.organization_id
    )


def organization_of(row: OrganizationRow) -> Organization:
    """Return an organization as a record."""
    return Organization(row.id, row.slug, row.name, row.created_at)


def membership_of(row: MembershipRow, organization: OrganizationRow, user: UserRow) -> Membership:
    """Return a membership as a record."""
    return Membership(
        organization=organization_of(organization),
        user_key=user.id,
        user_id=user.public_id,
        address=user.address,
        user_name=user.name,
        role=Role(row.role),
        created_at=row.created_at,
    )


def invitation_of(row: InvitationRow, organization: OrganizationRow) -> Invitation:
    """Return an invitation as a record."""
    return Invitation(
        key=row.id,
        public_id=row.public_id,
        organization=organization_of(organization),
        address=row.address,
        address_key=row.address_key,
        role=Role(row.role),
        created_at=row.created_at,
        expires_at=row.expires_at,
        accepted_at=row.accepted_at,
        revoked_at=row.revoked_at,
        invited_by=row.invited_by,
    )


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
