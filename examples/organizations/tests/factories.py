"""Rows for tests. Each factory makes what its row cannot be without; traits say the rest."""

from __future__ import annotations

from datetime import timedelta

import factory

from layerproof.testing import SQLAlchemyFactory
from organizations.clock import now
from organizations.models import EmailVerification, Invitation, Membership, Organization, User
from organizations.roles import Role
from organizations.tokens import digest


class UserFactory(SQLAlchemyFactory[User]):
    """A user whose address nobody has proved, unless ``verified``. The access key is a Param."""

    class Params:
        access_key = factory.Sequence(lambda n: f"key-{n}")
        verified = factory.Trait(verified_at=factory.LazyFunction(now))

    email = factory.Sequence(lambda n: f"user-{n}@example.org")
    name = factory.Faker("name")
    access_key_digest = factory.LazyAttribute(lambda user: digest(user.access_key))


class EmailVerificationFactory(SQLAlchemyFactory[EmailVerification]):
    """A token that still proves its user's address; its clear text is a Param."""

    class Params:
        token = factory.Sequence(lambda n: f"verification-{n}")
        expired = factory.Trait(expires_at=factory.LazyFunction(now))
        used = factory.Trait(used_at=factory.LazyFunction(now))

    user = factory.SubFactory(UserFactory)
    token_digest = factory.LazyAttribute(lambda verification: digest(verification.token))
    expires_at = factory.LazyFunction(lambda: now() + timedelta(hours=24))


class OrganizationFactory(SQLAlchemyFactory[Organization]):
    """An organization without anybody, unless ``with_owner`` or ``with_members``."""

    class Params:
        with_owner = factory.Trait(
            owner=factory.RelatedFactory(
                "tests.factories.MembershipFactory", "organization", role=Role.OWNER
            )
        )
        with_members = factory.Trait(
            with_owner=True,
            admin=factory.RelatedFactory(
                "tests.factories.MembershipFactory", "organization", role=Role.ADMIN
            ),
            members=factory.RelatedFactoryList(
                "tests.factories.MembershipFactory", "organization", size=2
            ),
        )

    name = factory.Faker("company")
    slug = factory.Sequence(lambda n: f"organization-{n}")


class MembershipFactory(SQLAlchemyFactory[Membership]):
    """A verified user in an organization, as a plain member."""

    organization = factory.SubFactory(OrganizationFactory)
    user = factory.SubFactory(UserFactory, verified=True)
    role = Role.MEMBER


class InvitationFactory(SQLAlchemyFactory[Invitation]):
    """A pending invitation by an owner to ``invitee``, who is a Param like the token."""

    class Params:
        token = factory.Sequence(lambda n: f"invitation-{n}")
        invitee = factory.SubFactory(UserFactory, verified=True)
        inviter = factory.SubFactory(
            MembershipFactory,
            organization=factory.SelfAttribute("..organization"),
            role=Role.OWNER,
        )
        expired = factory.Trait(expires_at=factory.LazyFunction(now))
        accepted = factory.Trait(accepted_at=factory.LazyFunction(now))
        withdrawn = factory.Trait(withdrawn_at=factory.LazyFunction(now))

    organization = factory.SubFactory(OrganizationFactory)
    invited_by = factory.SelfAttribute("inviter.user")
    email = factory.SelfAttribute("invitee.email")
    role = Role.MEMBER
    token_digest = factory.LazyAttribute(lambda invitation: digest(invitation.token))
    expires_at = factory.LazyFunction(lambda: now() + timedelta(days=7))
