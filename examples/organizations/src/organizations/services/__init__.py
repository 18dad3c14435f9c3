"""The rules. Services decide, over ports, without HTTP and SQL."""

from organizations.services.accounts import AccountService
from organizations.services.invitations import InvitationService
from organizations.services.members import MemberService
from organizations.services.organizations import OrganizationService

__all__ = ["AccountService", "InvitationService", "MemberService", "OrganizationService"]
