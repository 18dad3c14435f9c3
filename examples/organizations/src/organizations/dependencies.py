"""Puts services together for a request, and says who asks."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from organizations.database import RequestSession
from organizations.errors import UnauthenticatedError
from organizations.mail import Sender
from organizations.models import User
from organizations.repositories import SqlInvitations, SqlMemberships, SqlOrganizations, SqlUsers
from organizations.services import (
    AccountService,
    InvitationService,
    MemberService,
    OrganizationService,
)

_bearer = HTTPBearer(auto_error=False, description="The access key that registration returned.")


def get_sender(request: Request) -> Sender:
    """Return what sends the application's e-mail."""
    sender: Sender = request.app.state.sender
    return sender


def get_account_service(
    session: RequestSession, sender: Annotated[Sender, Depends(get_sender)]
) -> AccountService:
    """Return the rules for accounts, on the request's session."""
    return AccountService(SqlUsers(session), sender)


def get_organization_service(session: RequestSession) -> OrganizationService:
    """Return the rules for organizations, on the request's session."""
    return OrganizationService(SqlOrganizations(session), SqlMemberships(session))


def get_member_service(session: RequestSession) -> MemberService:
    """Return the rules for members, on the request's session."""
    return MemberService(SqlOrganizations(session), SqlMemberships(session))


def get_invitation_service(
    session: RequestSession, sender: Annotated[Sender, Depends(get_sender)]
) -> InvitationService:
    """Return the rules for invitations, on the request's session."""
    return InvitationService(
        SqlInvitations(session), SqlMemberships(session), SqlOrganizations(session), sender
    )


Accounts = Annotated[AccountService, Depends(get_account_service)]
OrganizationRules = Annotated[OrganizationService, Depends(get_organization_service)]
MemberRules = Annotated[MemberService, Depends(get_member_service)]
InvitationRules = Annotated[InvitationService, Depends(get_invitation_service)]


def get_current_user(
    accounts: Accounts,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> User:
    """Return the user whose access key the request brings."""
    if credentials is None:
        raise UnauthenticatedError
    return accounts.authenticate(credentials.credentials)


CurrentUser = Annotated[User, Depends(get_current_user)]
