"""The tables. A module that is imported here is one that migrations are compared with."""

from organizations.models.accounts import EmailVerification, User
from organizations.models.declarative import Base
from organizations.models.invitations import Invitation
from organizations.models.organizations import Membership, Organization

__all__ = ["Base", "EmailVerification", "Invitation", "Membership", "Organization", "User"]
