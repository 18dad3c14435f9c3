"""Logging in and out on pages, registering, and accepting invitations."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from layerproof.history.settings import HistorySettings
from tests.support.history import running_app
from tests.support.history_world import PASSWORD, World
from tests.support.page_checks import check_page, links_of, texts_of
from tests.support.page_visits import (
    browsing,
    browsing_as,
    crawl,
    forms_of,
    log_in,
    send_form,
)


async def test_somebody_logs_in_and_out(world: World) -> None:
    """A log-in opens the page that was wanted; after logging out its cookie opens nothing."""
    async with browsing(world.app) as client:
        asked = await client.get("/o/acme/shop?branch=main")
        login = asked.headers["location"]
        entered = await send_form(
            client, login, "/login", address=world.address("viewer"), password=PASSWORD
        )
        assert (entered.status_code, entered.headers["location"]) == (
            303,
            "/o/acme/shop?branch=main",
        )
        stolen = dict(client.cookies)
        page = await client.get("/o/acme/shop")
        assert "Viewer" in texts_of(page.text, "span")[0]
        left = await send_form(client, "/", "/logout")
        assert (left.status_code, left.headers["location"]) == (303, "/login")
        assert not client.cookies
        for name, value in stolen.items():
            client.cookies.set(name, value)
        assert (await client.get("/")).status_code == 303


async def test_who_is_logged_in_needs_no_form(world: World) -> None:
    """The page to log in sends those on who have."""
    async with browsing_as(world, "owner") as client:
        answer = await client.get("/login?next=/o/acme")
        assert (answer.status_code, answer.headers["location"]) == (303, "/o/acme")


@pytest.mark.parametrize("address", ["viewer@acme.example", "nobody@acme.example", ""])
async def test_a_refused_log_in_keeps_what_was_typed(world: World, address: str) -> None:
    """A wrong password and an unknown address get the same page, without the password."""
    async with browsing(world.app) as client:
        answer = await log_in(client, address, "wrong & <wrong>", "/o/acme")
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert "wrong &" not in answer.text
    elements = {element.attributes.get("name"): element for element in check_page(answer.text)}
    assert elements["address"].attributes["value"] == address
    assert elements["next"].attributes["value"] == "/o/acme"
    assert "The address or the password is wrong." in answer.text


async def test_too_many_wrong_passwords_are_told_to_wait(world: World) -> None:
    """After too many attempts the page says for how long nothing is tried."""
    async with browsing(world.app) as client:
        statuses: list[int] = []
        told = ""
        while 429 not in statuses:
            answer = await log_in(client, world.address("viewer"), "wrong")
            statuses.append(answer.status_code)
            told = answer.text
            assert len(statuses) < 50
    assert "Try again in" in told
    assert set(statuses) == {401, 429}


async def test_somebody_registers_by_an_invitation(world: World) -> None:
    """The link of an invitation makes an account, which then is in the organization."""
    link = f"/invitation?token={world.invitation_secrets['open']}"
    typed = {"name": "Opal <b>", "address": "open@invited.example", "password": "a long password"}
    async with browsing(world.app) as client:
        made = await send_form(client, link, "/invitation", **typed)
        assert made.status_code == 200
        assert "If the address had no account, it has one now." in made.text
        entered = await log_in(client, typed["address"], typed["password"])
        assert entered.status_code == 303
        home = await client.get("/")
        assert "/o/acme" in links_of(home.text)
        assert "Opal <b>" in texts_of(home.text, "span")[0]


async def test_registering_without_an_invitation_is_refused(world: World) -> None:
    """An invitation for another address, or none, makes no account."""
    typed = {"name": "Eve", "address": "eve@evil.example", "password": "a long password"}
    async with browsing(world.app) as client:
        for token in (world.invitation_secrets["open"], "nonsense", ""):
            answer = await send_form(client, f"/invitation?token={token}", "/invitation", **typed)
            assert answer.status_code == 403
            fields = {
                element.attributes.get("name"): element for element in check_page(answer.text)
            }
            assert fields["name"].attributes["value"] == "Eve"
            assert "a long password" not in answer.text
        assert (await log_in(client, typed["address"], typed["password"])).status_code == 401


@pytest.mark.parametrize(
    ("typed", "field"), [({"password": "too short"}, "password"), ({"address": "none"}, "address")]
)
async def test_what_cannot_be_registered_is_told(
    world: World, typed: dict[str, str], field: str
) -> None:
    """A password that is too short, or an address that is none, is refused as by the API."""
    good = {"name": "Opal", "address": "open@invited.example", "password": "a long password"}
    token = {"token": world.invitation_secrets["open"]}
    async with browsing(world.app) as client:
        answer = await client.post("/invitation", data={**good, **token, **typed})
        assert answer.status_code == 422
        assert f"body.{field}" in texts_of(answer.text, "code")
        assert "too short" not in answer.text
        assert (await client.post("/invitation", data={**good, **token})).status_code == 200


async def test_somebody_with_an_account_accepts_an_invitation(world: World) -> None:
    """Who is invited and logged in becomes a member; nobody else can use the link."""
    link = f"/invitation?token={world.invitation_secrets['outsider']}"
    async with browsing_as(world, "foreigner") as client:
        refused = await send_form(client, link, "/invitation/accept")
        assert refused.status_code == 404
        assert "Logged in as Foreigner" in texts_of(refused.text, "span")
    async with browsing_as(world, "outsider") as client:
        assert (await client.get("/o/acme")).status_code == 404
        accepted = await send_form(client, link, "/invitation/accept")
        assert (accepted.status_code, accepted.headers["location"]) == (303, "/o/acme")
        assert (await client.get("/o/acme")).status_code == 200


async def test_open_registration_is_offered(settings: HistorySettings) -> None:
    """A server on which anybody may register leads there from its log-in."""
    open_settings = replace(settings, accounts=True, open_registration=True)
    typed = {"name": "New", "address": "new@new.example", "password": "a long password"}
    async with running_app(open_settings) as app, browsing(app) as client:
        page = await client.get("/login")
        assert "/invitation" in links_of(page.text)
        made = await send_form(client, "/invitation", "/invitation", **typed)
        assert made.status_code == 200
        entered = await log_in(client, typed["address"], typed["password"])
        assert entered.status_code == 303
        home = await client.get("/")
        assert "You are in no organization yet." in home.text


async def test_the_cookie_of_https_is_another_one(world: World) -> None:
    """Over HTTPS the cookie belongs to this host alone, and one without that is not taken."""
    async with browsing(world.app, "https://history.example") as client:
        await log_in(client, world.address("owner"))
        (name,) = client.cookies
        assert name == "__Host-layerproof_login"
        secret = client.cookies[name]
        assert (await client.get("/o/acme")).status_code == 200
        client.cookies.clear()
        client.cookies.set("layerproof_login", secret)
        assert (await client.get("/o/acme")).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "null"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": ""},
    ],
)
async def test_another_sites_page_logs_nobody_in(world: World, headers: dict[str, str]) -> None:
    """A log-in that another site's page sends is refused, so nobody works in a stranger's name."""
    async with browsing(world.app) as client:
        client.headers.update(headers)
        answer = await log_in(client, world.address("owner"))
    assert answer.status_code == 403
    assert "form-refused" in answer.text
    assert "set-cookie" not in answer.headers


async def test_a_form_without_an_origin_is_refused(world: World) -> None:
    """A browser says from where a form comes; what does not is no browser's form."""
    async with browsing(world.app) as client:
        del client.headers["Origin"]
        assert (await log_in(client, world.address("owner"))).status_code == 403
        client.headers["Sec-Fetch-Site"] = "same-origin"
        assert (await log_in(client, world.address("owner"))).status_code == 303


async def test_accounts_are_not_there_without_accounts(client: httpx.AsyncClient) -> None:
    """A server without accounts refuses to log anybody in, or to make tokens and members."""
    client.headers["Origin"] = str(client.base_url).rstrip("/")
    for address in ("/login", "/invitation", "/new-organization", "/o/local/-/members"):
        answer = await client.get(address)
        assert answer.status_code == 403
        assert "This server has no accounts." in answer.text
    for address in ("/login", "/logout", "/o/local/shop/tokens"):
        assert (await client.post(address)).status_code == 403


async def test_a_form_without_its_token_is_refused(world: World) -> None:
    """A form that was not made for this log-in does nothing, and ends nothing."""
    async with browsing_as(world, "owner") as client, browsing_as(world, "admin") as other:
        token = forms_of((await other.get("/")).text)["/logout"]["form_token"]
        for fields in ({}, {"form_token": ""}, {"form_token": token}):
            answer = await client.post("/logout", data=fields)
            assert answer.status_code == 403
            assert "The form is of another log-in." in answer.text
        uploaded = {"form_token": ("name.txt", b"x")}
        assert (await client.post("/logout", files=uploaded)).status_code == 403
        assert (await client.get("/o/acme")).status_code == 200


async def test_whoever_sends_a_form_without_a_log_in_is_told_to_log_in(world: World) -> None:
    """A form whose log-in has ended is 401, with the way to log in and not to come back."""
    async with browsing(world.app) as client:
        answer = await client.post("/o/acme/shop/tokens?x=1")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert links_of(answer.text) == ["/", "/login"]


async def test_a_new_project_has_all_its_pages(world: World) -> None:
    """Before its first run a project has pages that say so, and none that fails."""
    new = "/o/acme/-/new-project"
    async with browsing_as(world, "owner") as client:
        assert (await send_form(client, new, new, name="new", slug="new")).status_code == 303
        answers = await crawl(client, "/o/acme/new")
    found = {address: answer for address, answer in answers.items() if "/new/" in address}
    assert {answer.status_code for answer in found.values()} == {200}
    assert {"/o/acme/new/trends", "/o/acme/new/compare", "/o/acme/new/tests/slowest"} <= set(found)
