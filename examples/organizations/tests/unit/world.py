"""An organization in memory, the services on top of it, and people to try them with."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.fakes import MemoryInvitations, MemoryMemberships, MemoryOrganizations, MemoryUsers
from tests.mailbox import Mailbox

from organizations.models import Invitation, Membership, Organization, User
from organizations.roles import Role
from organizations.services import (
    AccountService,
    InvitationService,
    MemberService,
    OrganizationService,
)
from tests.factories import InvitationFactory, MembershipFactory, OrganizationFactory, UserFactory


@dataclass(slots=True)
class World:
    """One organization, ``acme``, in memory, with the services on top of it."""

    users: MemoryUsers = field(default_factory=MemoryUsers)
    memberships: MemoryMemberships = field(default_factory=MemoryMemberships)
    invitations: MemoryInvitations = field(default_factory=MemoryInvitations)
    mailbox: Mailbox = field(default_factory=Mailbox)
    organizations: MemoryOrganizations = field(init=False)
    acme: Organization = field(init=False)

    def __post_init__(self) -> None:
        self.organizations = MemoryOrganizations(self.memberships, self.invitations)
        self.acme = OrganizationFactory.build(slug="acme", name="Acme")
        self.organizations.add(self.acme)

    @property
    def accounts(self) -> AccountService:
        return AccountService(self.users, self.mailbox)

    @property
    def organization_rules(self) -> OrganizationService:
        return OrganizationService(self.organizations, self.memberships)

    @property
    def member_rules(self) -> MemberService:
        return MemberService(self.organizations, self.memberships)

    @property
    def invitation_rules(self) -> InvitationService:
        return InvitationService(
            self.invitations, self.memberships, self.organizations, self.mailbox
        )

    def add_user(self, *, verified: bool = True, **given: str) -> User:
        user = UserFactory.build(verified=verified, **given)
        self.users.add(user)
        return user

    def add_member(self, role: Role, user: User | None = None) -> Membership:
        membership = MembershipFactory.build(
            organization=self.acme, user=user or self.add_user(), role=role
        )
        self.memberships.add(membership)
        return membership

    def add_invitation(self, invitee: User, **given: object) -> Invitation:
        invitation = InvitationFactory.build(organization=self.acme, invitee=invitee, **given)
        self.invitations.add(invitation)
        return invitation
