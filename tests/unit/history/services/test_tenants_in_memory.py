"""The tenants' fakes keep the same contracts as the real repositories."""

from __future__ import annotations

import pytest

from layerproof.history.services.ports.runs import LocalProjectRepository
from tests.support.fake_local_projects import FakeLocalProjectRepository
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
from tests.support.tenant_ground import FakeGround


@pytest.fixture
def ground() -> FakeGround:
    """Give repositories in memory."""
    return FakeGround()


class TestFakeOrganizationRepository(OrganizationRepositoryContract):
    """The contract on memory."""


class TestFakeMemberRepository(MemberRepositoryContract):
    """The contract on memory."""


class TestFakeInvitationRepository(InvitationRepositoryContract):
    """The contract on memory."""


class TestFakeProjectRepository(ProjectRepositoryContract):
    """The contract on memory."""


class TestFakeTokenRepository(TokenRepositoryContract):
    """The contract on memory."""


class TestFakeAccessRepository(AccessRepositoryContract):
    """The contract on memory."""


class TestFakeIdentityRepository(IdentityRepositoryContract):
    """The contract on memory."""


class TestFakeLocalProjectRepository(LocalProjectRepositoryContract):
    """The contract on memory."""

    @pytest.fixture
    def local(self) -> LocalProjectRepository:
        """Give a repository without projects."""
        return FakeLocalProjectRepository()
