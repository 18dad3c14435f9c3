"""``/accounts`` and ``/sessions`` over HTTP: statuses, validation, the cookie, other origins."""

from __future__ import annotations

import pytest
from httpx import AsyncClient

from layerproof.testing import assert_json_equal, assert_unauthenticated, assert_validation_error
from layerproof.testing.clients import open_client
from playground.main import create_app
from playground.models import User
from playground.settings import Settings
from tests.factories import PASSWORD

ANN = {"email": "ann@example.com", "password": PASSWORD}


async def test_an_account_is_opened(client: AsyncClient) -> None:
    """201, with the account, which has no word of the password."""
    answer = await client.post("/accounts", json={**ANN, "email": " Ann@example.com "})

    assert answer.status_code == 201
    assert_json_equal(answer, {"email": "ann@example.com"}, ignoring=("id", "created_at"))


async def test_a_taken_address_is_a_conflict(client: AsyncClient, ann: User) -> None:
    """409 for an address that has an account."""
    answer = await client.post("/accounts", json=ANN)

    assert (answer.status_code, answer.json()) == (
        409,
        {"detail": f"{ann.email} has an account already"},
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": "ann"}, "email"),
        ({"email": "ann@exam ple"}, "email"),
        ({"email": "a" * 250 + "@b.de"}, "email"),
        ({"password": "short horse"}, "password"),
        ({"password": "h" * 201}, "password"),
    ],
)
async def test_accounts_are_checked(client: AsyncClient, wrong: dict[str, str], field: str) -> None:
    """422 for what is no address, and for a password that is too short or too long."""
    answer = await client.post("/accounts", json={**ANN, **wrong})

    assert_validation_error(answer, field, only=True)


@pytest.mark.usefixtures("ann")
async def test_logging_in_sets_a_guarded_cookie(client: AsyncClient) -> None:
    """204, with a cookie for two weeks that no script reads and that needs HTTPS."""
    answer = await client.post("/sessions", json=ANN)

    name, *rest = answer.headers["Set-Cookie"].split("; ")
    assert (answer.status_code, answer.content) == (204, b"")
    assert name.startswith("playground_session=")
    assert set(rest) == {"HttpOnly", "Max-Age=1209600", "Path=/", "SameSite=lax", "Secure"}


@pytest.mark.usefixtures("ann")
async def test_developers_get_a_cookie_without_https() -> None:
    """The setting takes away what browsers would refuse on a plain connection."""
    async with open_client(create_app(Settings(secure_cookies=False))) as client:
        answer = await client.post("/sessions", json=ANN)

    assert "Secure" not in answer.headers["Set-Cookie"]


@pytest.mark.usefixtures("ann")
@pytest.mark.parametrize("wrong", [{"password": "wrong horse"}, {"email": "cid@example.com"}])
async def test_wrong_credentials_are_answered_alike(
    client: AsyncClient, wrong: dict[str, str]
) -> None:
    """401 without a cookie, whether the address or the password is wrong."""
    answer = await client.post("/sessions", json={**ANN, **wrong})

    assert_unauthenticated(answer)
    assert answer.json() == {"detail": "address or password is wrong"}
    assert "Set-Cookie" not in answer.headers


async def test_credentials_are_checked(client: AsyncClient) -> None:
    """422 where no password is sent."""
    answer = await client.post("/sessions", json={"email": "ann@example.com"})

    assert_validation_error(answer, "password", only=True)


async def test_one_sees_ones_own_account(auth_client: AsyncClient, ann: User) -> None:
    """200, with the account of who is logged in."""
    answer = await auth_client.get("/accounts/me")

    assert answer.status_code == 200
    assert_json_equal(answer, {"id": ann.id, "email": ann.email}, ignoring=("created_at",))


async def test_nobody_has_no_account(client: AsyncClient) -> None:
    """401 without a cookie, and with one that nobody has."""
    assert_unauthenticated(await client.get("/accounts/me"))
    client.cookies.set("playground_session", "forged")
    assert_unauthenticated(await client.get("/accounts/me"))


async def test_logging_out_ends_the_session(auth_client: AsyncClient) -> None:
    """204, and the token that was good before is worth nothing, though it were kept."""
    token = auth_client.cookies["playground_session"]
    assert (await auth_client.get("/accounts/me")).status_code == 200

    answer = await auth_client.delete("/sessions/current")

    assert answer.status_code == 204
    assert 'playground_session=""' in answer.headers["Set-Cookie"]
    auth_client.cookies.set("playground_session", token)
    assert_unauthenticated(await auth_client.get("/accounts/me"))


async def test_nobody_may_log_out(client: AsyncClient) -> None:
    """204 for somebody who is not logged in."""
    assert (await client.delete("/sessions/current")).status_code == 204


async def test_only_allowed_origins_read_answers() -> None:
    """The origins of the settings are echoed, each by itself, never a star; others are not."""
    app = create_app(Settings(allowed_origins=("https://one.test", "https://two.test")))
    async with open_client(app) as client:
        told = [
            (await client.get("/accounts/me", headers={"Origin": f"https://{name}.test"})).headers
            for name in ("one", "two", "three")
        ]

    assert [headers.get("Access-Control-Allow-Origin") for headers in told] == [
        "https://one.test",
        "https://two.test",
        None,
    ]
