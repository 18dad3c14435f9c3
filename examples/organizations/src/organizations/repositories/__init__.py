"""The ports of the services, answered from SQL. Repositories flush and never commit."""

from organizations.repositories.invitations import SqlInvitations
from organizations.repositories.memberships import SqlMemberships
from organizations.repositories.organizations import SqlOrganizations
from organizations.repositories.users import SqlUsers

__all__ = ["SqlInvitations", "SqlMemberships", "SqlOrganizations", "SqlUsers"]
