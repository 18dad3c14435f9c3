"""``/auth``: one's own account, password and log-ins."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.support.auth_requests import AUTH, OTHER, bearer, log_in, refresh
from tests.support.cheap_passwords import cheap_passwords
from tests.support.history import code_of, execute
from tests.support.history_world import PASSWORD, World, world

__all__ = ["cheap_passwords", "world"]

#: What none of the answers may hold.
HIDDEN = ("password", "hash", "key", "login_key", "user_key")

pytestmark = pytest.mark.usefixtures("cheap_passwords")


class TestOneself:
    """``/auth/me``."""

    async def test_ones_own_account(self, world: World) -> None:
        """A person sees who they are and what they are where, and nothing else."""
        me = (await world.client("admin").get(f"{AUTH}/me")).json()
        assert datetime.fromisoformat(me.pop("created_at")).tzinfo is not None
        assert me == {
            "id": world.people["admin"],
            "address": world.address("admin"),
            "name": "Admin",
            "memberships": [{"organization": "acme", "name": "Acme", "role": "admin"}],
        }

    async def test_another_name(self, world: World) -> None:
        """A person changes their name to whatever they like, and nobody else's."""
        name = "<script>alert(1)</script> 'Ann'"
        changed = await world.client("viewer").patch(f"{AUTH}/me", json={"name": name})
        seen = await world.client("viewer").get(f"{AUTH}/me")
        assert (changed.status_code, changed.json()) == (200, seen.json())
        assert seen.json()["name"] == name
        assert (await world.client("owner").get(f"{AUTH}/me")).json()["name"] == "Owner"

    @pytest.mark.parametrize(
        "body",
        [{}, {"name": ""}, {"name": "n", "address": "b@c"}, {"name": "n", "memberships": []}],
    )
    async def test_nothing_else_can_be_changed(self, world: World, body: Any) -> None:
        """Fields that are not the person's to set are refused, and nothing changes."""
        before = execute(world.settings, "SELECT * FROM users ORDER BY id")
        answer = await world.client("viewer").patch(f"{AUTH}/me", json=body)
        assert code_of(answer) == (422, "invalid-request")
        assert execute(world.settings, "SELECT * FROM users ORDER BY id") == before


class TestPassword:
    """``POST /auth/password``."""

    async def test_another_password(self, world: World) -> None:
        """The new one counts, the old one does not, and only this log-in goes on."""
        other = await log_in(world)
        body = {"current": PASSWORD, "new": OTHER}
        answer = await world.client("member").post(f"{AUTH}/password", json=body)
        assert (answer.status_code, answer.content) == (204, b"")
        assert (await world.client("member").get(f"{AUTH}/me")).status_code == 200
        ended = await world.client().get(f"{AUTH}/me", headers=bearer(other))
        assert code_of(ended) == (401, "unauthenticated")
        refreshed = await refresh(world, other.json()["refresh_token"])
        assert code_of(refreshed) == (401, "refresh-refused")
        assert code_of(await log_in(world)) == (401, "log-in-refused")
        assert (await log_in(world, password=OTHER)).status_code == 200

    async def test_a_wrong_one_counts_as_an_attempt(self, world: World) -> None:
        """It is refused five times, and then the log-in of the same client is as well."""
        body = {"current": "wrong", "new": OTHER}
        answers = [
            await world.client("member").post(f"{AUTH}/password", json=body) for _ in range(6)
        ]
        assert [code_of(one) for one in answers] == [(403, "wrong-password")] * 5 + [
            (429, "too-many-attempts")
        ]
        assert code_of(await log_in(world)) == (429, "too-many-attempts")
        assert (await world.client("member").get(f"{AUTH}/me")).status_code == 200

    async def test_a_short_one_is_refused(self, world: World) -> None:
        """A new password needs twelve characters."""
        body = {"current": PASSWORD, "new": "eleven char"}
        answer = await world.client("member").post(f"{AUTH}/password", json=body)
        assert code_of(answer) == (422, "invalid-request")


class TestOwnLogins:
    """``/auth/logins``."""

    async def test_living_log_ins_are_listed(self, world: World) -> None:
        """A person sees their living log-ins, newest first, and which of them they use."""
        answer = await log_in(world)
        listed = await world.client().get(f"{AUTH}/logins", headers=bearer(answer))
        new, old = listed.json()["items"]
        assert set(new) == {"id", "kind", "created_at", "expires_at", "current"}
        assert [(one["kind"], one["current"]) for one in (new, old)] == [
            ("api", True),
            ("api", False),
        ]

    async def test_one_can_be_ended(self, world: World) -> None:
        """A log-in that was ended is gone, and opens nothing more."""
        answer = await log_in(world)
        new, old = (await world.client().get(f"{AUTH}/logins", headers=bearer(answer))).json()[
            "items"
        ]
        ended = await world.client("member").delete(f"{AUTH}/logins/{new['id']}")
        assert (ended.status_code, ended.content) == (204, b"")
        seen = await world.client().get(f"{AUTH}/me", headers=bearer(answer))
        assert code_of(seen) == (401, "unauthenticated")
        left = (await world.client("member").get(f"{AUTH}/logins")).json()["items"]
        assert left == [{**old, "current": True}]

    async def test_somebody_elses_is_not_there(self, world: World) -> None:
        """Nobody ends another one's log-in, not even an owner a member's."""
        (login,) = (await world.client("member").get(f"{AUTH}/logins")).json()["items"]
        answer = await world.client("owner").delete(f"{AUTH}/logins/{login['id']}")
        assert code_of(answer) == (404, "login-not-found")
        assert (await world.client("member").get(f"{AUTH}/me")).status_code == 200

    @pytest.mark.parametrize("login", ["0" * 32, "%00", "x" * 500, "%ED%A0%80", "'; --"])
    async def test_an_unknown_one(self, world: World, login: str) -> None:
        """An id that is nobody's, or can be none, is not found."""
        answer = await world.client("member").delete(f"{AUTH}/logins/{login}")
        assert code_of(answer) == (404, "login-not-found")


async def test_no_answer_holds_what_is_hidden(world: World) -> None:
    """No key of any answer is a hash or a row's number."""
    await log_in(world)
    answers = [await world.client("member").get(f"{AUTH}/{path}") for path in ("me", "logins")]
    texts = [answer.text for answer in answers]
    assert not [word for word in HIDDEN for text in texts if f'"{word}"' in text]
    assert not [text for text in texts if "argon2" in text]
