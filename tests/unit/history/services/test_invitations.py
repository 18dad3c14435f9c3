"""The invitations' service on repositories in memory."""

from __future__ import annotations

from datetime import timedelta

import pytest

from layerproof.history.errors.access import ForbiddenError, OrganizationNotFoundError
from layerproof.history.errors.tenants import InvitationNotFoundError, LimitReachedError
from layerproof.history.records.access import Role
from layerproof.history.records.people import User
from layerproof.history.records.tenants import Invitation, Organization, OwnOrganization
from layerproof.history.services.invitations import InvitationService
from layerproof.history.services.limits import CLOSED_INVITATIONS, MEMBERS, OPEN_INVITATIONS
from layerproof.history.services.secrets import hash_secret
from tests.support.tenant_ground import (
    NOW,
    FakeGround,
    StoppedClock,
    add_invitation,
    add_member,
    add_organization,
    address_of,
    id_of,
)
from tests.support.tenant_scopes import actor_of, local_scope, scope_as

NONE_OPEN = "^no invitation like this is open for you$"


@pytest.fixture
def ground() -> FakeGround:
    """Give repositories in memory."""
    return FakeGround()


@pytest.fixture
def clock() -> StoppedClock:
    """Give a clock that stands still."""
    return StoppedClock(NOW)


@pytest.fixture
def invitations(ground: FakeGround, clock: StoppedClock) -> InvitationService:
    """Give the service on those repositories."""
    return InvitationService(ground.invitations, ground.members, clock)


@pytest.fixture
async def acme(ground: FakeGround) -> Organization:
    """Give an organization without anybody in it."""
    return await add_organization(ground)


@pytest.fixture
async def owner(ground: FakeGround, acme: Organization) -> User:
    """Give the organization's owner."""
    return await add_member(ground, acme, "owner", Role.OWNER)


async def _token(
    invitations: InvitationService, acme: Organization, name: str, role: Role = Role.MEMBER
) -> str:
    return (await invitations.issue(acme.key, address_of(name), role)).token


async def test_an_invitation_is_made(
    ground: FakeGround, invitations: InvitationService, acme: Organization, owner: User
) -> None:
    """An invitation is for one address and a week; only its token's hash is stored."""
    issued = await invitations.invite(
        scope_as(owner, acme, Role.OWNER), "Ann@People.Example", Role.ADMIN
    )
    made = issued.invitation
    assert made == Invitation(
        key=made.key,
        public_id=made.public_id,
        organization=acme,
        address="Ann@People.Example",
        address_key="ann@people.example",
        role=Role.ADMIN,
        created_at=NOW,
        expires_at=NOW + timedelta(days=7),
        accepted_at=None,
        revoked_at=None,
        invited_by=owner.key,
    )
    assert issued.token.startswith("lpi_")
    assert len(issued.token) == 47
    assert ground.memory.invitations[made.key][0] == hash_secret(issued.token)


async def test_every_invitation_has_its_own_secrets(
    invitations: InvitationService, acme: Organization
) -> None:
    """Two invitations for one address have different ids and tokens."""
    issued = [await invitations.issue(acme.key, "a@b", Role.VIEWER) for _ in range(2)]
    assert len({one.token for one in issued}) == 2
    assert len({one.invitation.public_id for one in issued}) == 2


@pytest.mark.parametrize(
    ("standing", "role", "allowed"),
    [
        (Role.OWNER, Role.OWNER, True),
        (Role.ADMIN, Role.ADMIN, True),
        (Role.ADMIN, Role.OWNER, False),
    ],
)
async def test_nobody_invites_above_themselves(
    ground: FakeGround, invitations: InvitationService, standing: Role, role: Role, allowed: bool
) -> None:
    """An inviter gives at most the own role."""
    where = await add_organization(ground, "where")
    scope = scope_as(await add_member(ground, where, "ann", standing), where, standing)
    if allowed:
        assert (await invitations.invite(scope, "a@b", role)).invitation.role is role
    else:
        with pytest.raises(
            ForbiddenError, match=r"^as admin you may not invite somebody as owner$"
        ):
            await invitations.invite(scope, "a@b", role)
    assert await ground.invitations.count_open(where.key, NOW) == int(allowed)


async def test_a_role_that_has_passed(
    ground: FakeGround, invitations: InvitationService, acme: Organization
) -> None:
    """Who was demoted since the request came in neither invites nor takes back."""
    ann = await add_member(ground, acme, "ann", Role.MEMBER)
    made = await add_invitation(ground, acme, "bob")
    scope = scope_as(ann, acme, Role.ADMIN)
    with pytest.raises(
        ForbiddenError, match=r"^as member you may not do this; it takes the role adm"
    ):
        await invitations.invite(scope, "a@b", Role.VIEWER)
    with pytest.raises(
        ForbiddenError, match=r"^as member you may not do this; it takes the role adm"
    ):
        await invitations.revoke(scope, made.public_id)


async def test_an_organization_that_is_gone(
    ground: FakeGround, invitations: InvitationService, acme: Organization, owner: User
) -> None:
    """Nobody is invited into an organization that was deleted a moment ago."""
    await ground.organizations.delete(acme.key)
    with pytest.raises(OrganizationNotFoundError, match=r"^no organization 'acme' is here"):
        await invitations.invite(scope_as(owner, acme, Role.OWNER), "a@b", Role.VIEWER)


async def test_without_accounts_nobody_is_invited(
    ground: FakeGround, invitations: InvitationService, acme: Organization
) -> None:
    """A local server makes no invitation, but lists and takes back those that are there."""
    made = await add_invitation(ground, acme, "bob", Role.OWNER)
    scope = local_scope(acme)
    with pytest.raises(ForbiddenError, match=r"^this server has no accounts, so nobody could acc"):
        await invitations.invite(scope, "a@b", Role.VIEWER)
    assert await invitations.list_open(scope) == [made]
    await invitations.revoke(scope, made.public_id)
    assert await invitations.list_open(scope) == []


async def test_not_too_many_are_open(
    ground: FakeGround,
    invitations: InvitationService,
    acme: Organization,
    owner: User,
    clock: StoppedClock,
) -> None:
    """At most 200 are open; when they have expired there is room again."""
    scope = scope_as(owner, acme, Role.OWNER)
    for number in range(OPEN_INVITATIONS):
        await invitations.invite(scope, f"{number}@people.example", Role.VIEWER)
    with pytest.raises(
        LimitReachedError, match=r"^there can be 200 open invitations, and there"
    ) as refused:
        await invitations.invite(scope, "a@b", Role.VIEWER)
    assert refused.value.advice == "take some back, or wait until they expire"
    clock.pass_(timedelta(days=7))
    await invitations.invite(scope, "a@b", Role.VIEWER)
    assert len(ground.memory.invitations) == CLOSED_INVITATIONS + 1


async def test_closed_ones_do_not_pile_up(
    ground: FakeGround, invitations: InvitationService, acme: Organization, owner: User
) -> None:
    """Making and taking back over and over leaves a bounded number behind."""
    scope = scope_as(owner, acme, Role.OWNER)
    for _ in range(CLOSED_INVITATIONS + 20):
        issued = await invitations.invite(scope, "a@b", Role.VIEWER)
        await invitations.revoke(scope, issued.invitation.public_id)
    assert len(ground.memory.invitations) == CLOSED_INVITATIONS + 1


async def test_who_is_meant_comes_in(
    ground: FakeGround, invitations: InvitationService, acme: Organization
) -> None:
    """An invitation makes a member of its role, once."""
    ann = await ground.add_person("ann")
    token = await _token(invitations, acme, "ann", Role.ADMIN)
    assert await invitations.accept(actor_of(ann), token) == OwnOrganization(acme, Role.ADMIN)
    member = await ground.members.find(acme.key, ann.public_id)
    assert member is not None
    assert (member.role, member.created_at) == (Role.ADMIN, NOW)
    await ground.members.remove(acme.key, ann.key)
    with pytest.raises(InvitationNotFoundError, match=NONE_OPEN):
        await invitations.accept(actor_of(ann), token)


@pytest.mark.parametrize(
    ("current", "invited", "expected"),
    [
        (Role.VIEWER, Role.MEMBER, Role.MEMBER),
        (Role.MEMBER, Role.MEMBER, Role.MEMBER),
        (Role.ADMIN, Role.VIEWER, Role.ADMIN),
        (Role.OWNER, Role.ADMIN, Role.OWNER),
        (Role.ADMIN, Role.OWNER, Role.OWNER),
    ],
)
async def test_a_member_keeps_the_higher_role(
    ground: FakeGround,
    invitations: InvitationService,
    acme: Organization,
    current: Role,
    invited: Role,
    expected: Role,
) -> None:
    """Who is in already never loses by an invitation; it is used up all the same."""
    ann = await add_member(ground, acme, "ann", current)
    token = await _token(invitations, acme, "ann", invited)
    own = await invitations.accept(actor_of(ann), token)
    assert own.role is expected
    assert await ground.members.find_role(acme.key, ann.key) is expected
    assert await ground.invitations.count_open(acme.key, NOW) == 0


async def test_every_refusal_is_the_same(
    ground: FakeGround, invitations: InvitationService, acme: Organization, clock: StoppedClock
) -> None:
    """Forged, expired, revoked, used and other people's tokens get one answer, word for word."""
    ann, bob = [await ground.add_person(name) for name in ("ann", "bob")]
    tokens = {"forged": "lpi_x", "surrogate": "\ud800", "expired": await _token_of(invitations)}
    clock.pass_(timedelta(days=7))
    tokens |= {
        name: await _token(invitations, acme, "ann") for name in ("revoked", "used", "deleted")
    }
    tokens["other's"] = await _token(invitations, acme, "bob")
    owner = await add_member(ground, acme, "owner", Role.OWNER)
    await _revoke(ground, invitations, acme, owner, tokens["revoked"])
    await invitations.accept(actor_of(ann), tokens["used"])
    said = set()
    for name, token in tokens.items():
        if name == "deleted":
            await ground.organizations.delete(acme.key)
        with pytest.raises(InvitationNotFoundError, match=NONE_OPEN) as caught:
            await invitations.accept(actor_of(ann), token)
        said.add((caught.value.problem, caught.value.advice))
    assert len(said) == 1
    assert await ground.members.find_role(acme.key, bob.key) is None


async def _token_of(invitations: InvitationService) -> str:
    return (await invitations.issue(1, address_of("ann"), Role.MEMBER)).token


async def _revoke(
    ground: FakeGround, invitations: InvitationService, acme: Organization, owner: User, token: str
) -> None:
    found = await ground.invitations.find_by_hash(hash_secret(token))
    assert found is not None
    await invitations.revoke(scope_as(owner, acme, Role.OWNER), found.public_id)


async def test_an_expired_one_is_for_nobody(
    ground: FakeGround, invitations: InvitationService, acme: Organization, clock: StoppedClock
) -> None:
    """An invitation opens its organization up to the last moment of a week, and no longer."""
    token = await _token(invitations, acme, "ann")
    clock.pass_(timedelta(days=7) - timedelta(microseconds=1))
    assert await invitations.find_open(token, address_of("ann")) is not None
    clock.pass_(timedelta(microseconds=1))
    assert await invitations.find_open(token, address_of("ann")) is None


async def test_an_address_is_one_however_it_is_written(
    invitations: InvitationService, acme: Organization
) -> None:
    """Capitals and blanks around an address do not matter; another address does."""
    issued = await invitations.issue(acme.key, "Ann@People.Example", Role.VIEWER)
    found = [
        await invitations.find_open(issued.token, address)
        for address in ("ann@people.example", " ANN@people.EXAMPLE ", "ann@people.example.org")
    ]
    assert found == [issued.invitation, issued.invitation, None]


async def test_somebody_who_is_gone_accepts_nothing(
    ground: FakeGround, invitations: InvitationService, acme: Organization
) -> None:
    """Who was deleted after the token was read has no address, and so no invitation."""
    ann = await ground.add_person("ann")
    token = await _token(invitations, acme, "ann")
    del ground.memory.people[ann.key]
    with pytest.raises(InvitationNotFoundError, match=NONE_OPEN):
        await invitations.accept(actor_of(ann), token)


async def test_using_one_that_was_found(
    ground: FakeGround, invitations: InvitationService, acme: Organization
) -> None:
    """What was found open is used once; a second use is refused."""
    ann = await ground.add_person("ann")
    found = await invitations.find_open(await _token(invitations, acme, "ann"), address_of("ann"))
    assert found is not None
    await invitations.use(found, ann.key)
    assert await ground.members.find_role(acme.key, ann.key) is Role.MEMBER
    with pytest.raises(InvitationNotFoundError, match=NONE_OPEN):
        await invitations.use(found, ann.key)


async def test_an_organization_that_is_gone_takes_nobody(
    ground: FakeGround, invitations: InvitationService, acme: Organization
) -> None:
    """An invitation that was found before its organization was deleted opens nothing."""
    ann = await ground.add_person("ann")
    found = await invitations.find_open(await _token(invitations, acme, "ann"), address_of("ann"))
    assert found is not None
    await ground.organizations.delete(acme.key)
    with pytest.raises(InvitationNotFoundError, match=NONE_OPEN):
        await invitations.use(found, ann.key)


async def test_a_full_organization(
    ground: FakeGround, invitations: InvitationService, acme: Organization
) -> None:
    """An organization has at most 1,000 members; who is one may still get a higher role."""
    people = [
        await add_member(ground, acme, f"person-{number}", Role.VIEWER) for number in range(MEMBERS)
    ]
    ann = await ground.add_person("ann")
    with pytest.raises(LimitReachedError, match=r"^there can be 1000 members, and there are$"):
        await invitations.accept(actor_of(ann), await _token(invitations, acme, "ann"))
    token = await _token(invitations, acme, "person-0")
    assert (await invitations.accept(actor_of(people[0]), token)).role is Role.MEMBER


@pytest.mark.parametrize("public_id", ["0" * 32, "", "nul\x00", "x" * 33, id_of("elsewhere")])
async def test_taking_back_what_is_not_there(
    ground: FakeGround,
    invitations: InvitationService,
    acme: Organization,
    owner: User,
    public_id: str,
) -> None:
    """An id that no invitation of the organization has, or can have, is not found."""
    await add_invitation(ground, await add_organization(ground, "other"), "elsewhere")
    with pytest.raises(InvitationNotFoundError, match=NONE_OPEN):
        await invitations.revoke(scope_as(owner, acme, Role.OWNER), public_id)


async def test_taking_back(
    ground: FakeGround, invitations: InvitationService, acme: Organization, owner: User
) -> None:
    """An invitation is taken back once, and only by who could have made it."""
    admin = await add_member(ground, acme, "admin", Role.ADMIN)
    made = await add_invitation(ground, acme, "bob", Role.OWNER)
    with pytest.raises(ForbiddenError, match=r"^as admin you may not invite somebody as owner$"):
        await invitations.revoke(scope_as(admin, acme, Role.ADMIN), made.public_id)
    scope = scope_as(owner, acme, Role.OWNER)
    await invitations.revoke(scope, made.public_id)
    with pytest.raises(InvitationNotFoundError, match=NONE_OPEN):
        await invitations.revoke(scope, made.public_id)
