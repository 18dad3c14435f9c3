"""Services of organizations, members, invitations, projects and tokens."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.dependencies.sessions import Reading, Writing
from layerproof.history.repositories.invitations import SqlInvitationRepository
from layerproof.history.repositories.members import SqlMemberRepository
from layerproof.history.repositories.organizations import SqlOrganizationRepository
from layerproof.history.repositories.projects import SqlProjectRepository
from layerproof.history.repositories.tokens import SqlTokenRepository
from layerproof.history.services.first_owner import FirstOwnerService
from layerproof.history.services.invitations import InvitationService
from layerproof.history.services.members import MemberService
from layerproof.history.services.organizations import OrganizationService
from layerproof.history.services.projects import ProjectService
from layerproof.history.services.tokens import TokenService


def make_first_owner_service(session: AsyncSession) -> FirstOwnerService:
    """Return what invites a first owner, on a session that its caller commits."""
    return FirstOwnerService(SqlOrganizationRepository(session), _make_invitations(session))


def _make_organizations(session: AsyncSession) -> OrganizationService:
    return OrganizationService(SqlOrganizationRepository(session), SqlMemberRepository(session))


def _make_members(session: AsyncSession) -> MemberService:
    return MemberService(SqlMemberRepository(session), SqlInvitationRepository(session))


def _make_invitations(session: AsyncSession) -> InvitationService:
    return InvitationService(SqlInvitationRepository(session), SqlMemberRepository(session))


def _make_projects(session: AsyncSession) -> ProjectService:
    return ProjectService(SqlProjectRepository(session), SqlMemberRepository(session))


def _organizations_to_read(session: Reading) -> OrganizationService:
    return _make_organizations(session)


def _organizations(session: Writing) -> OrganizationService:
    return _make_organizations(session)


def _members_to_read(session: Reading) -> MemberService:
    return _make_members(session)


def _members(session: Writing) -> MemberService:
    return _make_members(session)


def _invitations_to_read(session: Reading) -> InvitationService:
    return _make_invitations(session)


def _invitations(session: Writing) -> InvitationService:
    return _make_invitations(session)


def _projects_to_read(session: Reading) -> ProjectService:
    return _make_projects(session)


def _projects(session: Writing) -> ProjectService:
    return _make_projects(session)


def _tokens_to_read(session: Reading) -> TokenService:
    return TokenService(SqlTokenRepository(session))


def _tokens(session: Writing) -> TokenService:
    return TokenService(SqlTokenRepository(session))


OrganizationsToRead = Annotated[
    OrganizationService, Depends(_organizations_to_read, scope="function")
]
Organizations = Annotated[OrganizationService, Depends(_organizations, scope="function")]
MembersToRead = Annotated[MemberService, Depends(_members_to_read, scope="function")]
Members = Annotated[MemberService, Depends(_members, scope="function")]
InvitationsToRead = Annotated[InvitationService, Depends(_invitations_to_read, scope="function")]
Invitations = Annotated[InvitationService, Depends(_invitations, scope="function")]
ProjectsToRead = Annotated[ProjectService, Depends(_projects_to_read, scope="function")]
Projects = Annotated[ProjectService, Depends(_projects, scope="function")]
TokensToRead = Annotated[TokenService, Depends(_tokens_to_read, scope="function")]
Tokens = Annotated[TokenService, Depends(_tokens, scope="function")]
