"""``POST /auth/register``."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from layerproof.history.settings import HistorySettings
from tests.support.auth_requests import AUTH, OTHER, bearer, log_in, register
from tests.support.cheap_passwords import cheap_passwords
from tests.support.history import JSON, code_of, execute
from tests.support.history_world import World, running_world, world

__all__ = ["cheap_passwords", "world"]

pytestmark = pytest.mark.usefixtures("cheap_passwords")


class TestRegistering:
    """``POST /auth/register``."""

    async def test_an_invitation_makes_a_member(self, world: World) -> None:
        """Who was invited logs in with what they chose, and is where they were invited to."""
        answer = await register(world)
        assert answer.status_code == 202
        assert answer.json() == {"detail": "if the address had no account, it has one now: log in"}
        form = {"username": "OPEN@invited.example", "password": OTHER}
        headers = bearer(await world.client().post(f"{AUTH}/login", data=form))
        me = (await world.client().get(f"{AUTH}/me", headers=headers)).json()
        assert (me["address"], me["name"]) == ("open@invited.example", "New")
        assert me["memberships"] == [{"organization": "acme", "name": "Acme", "role": "member"}]

    async def test_an_invitation_is_used_once(self, world: World) -> None:
        """The second one to come with it is refused."""
        assert (await register(world)).status_code == 202
        assert code_of(await register(world)) == (403, "invitation-needed")

    @pytest.mark.parametrize("invitation", ["lapsed", "withdrawn", "accepted", "foreign", "none"])
    async def test_invitations_that_are_not_open(self, world: World, invitation: str) -> None:
        """None, one that is over and another address's get one answer; no account is made."""
        secret = world.invitation_secrets.get(invitation)
        answer = await register(world, invitation=secret)
        assert code_of(answer) == (403, "invitation-needed")
        counted = execute(
            world.settings, "SELECT count(*) FROM users WHERE address = 'open@invited.example'"
        )
        assert counted == [(0,)]

    @pytest.mark.parametrize("name", ["lapsed", "withdrawn", "accepted"])
    async def test_an_invitation_that_is_over_for_its_own_address(
        self, world: World, name: str
    ) -> None:
        """The right address does not help an invitation that is over."""
        secret, address = world.invitation_secrets[name], f"{name}@invited.example"
        answer = await register(world, invitation=secret, address=address)
        assert code_of(answer) == (403, "invitation-needed")

    @pytest.mark.parametrize(
        "changes",
        [
            {"password": "eleven char"},
            {"address": "nobody"},
            {"role": "owner"},
            {"name": ""},
            {"name": "a\x00"},
            {"password": None},
        ],
    )
    async def test_bodies_that_are_none(self, world: World, changes: dict[str, Any]) -> None:
        """What is not as it should be is told, with its place, and without what was sent."""
        answer = await register(world, **changes)
        assert code_of(answer) == (422, "invalid-request")
        assert [fault["where"] for fault in answer.json()["faults"]] == ["body." + "".join(changes)]
        assert "eleven char" not in answer.text

    @pytest.mark.parametrize(
        "body", [b"", b"{", b'{"name": "\\ud800"}', b'{"\\ud800": 1}', b"\xff", b"[" * 5000]
    )
    async def test_bodies_that_cannot_be_read(self, world: World, body: bytes) -> None:
        """No bytes make the server fail."""
        answer = await world.client().post(f"{AUTH}/register", content=body, headers=JSON)
        assert code_of(answer) in {(422, "invalid-request"), (400, "bad-request")}

    async def test_a_flood_of_faults_is_cut(self, world: World) -> None:
        """Of many faults the first twenty are told, and no long name is given back whole."""
        body = {f"{number}" + "x" * 1000: 1 for number in range(60)}
        answer = await world.client().post(f"{AUTH}/register", json=body)
        assert code_of(answer) == (422, "invalid-request")
        assert (len(answer.json()["faults"]), len(answer.content) < 5_000) == (20, True)


class TestOpenRegistration:
    """``POST /auth/register`` where anybody may."""

    @pytest.fixture
    async def open_world(self, settings: HistorySettings) -> Any:
        """Give a world with open registration."""
        async with running_world(replace(settings, open_registration=True)) as world:
            yield world

    async def test_a_known_address_gets_the_same_answer(self, open_world: World) -> None:
        """Whether an address has an account cannot be told; the account stays as it was."""
        before = execute(open_world.settings, "SELECT * FROM users ORDER BY id")
        known = await register(open_world, invitation=None, address="MEMBER@acme.example")
        between = execute(open_world.settings, "SELECT * FROM users ORDER BY id")
        new = await register(open_world, invitation=None, address="new@acme.example")
        assert (known.status_code, known.json()) == (new.status_code, new.json())
        hide = {"x-request-id"}
        assert {k: v for k, v in known.headers.items() if k not in hide} == {
            k: v for k, v in new.headers.items() if k not in hide
        }
        assert before == between
        assert (await log_in(open_world)).status_code == 200

    async def test_who_registers_belongs_nowhere(self, open_world: World) -> None:
        """Without an invitation there is no membership."""
        await register(open_world, invitation=None, address="new@acme.example")
        form = {"username": "new@acme.example", "password": OTHER}
        headers = bearer(await open_world.client().post(f"{AUTH}/login", data=form))
        me = await open_world.client().get(f"{AUTH}/me", headers=headers)
        assert me.json()["memberships"] == []

    async def test_registering_too_often(self, open_world: World) -> None:
        """A client cannot make accounts without end."""
        statuses = [
            (await register(open_world, invitation=None, address=f"{n}@x.example")).status_code
            for n in range(51)
        ]
        assert statuses == [202] * 50 + [429]
