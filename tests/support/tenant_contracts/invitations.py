"""What every invitation repository does, in memory or on SQL."""

from __future__ import annotations

from layerproof.history.records.access import Role
from layerproof.history.records.tenants import Invitation
from tests.support.tenant_ground import (
    DAY,
    HOUR,
    NOW,
    Ground,
    add_invitation,
    add_member,
    add_organization,
    hash_of,
    id_of,
)


class InvitationRepositoryContract:
    """The contract; a test class that inherits from it gives a fixture ``ground``."""

    async def test_an_invitation_is_found(self, ground: Ground) -> None:
        """An invitation is found by its token's hash and by its id, as it was made."""
        acme = await add_organization(ground)
        ann = await add_member(ground, acme, "ann", Role.ADMIN)
        added = await add_invitation(ground, acme, "bob", Role.ADMIN, invited_by=ann.key)
        assert added == Invitation(
            key=added.key,
            public_id=id_of("bob"),
            organization=acme,
            address="bob@people.example",
            address_key="bob@people.example",
            role=Role.ADMIN,
            created_at=NOW,
            expires_at=NOW + 7 * DAY,
            accepted_at=None,
            revoked_at=None,
            invited_by=ann.key,
        )
        assert await ground.invitations.find_by_hash(hash_of("bob")) == added
        assert await ground.invitations.find(acme.key, id_of("bob")) == added

    async def test_a_foreign_invitation_is_not_found(self, ground: Ground) -> None:
        """An id is found in its own organization only; an unknown hash finds nothing."""
        acme, other = await add_organization(ground), await add_organization(ground, "other")
        await add_invitation(ground, other, "bob")
        assert await ground.invitations.find(acme.key, id_of("bob")) is None
        assert await ground.invitations.find_by_hash(hash_of("nobody")) is None

    async def test_only_open_ones_are_listed(self, ground: Ground) -> None:
        """Accepted, revoked, expired and foreign invitations are neither listed nor counted."""
        acme, other = await add_organization(ground), await add_organization(ground, "other")
        names = ("one", "accepted", "revoked", "two")
        made = {name: await add_invitation(ground, acme, name) for name in names}
        await add_invitation(ground, acme, "expired", expires_at=NOW)
        await add_invitation(ground, other, "foreign")
        assert await ground.invitations.accept(made["accepted"].key, NOW)
        assert await ground.invitations.revoke(made["revoked"].key, NOW)
        listed = await ground.invitations.list_open(acme.key, NOW)
        assert listed == [made["one"], made["two"]]
        assert await ground.invitations.count_open(acme.key, NOW) == 2

    async def test_an_invitation_is_closed_once(self, ground: Ground) -> None:
        """What is accepted, revoked or expired can be neither accepted nor revoked, and stays."""
        acme = await add_organization(ground)
        for name, close in (
            ("accepted", ground.invitations.accept),
            ("revoked", ground.invitations.revoke),
        ):
            made = await add_invitation(ground, acme, name)
            assert await close(made.key, NOW)
            closed = await ground.invitations.find_by_hash(hash_of(name))
            assert closed is not None
            assert (closed.accepted_at, closed.revoked_at).count(NOW) == 1
            again = [
                await ground.invitations.accept(made.key, NOW + HOUR),
                await ground.invitations.revoke(made.key, NOW + HOUR),
            ]
            assert again == [False, False]
            assert await ground.invitations.find_by_hash(hash_of(name)) == closed
        expired = await add_invitation(ground, acme, "expired", expires_at=NOW)
        assert not await ground.invitations.accept(expired.key, NOW)

    async def test_what_somebody_made_is_taken_back(self, ground: Ground) -> None:
        """Of a person's open invitations to some roles each is revoked, and no other one."""
        acme, other = await add_organization(ground), await add_organization(ground, "other")
        ann = await add_member(ground, acme, "ann", Role.ADMIN)
        bob = await add_member(ground, acme, "bob", Role.ADMIN)
        for name, where, role, inviter in (
            ("meant", acme, Role.ADMIN, ann.key),
            ("other role", acme, Role.VIEWER, ann.key),
            ("other inviter", acme, Role.ADMIN, bob.key),
            ("operator", acme, Role.ADMIN, None),
            ("other organization", other, Role.ADMIN, ann.key),
        ):
            await add_invitation(ground, where, name, role, invited_by=inviter)
        roles = {Role.ADMIN, Role.OWNER}
        await ground.invitations.revoke_of(acme.key, ann.key, roles, NOW)
        listed = await ground.invitations.list_open(acme.key, NOW)
        names = [one.address.partition("@")[0] for one in listed]
        assert names == ["other role", "other inviter", "operator"]
        assert await ground.invitations.count_open(other.key, NOW) == 1

    async def test_taking_back_nothing(self, ground: Ground) -> None:
        """No role at all means no invitation at all."""
        acme = await add_organization(ground)
        ann = await add_member(ground, acme, "ann", Role.ADMIN)
        await add_invitation(ground, acme, "bob", invited_by=ann.key)
        await ground.invitations.revoke_of(acme.key, ann.key, (), NOW)
        assert await ground.invitations.count_open(acme.key, NOW) == 1

    async def test_old_closed_ones_are_forgotten(self, ground: Ground) -> None:
        """The newest closed invitations and every open one stay, and those of other people."""
        acme, other = await add_organization(ground), await add_organization(ground, "other")
        for name in ("first", "second", "third"):
            await add_invitation(ground, acme, name, expires_at=NOW)
        await add_invitation(ground, acme, "open")
        await add_invitation(ground, other, "foreign", expires_at=NOW)
        await ground.invitations.forget_closed(acme.key, NOW, keep=2)
        names = ("first", "second", "third", "open", "foreign")
        found = [await ground.invitations.find_by_hash(hash_of(name)) for name in names]
        assert [one is not None for one in found] == [False, True, True, True, True]

    async def test_addresses(self, ground: Ground) -> None:
        """A person's address is found as it is compared, and nobody's where there is none."""
        ann = await ground.add_person("ann")
        assert await ground.invitations.find_address_key(ann.key) == "ann@people.example"
        assert await ground.invitations.find_address_key(ann.key + 1) is None
