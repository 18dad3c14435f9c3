"""``/snippets`` over HTTP: statuses, validation, who may, and other origins."""

from __future__ import annotations

from typing import Any

import pytest
from httpx import AsyncClient
from pytest_mock import MockerFixture

from layerproof.testing import (
    ClientFor,
    assert_json_equal,
    assert_max_queries,
    assert_paginated,
    assert_permission_denied,
    assert_unauthenticated,
    assert_validation_error,
)
from layerproof.testing.clients import open_client
from playground.api_keys.schemas import Scope
from playground.main import create_app
from playground.models import Snippet, User
from playground.settings import Settings
from playground.snippets.service import SnippetService
from tests.factories import ApiKeyFactory, SnippetFactory


@pytest.fixture
async def greeting(ann: User) -> Snippet:
    """A snippet of Ann's that everybody sees."""
    return await SnippetFactory.create(owner=ann, shared=True, title="greeting")


async def test_a_snippet_is_created(auth_client: AsyncClient, ann: User) -> None:
    """201, with the snippet as it was stored."""
    answer = await auth_client.post("/snippets", json={"title": "t", "body": "b"})

    assert answer.status_code == 201
    expected = {
        "owner_id": ann.id,
        "forked_from_id": None,
        "title": "t",
        "body": "b",
        "visibility": "private",
        "run_count": 0,
    }
    assert_json_equal(answer, expected, ignoring=("id", "created_at", "updated_at"))


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"body": "b"}, "title"),
        ({"title": "", "body": "b"}, "title"),
        ({"title": "t" * 121, "body": "b"}, "title"),
        ({"title": "t", "body": ""}, "body"),
        ({"title": "t", "body": "b" * 20_001}, "body"),
    ],
)
async def test_a_snippet_needs_a_title_and_a_body(
    auth_client: AsyncClient, sent: dict[str, str], field: str
) -> None:
    """422, which names the field that is missing, empty or too long, and no other."""
    assert_validation_error(await auth_client.post("/snippets", json=sent), field, only=True)


async def test_the_limit_is_a_conflict(ann: User) -> None:
    """409 at the limit that the settings name."""
    app = create_app(Settings(snippet_limit=1))
    await SnippetFactory.create(owner=ann)
    await ApiKeyFactory.create(user=ann, key="pg_full")

    async with open_client(app, headers={"Authorization": "Bearer pg_full"}) as client:
        answer = await client.post("/snippets", json={"title": "t", "body": "b"})

    assert (answer.status_code, answer.json()) == (
        409,
        {"detail": "you have 1 snippets, which is as many as may be"},
    )


async def test_a_page_is_listed(auth_client: AsyncClient, ann: User) -> None:
    """200, with the page that was asked for, in a number of queries that does not grow with it."""
    await SnippetFactory.create_batch(5, owner=ann)

    with assert_max_queries(3):
        answer = await auth_client.get("/snippets", params={"limit": 2, "offset": 1})

    page = assert_paginated(answer, total=5, items=2)
    assert [item["title"] for item in page.items] == ["snippet 3", "snippet 2"]


@pytest.mark.parametrize(
    ("name", "value"), [("limit", 0), ("limit", 101), ("offset", -1), ("offset", 2**63)]
)
async def test_a_page_has_bounds(auth_client: AsyncClient, name: str, value: int) -> None:
    """422 for a page that is too large, too small, or before the first."""
    assert_validation_error(await auth_client.get("/snippets", params={name: value}), name)


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/forks"), ("POST", "/runs")],
)
async def test_an_id_has_an_end(auth_client: AsyncClient, method: str, path: str) -> None:
    """422 for a number that SQLite does not know, and no error of the server."""
    answer = await auth_client.request(method, f"/snippets/{2**63}{path}", json={})

    assert_validation_error(answer, "snippet_id", only=True)


async def test_a_shared_snippet_is_shown_to_others(
    auth_client_for: ClientFor[AsyncClient], bob: User, greeting: Snippet
) -> None:
    """200 for somebody else's snippet that is shared."""
    answer = await (await auth_client_for(bob)).get(f"/snippets/{greeting.id}")

    assert (answer.status_code, answer.json()["title"]) == (200, "greeting")


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("GET", "", None),
        ("PATCH", "", {"title": "mine"}),
        ("DELETE", "", None),
        ("POST", "/forks", None),
        ("POST", "/runs", {}),
    ],
)
async def test_a_private_snippet_is_hidden_from_others(
    auth_client_for: ClientFor[AsyncClient], bob: User, ann: User, method: str, path: str, sent: Any
) -> None:
    """404 for whatever somebody else tries with a private snippet."""
    hidden = await SnippetFactory.create(owner=ann)
    client = await auth_client_for(bob)

    answer = await client.request(method, f"/snippets/{hidden.id}{path}", json=sent)

    assert (answer.status_code, answer.json()) == (
        404,
        {"detail": f"there is no snippet {hidden.id}"},
    )


async def test_a_snippet_is_changed(auth_client: AsyncClient, greeting: Snippet) -> None:
    """200, with the snippet as it is now."""
    answer = await auth_client.patch(f"/snippets/{greeting.id}", json={"visibility": "private"})

    assert answer.status_code == 200
    assert (answer.json()["visibility"], answer.json()["title"]) == ("private", "greeting")


@pytest.mark.parametrize(
    ("sent", "field"), [({"visibility": "secret"}, "visibility"), ({"run_count": 9}, "run_count")]
)
async def test_a_change_is_checked(
    auth_client: AsyncClient, greeting: Snippet, sent: dict[str, object], field: str
) -> None:
    """422 for a value that there is not, and for a field that is not for changing."""
    answer = await auth_client.patch(f"/snippets/{greeting.id}", json=sent)

    assert_validation_error(answer, field, only=True)


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
async def test_a_shared_snippet_is_not_for_others_to_change(
    auth_client_for: ClientFor[AsyncClient], bob: User, greeting: Snippet, method: str
) -> None:
    """403 where somebody else changes or deletes what is shared."""
    client = await auth_client_for(bob)
    sent = {"title": "mine"} if method == "PATCH" else None

    assert_permission_denied(await client.request(method, f"/snippets/{greeting.id}", json=sent))


async def test_a_snippet_is_deleted(auth_client: AsyncClient, greeting: Snippet) -> None:
    """204, and then 404."""
    assert (await auth_client.delete(f"/snippets/{greeting.id}")).status_code == 204
    assert (await auth_client.get(f"/snippets/{greeting.id}")).status_code == 404


async def test_a_snippet_is_forked(
    auth_client_for: ClientFor[AsyncClient], bob: User, greeting: Snippet
) -> None:
    """201, with a copy that is private and knows its source."""
    answer = await (await auth_client_for(bob)).post(f"/snippets/{greeting.id}/forks")

    assert answer.status_code == 201
    fork = answer.json()
    assert (fork["owner_id"], fork["forked_from_id"]) == (bob.id, greeting.id)
    assert (fork["visibility"], fork["run_count"]) == ("private", 0)


async def test_a_run_is_answered_and_counted(auth_client: AsyncClient, greeting: Snippet) -> None:
    """201, with the text and the number of the run."""
    path = f"/snippets/{greeting.id}/runs"
    answers = [await auth_client.post(path, json={"values": {"name": n}}) for n in ("Ann", "Bo")]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert [answer.json() for answer in answers] == [
        {"text": "Hello, Ann!", "run_count": 1},
        {"text": "Hello, Bo!", "run_count": 2},
    ]


async def test_a_run_without_its_values_is_unfit(
    auth_client: AsyncClient, greeting: Snippet
) -> None:
    """422, which names what is missing."""
    answer = await auth_client.post(f"/snippets/{greeting.id}/runs", json={})

    assert (answer.status_code, answer.json()) == (422, {"detail": "there is no value for name"})


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "", Scope.READ),
        ("GET", "/1", Scope.READ),
        ("POST", "", Scope.WRITE),
        ("PATCH", "/1", Scope.WRITE),
        ("DELETE", "/1", Scope.WRITE),
        ("POST", "/1/forks", Scope.WRITE),
        ("POST", "/1/runs", Scope.RUN),
    ],
)
async def test_a_key_needs_the_scope(
    client: AsyncClient, ann: User, method: str, path: str, scope: Scope
) -> None:
    """403 for a key that was made for everything else, at each endpoint."""
    others = [str(other) for other in Scope if other is not scope]
    await ApiKeyFactory.create(user=ann, key="pg_others", scopes=others)
    sent = {"title": "t", "body": "b"} if (method, path) == ("POST", "") else {}

    answer = await client.request(
        method, f"/snippets{path}", json=sent, headers={"Authorization": "Bearer pg_others"}
    )

    assert_permission_denied(answer)
    assert answer.json() == {"detail": f"the API key was not made for {scope}"}


async def test_a_key_acts_for_its_user(client: AsyncClient, greeting: Snippet, ann: User) -> None:
    """200 with a key that was made for it: what is listed is its user's."""
    await ApiKeyFactory.create(user=ann, key="pg_reader", scopes=["snippets:read"])

    answer = await client.get("/snippets", headers={"Authorization": "bearer pg_reader"})

    assert [item["id"] for item in answer.json()["items"]] == [greeting.id]


async def test_a_wrong_key_is_not_helped_by_a_cookie(auth_client: AsyncClient) -> None:
    """401 for an unknown key, though the browser is logged in."""
    answer = await auth_client.get("/snippets", headers={"Authorization": "Bearer pg_wrong"})

    assert_unauthenticated(answer, challenge="Bearer")


async def test_nobody_is_turned_away(client: AsyncClient) -> None:
    """401 without a cookie and without a key, before what was sent is looked at."""
    assert_unauthenticated(await client.post("/snippets", json={}), challenge="Bearer")


async def test_known_origins_may_send_keys(client: AsyncClient) -> None:
    """A browser on an allowed origin may ask with a key and with cookies."""
    answer = await client.options(
        "/snippets",
        headers={
            "Origin": "http://localhost:5173",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "Authorization",
        },
    )

    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "http://localhost:5173"
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]


async def test_other_headers_are_not_allowed(client: AsyncClient) -> None:
    """What no endpoint reads, no page of another origin may send."""
    answer = await client.options(
        "/snippets",
        headers={
            "Origin": "http://localhost:5173",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "X-Debug",
        },
    )

    assert (answer.status_code, answer.text) == (400, "Disallowed CORS headers")


async def test_unknown_origins_are_not_allowed(client: AsyncClient) -> None:
    """A browser on any other origin is told so before it asks."""
    answer = await client.options(
        "/snippets",
        headers={"Origin": "https://elsewhere.test", "Access-Control-Request-Method": "GET"},
    )

    assert answer.status_code == 400
    assert "Access-Control-Allow-Origin" not in answer.headers


async def test_a_fault_of_ours_tells_nothing(ann: User, mocker: MockerFixture) -> None:
    """500 without a word of what broke, which is for the log."""
    await ApiKeyFactory.create(user=ann, key="pg_any")
    mocker.patch.object(SnippetService, "list_own", side_effect=RuntimeError("a secret"))
    headers = {"Authorization": "Bearer pg_any"}

    async with open_client(create_app(), headers=headers, raise_app_exceptions=False) as client:
        answer = await client.get("/snippets")

    assert (answer.status_code, answer.text) == (500, "Internal Server Error")
