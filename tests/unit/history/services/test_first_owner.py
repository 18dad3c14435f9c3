"""Inviting a first owner, on repositories in memory."""

from __future__ import annotations

from datetime import datetime

import pytest

from layerproof.errors import UsageError
from layerproof.history.records.access import Role
from layerproof.history.records.tenants import Organization, OwnOrganization
from layerproof.history.services.first_owner import FirstOwnerService
from layerproof.history.services.invitations import InvitationService
from tests.support.history_fakes.tenants import FakeOrganizationRepository
from tests.support.tenant_ground import NOW, FakeGround, add_organization, address_of
from tests.support.tenant_scopes import actor_of


@pytest.fixture
def ground() -> FakeGround:
    """Give repositories in memory."""
    return FakeGround()


@pytest.fixture
def invitations(ground: FakeGround) -> InvitationService:
    """Give the invitations' service on those repositories."""
    return InvitationService(ground.invitations, ground.members, clock=lambda: NOW)


@pytest.fixture
def first_owner(ground: FakeGround, invitations: InvitationService) -> FirstOwnerService:
    """Give the service on those repositories."""
    return FirstOwnerService(ground.organizations, invitations, clock=lambda: NOW)


async def test_a_first_owner_comes_in(
    ground: FakeGround, first_owner: FirstOwnerService, invitations: InvitationService
) -> None:
    """On a new server an organization is made, and who accepts is its owner."""
    token = await first_owner.invite("acme", "Acme Inc.", address_of("ann"))
    ann = await ground.add_person("ann")
    own = await invitations.accept(actor_of(ann), token)
    made = own.organization
    assert own == OwnOrganization(Organization(made.key, "acme", "Acme Inc.", NOW), Role.OWNER)


async def test_an_organization_that_is_there_stays(
    ground: FakeGround, first_owner: FirstOwnerService
) -> None:
    """An organization that is there keeps its name, and gets another owner's invitation."""
    acme = await add_organization(ground)
    for name in ("ann", "bob"):
        await first_owner.invite("acme", "Other", address_of(name))
    opened = await ground.invitations.list_open(acme.key, NOW)
    assert [(one.address, one.role, one.invited_by) for one in opened] == [
        ("ann@people.example", Role.OWNER, None),
        ("bob@people.example", Role.OWNER, None),
    ]
    assert await ground.organizations.list_all() == [acme]


async def test_somebody_else_was_quicker(
    ground: FakeGround, invitations: InvitationService
) -> None:
    """An organization that comes to be at the same moment is taken as it is."""

    class Raced(FakeOrganizationRepository):
        async def add(self, slug: str, name: str, *, created_at: datetime) -> Organization | None:
            await super().add(slug, "Theirs", created_at=created_at)
            return await super().add(slug, name, created_at=created_at)

    service = FirstOwnerService(Raced(ground.memory), invitations, clock=lambda: NOW)
    await service.invite("acme", "Ours", "a@b")
    assert [one.name for one in await ground.organizations.list_all()] == ["Theirs"]


@pytest.mark.parametrize(
    ("slug", "name", "address", "said"),
    [
        ("Acme", "Acme", "a@b", r"^'Acme' cannot be an organization's name in addresses$"),
        ("a/b", "Acme", "a@b", r"^'a/b' cannot be an organization's name in addresses$"),
        ("acme", "", "a@b", r"^'' cannot be an organization's name$"),
        ("acme", "a\x00", "a@b", r"^'a\\x00' cannot be an organization's name$"),
        ("acme", "Acme", "ann", r"^'ann' cannot be a mail address$"),
        ("acme", "Acme", "a@b c", r"^'a@b c' cannot be a mail address$"),
    ],
)
async def test_what_cannot_be_is_refused(
    ground: FakeGround,
    first_owner: FirstOwnerService,
    slug: str,
    name: str,
    address: str,
    said: str,
) -> None:
    """A slug, name or address that cannot be one is a wrong use, and makes nothing."""
    with pytest.raises(UsageError, match=said):
        await first_owner.invite(slug, name, address)
    assert await ground.organizations.list_all() == []
