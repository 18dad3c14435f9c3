"""What every organization repository does, in memory or on SQL."""

from __future__ import annotations

from layerproof.history.records.access import Role
from layerproof.history.records.tenants import Organization, OwnOrganization
from tests.support.tenant_ground import (
    NOW,
    Ground,
    add_invitation,
    add_member,
    add_organization,
    add_project,
    add_token,
    hash_of,
)


class OrganizationRepositoryContract:
    """The contract; a test class that inherits from it gives a fixture ``ground``."""

    async def test_a_new_organization_is_found(self, ground: Ground) -> None:
        """What was made is found by key and by slug, as it was."""
        added = await ground.organizations.add("acme", "Acme", created_at=NOW)
        assert added is not None
        assert added == Organization(added.key, "acme", "Acme", NOW)
        assert await ground.organizations.find(added.key) == added
        assert await ground.organizations.find_by_slug("acme") == added

    async def test_what_was_never_made_is_not_found(self, ground: Ground) -> None:
        """An unknown key and an unknown slug find nothing."""
        found = await ground.organizations.find(99), await ground.organizations.find_by_slug("no")
        assert found == (None, None)

    async def test_a_slug_is_taken_once(self, ground: Ground) -> None:
        """A second organization of a slug is not made, and what was made before stays."""
        first = await add_organization(ground)
        assert await ground.organizations.add("acme", "Other", created_at=NOW) is None
        assert await ground.organizations.list_all() == [first]

    async def test_organizations_stand_by_their_slugs(self, ground: Ground) -> None:
        """All are listed by the characters of their slugs, a hyphen before digits and letters."""
        for slug in ("b", "a1", "a-b", "aa", "a"):
            await add_organization(ground, slug)
        slugs = [one.slug for one in await ground.organizations.list_all()]
        assert slugs == ["a", "a-b", "a1", "aa", "b"]

    async def test_somebody_sees_their_own(self, ground: Ground) -> None:
        """The organizations of a person are those that they are in, each with their role."""
        second, first, other = [await add_organization(ground, slug) for slug in ("b", "a", "c")]
        ann = await add_member(ground, second, "ann", Role.OWNER)
        await ground.members.add(first.key, ann.key, Role.VIEWER, created_at=NOW)
        await add_member(ground, other, "bob", Role.OWNER)
        assert await ground.organizations.list_of(ann.key) == [
            OwnOrganization(first, Role.VIEWER),
            OwnOrganization(second, Role.OWNER),
        ]

    async def test_only_owned_ones_count(self, ground: Ground) -> None:
        """Somebody owns the organizations in which they are an owner, and no others."""
        acme = await add_organization(ground)
        ann = await add_member(ground, acme, "ann", Role.ADMIN)
        before = await ground.organizations.count_owned(ann.key)
        await ground.members.change_role(acme.key, ann.key, Role.OWNER)
        await add_member(ground, acme, "bob", Role.OWNER)
        assert (before, await ground.organizations.count_owned(ann.key)) == (0, 1)

    async def test_a_person_can_be_held_who_is_there(self, ground: Ground) -> None:
        """Holding tells whether there is such a person."""
        ann = await ground.add_person("ann")
        assert await ground.organizations.hold_person(ann.key)
        assert not await ground.organizations.hold_person(ann.key + 1)

    async def test_another_name(self, ground: Ground) -> None:
        """Another name changes nothing but the name, and no other organization."""
        acme, other = await add_organization(ground), await add_organization(ground, "other")
        await ground.organizations.rename(acme.key, "New")
        assert await ground.organizations.list_all() == [
            Organization(acme.key, "acme", "New", NOW),
            other,
        ]

    async def test_deleting_takes_everything_with_it(self, ground: Ground) -> None:
        """With an organization go its members, invitations, projects and tokens, of no other."""
        left = {}
        for slug in ("acme", "other"):
            where = await add_organization(ground, slug)
            await add_member(ground, where, f"ann-{slug}", Role.OWNER)
            await add_invitation(ground, where, f"bob-{slug}")
            await add_token(ground, await add_project(ground, where), slug)
            left[slug] = where
        await ground.organizations.delete(left["acme"].key)
        assert [await self._count(ground, where) for where in left.values()] == [
            (0, 0, 0),
            (1, 1, 1),
        ]
        found = [await ground.identity.find_project_token(hash_of(slug)) for slug in left]
        assert [token is None for token in found] == [True, False]
        assert await ground.organizations.list_all() == [left["other"]]

    async def _count(self, ground: Ground, where: Organization) -> tuple[int, int, int]:
        return (
            await ground.members.count(where.key),
            await ground.invitations.count_open(where.key, NOW),
            await ground.projects.count(where.key),
        )
