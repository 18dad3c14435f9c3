"""Tokens, members, invitations, new organizations and projects, by their forms."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from layerproof.history.errors.tenants import LimitReachedError
from layerproof.history.services.organizations import OrganizationService
from tests.factories.reports import write_report
from tests.support.history import JSON
from tests.support.history_world import World
from tests.support.page_checks import check_page, links_of, rows_of, texts_of
from tests.support.page_visits import browsing, browsing_as, forms_of, send_form

TOKENS = "/o/acme/shop/tokens"
MEMBERS = "/o/acme/-/members"
INVITE = "/o/acme/-/invitations"
NEW = "/o/acme/-/new-project"


async def _push(client: httpx.AsyncClient, secret: str, run_id: str) -> int:
    body = write_report(run_id=run_id, project="shop")
    headers = {**JSON, "Authorization": f"Bearer {secret}"}
    return (await client.post("/api/v1/runs", content=body, headers=headers)).status_code


async def test_a_token_is_made_used_and_revoked(world: World) -> None:
    """The secret is shown once; it pushes until the token is revoked."""
    async with browsing_as(world, "admin") as client:
        made = await send_form(client, TOKENS, TOKENS, name="nightly <ci>", days="30")
        assert made.status_code == 200
        (secret,) = re.findall(r"lpt_[\w-]{43}", made.text)
        row = next(row for row in rows_of(made.text) if row[0] == "nightly <ci>")
        assert (row[1], row[3], row[5]) == ("push", "never", "valid")
        assert await _push(client, secret, "by-token") == 201
        page = (await client.get(TOKENS)).text
        assert secret not in page
        row = next(row for row in rows_of(page) if row[0] == "nightly <ci>")
        assert row[3] != "never"
        known = {f"{TOKENS}/{token}/revoke" for token in world.token_ids.values()}
        (revoke,) = set(forms_of(page)) - known - {TOKENS, "/logout"}
        revoked = await send_form(client, TOKENS, revoke)
        assert (revoked.status_code, revoked.headers["location"]) == (303, TOKENS)
        assert await _push(client, secret, "too-late") == 401
        again = await client.post(revoke, data=forms_of(page)[TOKENS])
        assert again.status_code in (303, 404)


async def test_a_token_needs_a_name_and_a_purpose(world: World) -> None:
    """A token for nothing, or without a name, is not made."""
    async with browsing_as(world, "owner") as client:
        page = (await client.get(TOKENS)).text
        token = {"form_token": forms_of(page)[TOKENS]["form_token"]}
        for fields in ({"name": "x"}, {"scopes": "push"}, {"name": "x", "scopes": "all"}):
            answer = await client.post(TOKENS, data={**token, **fields})
            assert answer.status_code == 422
            check_page(answer.text)
        assert len(rows_of((await client.get(TOKENS)).text)) == len(rows_of(page))


async def test_a_project_has_no_more_tokens_than_it_can_have(world: World) -> None:
    """A refusal of the service is told on the page, which keeps what was typed."""
    async with browsing_as(world, "owner") as client:
        fields = dict(forms_of((await client.get(TOKENS)).text)[TOKENS]) | {"scopes": "push"}
        answer = await client.post(TOKENS, data={**fields, "name": "first"})
        made = 0
        while answer.status_code == 200:
            made += 1
            assert made < 200
            answer = await client.post(TOKENS, data={**fields, "name": f"one of many {made}"})
    assert answer.status_code == 409
    names = {element.attributes.get("name"): element for element in check_page(answer.text)}
    assert names["name"].attributes["value"] == f"one of many {made}"
    assert not re.findall(r"lpt_[\w-]{43}", answer.text)


async def test_a_member_is_changed_and_removed(world: World) -> None:
    """An owner gives another role, and ends a membership."""
    person = world.people["colleague"]
    role, remove = f"{MEMBERS}/{person}/role", f"{MEMBERS}/{person}/remove"
    async with browsing_as(world, "owner") as client:
        changed = await send_form(client, MEMBERS, role, role="admin")
        assert (changed.status_code, changed.headers["location"]) == (303, MEMBERS)
        rows = {row[0]: row for row in rows_of((await client.get(MEMBERS)).text)}
        assert rows["Colleague"][2] == "admin"
        assert (await send_form(client, MEMBERS, remove)).status_code == 303
        rows = {row[0]: row for row in rows_of((await client.get(MEMBERS)).text)}
        assert "Colleague" not in rows


async def test_the_last_owner_stays(world: World) -> None:
    """The only owner can neither leave nor become less; the page says why, and nothing changes."""
    person = world.people["owner"]
    async with browsing_as(world, "owner") as client:
        for verb, fields in (("role", {"role": "viewer"}), ("remove", {})):
            answer = await send_form(client, MEMBERS, f"{MEMBERS}/{person}/{verb}", **fields)
            assert answer.status_code == 409
            assert [element for element in check_page(answer.text) if "refused" in str(element)]
            rows = {row[0]: row for row in rows_of(answer.text)}
            assert rows["Owner you"][2] == "owner"


async def test_whoever_leaves_goes_home(world: World) -> None:
    """A member may leave, and then sees nothing of the organization."""
    person = world.people["viewer"]
    async with browsing_as(world, "viewer") as client:
        left = await send_form(client, MEMBERS, f"{MEMBERS}/{person}/remove")
        assert (left.status_code, left.headers["location"]) == (303, "/")
        assert (await client.get("/o/acme")).status_code == 404


async def test_an_invitation_is_made_and_taken_back(world: World) -> None:
    """The link of an invitation is shown once, and opens nothing when it was taken back."""
    async with browsing_as(world, "admin") as client:
        made = await send_form(client, MEMBERS, INVITE, address="new@acme.example", role="viewer")
        assert made.status_code == 200
        (link,) = re.findall(
            r"http://127\.0\.0\.1:8765(/invitation\?token=lpi_[\w-]{43})", made.text
        )
        assert "Send this link to new@acme.example" in " ".join(texts_of(made.text, "p"))
        known = {f"{INVITE}/{one}/revoke" for one in world.invitation_ids.values()}
        (revoke,) = {form for form in forms_of(made.text) if form.startswith(f"{INVITE}/")} - known
        assert (await send_form(client, MEMBERS, revoke)).status_code == 303
        again = await client.post(revoke, data=forms_of(made.text)[revoke])
        assert again.status_code == 404
        assert "Open invitations" in texts_of(again.text, "h2")
    typed = {"name": "New", "address": "new@acme.example", "password": "a long password"}
    async with browsing(world.app) as stranger:
        answer = await send_form(stranger, link, "/invitation", **typed)
        assert answer.status_code == 403


async def test_nobody_gives_what_they_may_not(world: World) -> None:
    """An admin who invites an owner is refused, on the page with the form."""
    async with browsing_as(world, "admin") as client:
        answer = await send_form(client, MEMBERS, INVITE, address="a@b.example", role="owner")
    assert answer.status_code == 403
    assert texts_of(answer.text, "h1") == ["Members"]


async def test_an_organization_and_a_project_are_made(world: World) -> None:
    """Whoever makes an organization owns it, and makes projects in it."""
    async with browsing_as(world, "outsider") as client:
        made = await send_form(
            client, "/new-organization", "/new-organization", name="Initech <Inc>", slug="initech"
        )
        assert (made.status_code, made.headers["location"]) == (303, "/o/initech")
        page = await client.get("/o/initech")
        assert texts_of(page.text, "h1") == ["Initech <Inc>"]
        new = NEW.replace("acme", "initech")
        assert new in links_of(page.text)
        fields = {"name": "Web & <shop>", "slug": "web", "main_branch": "trunk"}
        project = await send_form(client, new, new, **fields)
        assert (project.status_code, project.headers["location"]) == (303, "/o/initech/web")
        assert (await client.get("/o/initech/web")).status_code == 200
        row = rows_of((await client.get("/")).text)[1]
        assert row == ["Web & <shop>", "no run yet", "trunk", "\u2013"]


async def test_a_name_that_is_taken_is_told_on_the_form(world: World) -> None:
    """A refused form comes back with what was typed, and why it was refused."""
    async with browsing_as(world, "admin") as client:
        for page, fields, why in (
            ("/new-organization", {"name": "A", "slug": "globex"}, "'globex' is taken"),
            (NEW, {"name": "A", "slug": "shop", "main_branch": "x"}, "'shop' is taken"),
            (NEW, {"name": "shop", "slug": "a", "main_branch": "x"}, "have the name 'shop'"),
        ):
            answer = await send_form(client, page, page, **fields)
            assert answer.status_code == 409
            typed = forms_of(answer.text)[page]
            assert {name: typed[name] for name in fields} == fields
            assert why in " ".join(texts_of(answer.text, "p"))


async def test_what_was_refused_late_is_undone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change that is refused after it was written leaves nothing behind, and shows the form."""
    create = OrganizationService.create

    async def create_and_refuse(*asked: Any) -> None:
        await create(*asked)
        raise LimitReachedError("there are enough")

    monkeypatch.setattr(OrganizationService, "create", create_and_refuse)
    page = "/new-organization"
    async with browsing_as(world, "outsider") as client:
        answer = await send_form(client, page, page, name="Initech", slug="initech")
        assert answer.status_code == 409
        assert forms_of(answer.text)[page]["slug"] == "initech"
        assert "You are in no organization yet." in (await client.get("/")).text
