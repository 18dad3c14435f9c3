"""What every member repository does, in memory or on SQL."""

from __future__ import annotations

from layerproof.history.records.access import Role
from layerproof.history.records.tenants import Membership
from tests.support.tenant_ground import HOUR, NOW, Ground, add_member, add_organization


class MemberRepositoryContract:
    """The contract; a test class that inherits from it gives a fixture ``ground``."""

    async def test_a_member_is_found(self, ground: Ground) -> None:
        """A member is found by the person's id, with everything that is told of them."""
        acme = await add_organization(ground)
        ann = await add_member(ground, acme, "ann", Role.ADMIN)
        assert await ground.members.find(acme.key, ann.public_id) == Membership(
            organization=acme,
            user_key=ann.key,
            user_id=ann.public_id,
            address="ann@people.example",
            user_name="Ann",
            role=Role.ADMIN,
            created_at=NOW,
        )

    async def test_a_member_of_another_organization_is_none(self, ground: Ground) -> None:
        """Who is in another organization only is not found, and has no role."""
        acme, other = await add_organization(ground), await add_organization(ground, "other")
        ann = await add_member(ground, other, "ann", Role.OWNER)
        assert await ground.members.find(acme.key, ann.public_id) is None
        assert await ground.members.find_role(acme.key, ann.key) is None
        assert await ground.members.find_role(other.key, ann.key) is Role.OWNER

    async def test_members_stand_as_they_came(self, ground: Ground) -> None:
        """Members are listed by when they came, of one moment by who was a person first."""
        acme, other = await add_organization(ground), await add_organization(ground, "other")
        for name, since in (("late", NOW + HOUR), ("one", NOW), ("two", NOW)):
            await add_member(ground, acme, name, Role.MEMBER, since=since)
        await add_member(ground, other, "elsewhere", Role.MEMBER)
        listed = [member.user_name for member in await ground.members.list_all(acme.key)]
        assert listed == ["One", "Two", "Late"]

    async def test_members_and_owners_are_counted(self, ground: Ground) -> None:
        """Members of all roles count, owners among them, and nobody of another organization."""
        acme, other = await add_organization(ground), await add_organization(ground, "other")
        for role in Role:
            await add_member(ground, acme, role.value, role)
        await add_member(ground, other, "elsewhere", Role.OWNER)
        counts = await ground.members.count(acme.key), await ground.members.count_owners(acme.key)
        assert counts == (4, 1)

    async def test_another_role(self, ground: Ground) -> None:
        """Another role is one member's in one organization."""
        acme, other = await add_organization(ground), await add_organization(ground, "other")
        ann, bob = [await add_member(ground, acme, name, Role.VIEWER) for name in ("ann", "bob")]
        await ground.members.add(other.key, ann.key, Role.VIEWER, created_at=NOW)
        await ground.members.change_role(acme.key, ann.key, Role.ADMIN)
        roles = [
            await ground.members.find_role(*pair)
            for pair in ((acme.key, ann.key), (acme.key, bob.key), (other.key, ann.key))
        ]
        assert roles == [Role.ADMIN, Role.VIEWER, Role.VIEWER]

    async def test_a_membership_ends(self, ground: Ground) -> None:
        """A membership that ends is one member's in one organization."""
        acme, other = await add_organization(ground), await add_organization(ground, "other")
        ann, bob = [await add_member(ground, acme, name, Role.VIEWER) for name in ("ann", "bob")]
        await ground.members.add(other.key, ann.key, Role.VIEWER, created_at=NOW)
        await ground.members.remove(acme.key, ann.key)
        assert [member.user_key for member in await ground.members.list_all(acme.key)] == [bob.key]
        assert await ground.members.count(other.key) == 1

    async def test_an_organization_can_be_held_that_is_there(self, ground: Ground) -> None:
        """Holding tells whether there is such an organization."""
        acme = await add_organization(ground)
        assert await ground.members.hold(acme.key)
        assert not await ground.members.hold(acme.key + 1)
