"""The tenants' repositories on a real database."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.repositories.local_projects import SqlLocalProjectRepository
from layerproof.history.services.ports.runs import LocalProjectRepository
from tests.support.tenant_contracts.access import (
    AccessRepositoryContract,
    IdentityRepositoryContract,
)
from tests.support.tenant_contracts.invitations import InvitationRepositoryContract
from tests.support.tenant_contracts.local_projects import LocalProjectRepositoryContract
from tests.support.tenant_contracts.members import MemberRepositoryContract
from tests.support.tenant_contracts.organizations import OrganizationRepositoryContract
from tests.support.tenant_contracts.projects import ProjectRepositoryContract
from tests.support.tenant_contracts.tokens import TokenRepositoryContract
from tests.support.tenant_ground import SqlGround


@pytest.fixture
def ground(session: AsyncSession) -> SqlGround:
    """Give repositories on the test's session."""
    return SqlGround(session)


class TestSqlOrganizationRepository(OrganizationRepositoryContract):
    """The contract on real databases."""


class TestSqlMemberRepository(MemberRepositoryContract):
    """The contract on real databases."""


class TestSqlInvitationRepository(InvitationRepositoryContract):
    """The contract on real databases."""


class TestSqlProjectRepository(ProjectRepositoryContract):
    """The contract on real databases."""


class TestSqlTokenRepository(TokenRepositoryContract):
    """The contract on real databases."""


class TestSqlAccessRepository(AccessRepositoryContract):
    """The contract on real databases."""


class TestSqlIdentityRepository(IdentityRepositoryContract):
    """The contract on real databases."""


class TestSqlLocalProjectRepository(LocalProjectRepositoryContract):
    """The contract on real databases."""

    @pytest.fixture
    def local(self, session: AsyncSession) -> LocalProjectRepository:
        """Give a repository without projects."""
        return SqlLocalProjectRepository(session)
