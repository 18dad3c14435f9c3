"""``/auth``: logging in, refreshing, logging out."""

from __future__ import annotations

from typing import Any

import pytest

from layerproof.history.settings import HistorySettings
from tests.support.auth_requests import AUTH, bearer, log_in, refresh
from tests.support.cheap_passwords import cheap_passwords
from tests.support.history import code_of, execute, running_client
from tests.support.history_world import PASSWORD, World, world

__all__ = ["cheap_passwords", "world"]

pytestmark = pytest.mark.usefixtures("cheap_passwords")


class TestLoggingIn:
    """``POST /auth/login``."""

    async def test_the_answer_opens_the_api(self, world: World) -> None:
        """The form's answer is OAuth2's, is kept by no cache, and opens what the person sees."""
        answer = await log_in(world)
        body = answer.json()
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        assert set(body) == {"access_token", "token_type", "expires_in", "refresh_token"}
        assert (body["token_type"], body["expires_in"]) == ("bearer", 900)
        seen = await world.client().get(f"{world.project}/runs", headers=bearer(answer))
        assert seen.status_code == 200

    @pytest.mark.parametrize("name", ["member", "nobody"])
    async def test_a_refusal_tells_nothing(self, world: World, name: str) -> None:
        """A wrong password and an unknown address get the same answer to the letter."""
        form = {"username": f"{name}@acme.example", "password": "wrong"}
        answer = await world.client().post(f"{AUTH}/login", data=form)
        assert code_of(answer) == (401, "log-in-refused")
        assert answer.json()["detail"] == "the address or the password is wrong"
        assert answer.headers["www-authenticate"] == "Bearer"

    @pytest.mark.parametrize("name", ["member", "nobody"])
    async def test_the_sixth_attempt_is_refused(self, world: World, name: str) -> None:
        """After five failures not even the right password gets in, and the answer says when."""
        form = {"username": f"{name}@acme.example", "password": "wrong"}
        failed = [await world.client().post(f"{AUTH}/login", data=form) for _ in range(5)]
        form["password"] = PASSWORD
        answer = await world.client().post(f"{AUTH}/login", data=form)
        assert {one.status_code for one in failed} == {401}
        assert code_of(answer) == (429, "too-many-attempts")
        assert 890 < int(answer.headers["retry-after"]) <= 900
        assert execute(world.settings, "SELECT count(*) FROM login_failures") == [(15,)]

    async def test_a_success_leaves_no_failures(self, world: World) -> None:
        """A success takes its own notes away again."""
        await log_in(world)
        assert execute(world.settings, "SELECT count(*) FROM login_failures") == [(0,)]

    @pytest.mark.parametrize(
        "form",
        [
            {},
            {"username": "a"},
            {"password": "p"},
            {"username": "a", "password": "p", "grant_type": "refresh_token"},
            {"username": "a\x00b", "password": "p"},
            {"username": "a" * 255, "password": "p"},
            {"username": "a", "password": "p" * 1025},
        ],
    )
    async def test_forms_that_are_none(self, world: World, form: dict[str, str]) -> None:
        """What is missing, too long, or not what the grant is, is told."""
        answer = await world.client().post(f"{AUTH}/login", data=form)
        assert code_of(answer) == (422, "invalid-request")
        assert answer.json()["faults"] != []

    async def test_json_is_no_form(self, world: World) -> None:
        """Whoever sends JSON is told what is missing."""
        answer = await world.client().post(f"{AUTH}/login", json={"username": "a", "password": "p"})
        assert code_of(answer) == (422, "invalid-request")


class TestRefreshing:
    """``POST /auth/refresh``."""

    async def test_a_refresh_gives_new_tokens(self, world: World) -> None:
        """The answer is like a log-in's, with another refresh token."""
        first = (await log_in(world)).json()
        answer = await refresh(world, first["refresh_token"])
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        assert set(answer.json()) == set(first)
        assert answer.json()["refresh_token"] != first["refresh_token"]
        seen = await world.client().get(f"{AUTH}/me", headers=bearer(answer))
        assert seen.status_code == 200

    async def test_a_token_that_comes_twice_ends_the_log_in(self, world: World) -> None:
        """Every token of the log-in stops at once; the refusal is kept in the database."""
        first = await log_in(world)
        second = await refresh(world, first.json()["refresh_token"])
        again = await refresh(world, first.json()["refresh_token"])
        assert code_of(again) == (401, "refresh-refused")
        assert again.headers["www-authenticate"] == "Bearer"
        for headers in (bearer(first), bearer(second)):
            answer = await world.client().get(f"{AUTH}/me", headers=headers)
            assert code_of(answer) == (401, "unauthenticated")
        assert code_of(await refresh(world, second.json()["refresh_token"])) == (
            401,
            "refresh-refused",
        )
        other = await world.client("member").get(f"{AUTH}/me")
        assert other.status_code == 200

    async def test_an_unknown_token(self, world: World) -> None:
        """A token that nobody was given is refused in the same words."""
        answer = await refresh(world, "unknown")
        assert code_of(answer) == (401, "refresh-refused")

    @pytest.mark.parametrize("body", [{}, {"refresh_token": ""}, {"refresh_token": 1}, []])
    async def test_bodies_that_are_none(self, world: World, body: Any) -> None:
        """What is no refresh token is told as such."""
        answer = await world.client().post(f"{AUTH}/refresh", json=body)
        assert code_of(answer) == (422, "invalid-request")


class TestLoggingOut:
    """``POST /auth/logout``."""

    async def test_every_token_stops(self, world: World) -> None:
        """Neither the access token nor the refresh token is good afterwards; others are."""
        answer = await log_in(world)
        out = await world.client().post(f"{AUTH}/logout", headers=bearer(answer))
        assert (out.status_code, out.content) == (204, b"")
        seen = await world.client().get(f"{AUTH}/me", headers=bearer(answer))
        assert code_of(seen) == (401, "unauthenticated")
        refreshed = await refresh(world, answer.json()["refresh_token"])
        assert code_of(refreshed) == (401, "refresh-refused")
        assert (await world.client("member").get(f"{AUTH}/me")).status_code == 200


OWN = [
    ("POST", "logout"),
    ("GET", "me"),
    ("PATCH", "me"),
    ("POST", "password"),
    ("GET", "logins"),
    ("DELETE", f"logins/{'0' * 32}"),
]
ALL = [*OWN, ("POST", "register"), ("POST", "login"), ("POST", "refresh")]


@pytest.mark.parametrize(("method", "path"), OWN)
async def test_a_projects_token_is_nobody(world: World, method: str, path: str) -> None:
    """A program with a project's token has no account."""
    answer = await world.client("push_read").request(method, f"{AUTH}/{path}")
    assert code_of(answer) == (403, "forbidden")


@pytest.mark.parametrize(("method", "path"), ALL)
async def test_a_server_without_accounts(settings: HistorySettings, method: str, path: str) -> None:
    """None of it is there without accounts, whatever is sent."""
    async with running_client(settings) as client:
        answer = await client.request(method, f"{AUTH}/{path}")
    assert code_of(answer) == (403, "forbidden")
