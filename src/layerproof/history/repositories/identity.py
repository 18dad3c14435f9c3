"""Log-ins and tokens in the database, by what a request shows of them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.people import Login
from layerproof.history.records.tenants import Project, ProjectToken
from layerproof.history.repositories.people_records import login_of
from layerproof.history.repositories.tenant_records import project_of, select_projects, token_of
from layerproof.history.tables import (
    LoginRow,
    OrganizationRow,
    ProjectRow,
    ProjectTokenRow,
    UserRow,
)


class SqlIdentityRepository:
    """Fills :class:`services.ports.identity.IdentityRepository`.

    :param session: the request's session.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find_login(self, public_id: str) -> Login | None:
        """Return the log-in with that id, ended or not."""
        wanted = (
            select(LoginRow, UserRow)
            .join(UserRow, UserRow.id == LoginRow.user_id)
            .where(LoginRow.public_id == public_id)
        )
        found = (await self._session.execute(wanted)).one_or_none()
        return None if found is None else login_of(*found)

    async def find_project_token(self, token_hash: str) -> ProjectToken | None:
        """Return the project's token with that hash, revoked or not."""
        wanted = (
            select(ProjectTokenRow, ProjectRow, OrganizationRow.slug)
            .join(ProjectRow, ProjectRow.id == ProjectTokenRow.project_id)
            .join(OrganizationRow, OrganizationRow.id == ProjectRow.organization_id)
            .where(ProjectTokenRow.token_hash == token_hash)
        )
        found = (await self._session.execute(wanted)).one_or_none()
        if found is None:
            return None
        token, project, organization = found
        return token_of(token, project_of(project, organization))

    async def find_project(self, key: int) -> Project | None:
        """Return the project that a token is of."""
        wanted = select_projects().where(ProjectRow.id == key)
        found = (await self._session.execute(wanted)).one_or_none()
        return None if found is None else project_of(*found)
