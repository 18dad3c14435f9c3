"""Pages: who sees which, forms that others send, cookies, and what goes with every answer."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.security.history.test_mass_assignment import dump
from tests.support.history_document import operations
from tests.support.history_operations import request_of
from tests.support.history_pages import Page, pages
from tests.support.history_world import BASE_URL, PASSWORD, World, open_browsers

ACTORS = ("owner", "admin", "member", "viewer", "outsider", "nobody")

#: Each page and form for everybody, as ``test_roles`` has it for the API. Forms are sent empty but
#: for their token: whoever may send them is told what is missing, with 422.
TABLE = """
GET  /static/{name}                                        200 200 200 200 200 200
GET  /                                                     200 200 200 200 200 303
GET  /o/{organization}                                     200 200 200 200 404 303
GET  /login                                                303 303 303 303 303 200
GET  /invitation                                           200 200 200 200 200 200
POST /invitation                                           422 422 422 422 422 422
POST /invitation/accept                                    404 404 404 404 404 401
GET  /new-organization                                     200 200 200 200 200 303
POST /new-organization                                     422 422 422 422 422 401
GET  /o/{organization}/-/new-project                       200 200 200 403 404 303
POST /o/{organization}/-/new-project                       422 422 422 403 404 401
GET  /o/{organization}/-/members                           200 200 200 200 404 303
POST /o/{organization}/-/members/{person}/role             422 422 403 403 404 401
POST /o/{organization}/-/invitations                       422 422 403 403 404 401
GET  /o/{organization}/{project}/tokens                    200 200 200 403 404 303
POST /o/{organization}/{project}/tokens                    422 422 422 403 404 401
GET  /o/{organization}/{project}/trends                    200 200 200 200 404 303
GET  /o/{organization}/{project}/tests/flaky               200 200 200 200 404 303
GET  /o/{organization}/{project}/tests/slowest             200 200 200 200 404 303
GET  /o/{organization}/{project}/tests/{test_id}           200 200 200 200 404 303
GET  /o/{organization}/{project}/compare                   200 200 200 200 404 303
GET  /o/{organization}/{project}                           200 200 200 200 404 303
GET  /o/{organization}/{project}/runs/{run_id}             200 200 200 200 404 303
GET  /o/{organization}/{project}/runs/{run_id}/report.json 200 200 200 200 404 303
GET  /o/{organization}/{project}/runs/{run_id}/tests       200 200 200 200 404 303
"""

#: What anybody may ask for, since they are not known yet.
OPEN = {"GET /static/{name}", "GET /login", "POST /login", "GET /invitation", "POST /invitation"}

#: What every page sends, besides a policy for content.
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.fixture
async def world(world: World) -> World:
    """Give a world in which everybody has logged in with a browser."""
    await open_browsers(world)
    return world


async def _ask(world: World, page: Page, as_: str | None, **places: str) -> httpx.Response:
    browser, url = world.browser(as_), page.url(world, **places)
    if page.method == "GET":
        return await browser.get(url)
    return await browser.post(url, data=world.form(as_) if as_ else {})


def _expected() -> dict[str, list[int]]:
    lines = [line.split() for line in TABLE.strip().splitlines()]
    return {f"{line[0]} {line[1]}": [int(cell) for cell in line[2:]] for line in lines}


async def _measure(world: World) -> dict[str, list[int]]:
    return {
        page.name: [
            (await _ask(world, page, None if actor == "nobody" else actor)).status_code
            for actor in ACTORS
        ]
        for page in pages()
        if page.name not in ("POST /login", "POST /logout") and not _removes(page)
    }


def _removes(page: Page) -> bool:
    return page.path.endswith(("/remove", "/revoke"))


@pytest.mark.timeout(240)
async def test_every_role_sees_the_pages_that_the_table_says(world: World) -> None:
    """The whole table, measured, is the one written here; nobody is sent to the log-in."""
    assert await _measure(world) == _expected()


async def test_only_some_roles_may_remove(world: World) -> None:
    """Who may not remove a member, an invitation or a token is told so, and nothing is removed."""
    before = dump(world)
    removing = [page for page in pages() if _removes(page)]
    measured = {
        page.name: [
            (await _ask(world, page, actor)).status_code for actor in ("viewer", "outsider", None)
        ]
        for page in removing
    }
    by_member = {
        page.name: (await _ask(world, page, "member")).status_code
        for page in removing
        if "/tokens/" not in page.path  # members revoke their projects' tokens
    }
    assert measured == {page.name: [403, 404, 401] for page in removing}
    assert set(by_member.values()) == {403}
    assert len(by_member) == len(removing) - 1
    assert dump(world) == before


def _closed() -> list[Page]:
    return [page for page in pages() if page.name not in OPEN]


async def test_no_page_opens_for_a_program(world: World) -> None:
    """A token or an access token opens no page, and a cookie opens nothing of the API."""
    opened = {}
    for page in _closed():
        for actor in ("owner", "push_read", "garbage"):
            answer = await world.client(actor).request(page.method, page.url(world))
            opened[page.name, actor] = answer.status_code
    for operation in operations():
        if not operation.is_open:
            answer = await world.browser("owner").request(**request_of(operation, world))
            opened[operation.name, "cookie"] = answer.status_code
    assert {case: status for case, status in opened.items() if status not in (303, 401, 403)} == {}


async def test_a_foreign_page_is_as_one_that_is_not_there(world: World) -> None:
    """Strangers get the same page for an organization as for a name that nobody has."""
    differing = {}
    for page in pages():
        if "organization" in page.places:
            there = await _ask(world, page, "foreigner")
            nowhere = await _ask(world, page, "foreigner", organization="nope")
            if there.status_code != 404 or _text(there, "acme") != _text(nowhere, "nope"):
                differing[page.name] = (there.status_code, nowhere.status_code)
    assert differing == {}


def _text(answer: httpx.Response, asked: str) -> str:
    return answer.text.replace(asked, "…")


FORMS = [page for page in pages() if page.method == "POST"]

#: How a form comes from another site's page, or from none.
FOREIGN = {
    "no origin": {"Origin": "", "Sec-Fetch-Site": ""},
    "another origin": {"Origin": "https://evil.example"},
    "no address as origin": {"Origin": "http://["},
    "opaque origin": {"Origin": "null"},
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "a neighbour": {"Sec-Fetch-Site": "same-site"},
    "another port": {"Origin": "http://127.0.0.1:8766"},
}


@pytest.mark.parametrize("how", FOREIGN)
async def test_no_form_of_another_site_is_taken(world: World, how: str) -> None:
    """A form that another site's page has sent is refused, whoever is logged in."""
    before = dump(world)
    headers = {name: value for name, value in FOREIGN[how].items() if value}
    answers = {}
    for page in FORMS:
        browser = world.browser("owner")
        request = browser.build_request(
            "POST",
            page.url(world),
            data=world.form("owner", address=world.address("owner"), password=PASSWORD),
        )
        for name in FOREIGN[how]:
            del request.headers[name]
        request.headers.update(headers)
        answers[page.name] = (await browser.send(request)).status_code
    # What registers is told first what it lacks.
    assert {name: status for name, status in answers.items() if status not in (403, 422)} == {}
    assert dump(world) == before


@pytest.mark.parametrize("token", [None, "", "0" * 64, "é", "of another log-in"])
async def test_no_form_without_its_token_is_taken(world: World, token: str | None) -> None:
    """A form needs the token of the log-in in whose page it was shown."""
    before = dump(world)
    given = world.form("admin")["form_token"] if token == "of another log-in" else token
    fields = {"name": "x", "slug": "x", "token": "x"} | (
        {} if given is None else {"form_token": given}
    )
    answers = {}
    for page in FORMS:
        if page.name not in OPEN:
            answer = await world.browser("owner").post(page.url(world), data=fields)
            answers[page.name] = answer.status_code
    assert answers
    assert {name: status for name, status in answers.items() if status not in (403, 422)} == {}
    assert dump(world) == before


async def _log_in(world: World, url: str = BASE_URL, **fields: str) -> httpx.Response:
    given = {"address": world.address("owner"), "password": PASSWORD, **fields}
    return await world.browser().post(f"{url}/login", data=given, headers={"Origin": url})


async def test_the_cookie_is_kept_from_scripts_and_other_sites(world: World) -> None:
    """No script reads the cookie, no other site's form sends it, no other address gets it."""
    plain = (await _log_in(world)).headers["set-cookie"]
    safe = (await _log_in(world, "https://history.example")).headers["set-cookie"]
    flags = r"layerproof_login=[\w-]{43}; HttpOnly; Max-Age=1209600; Path=/; SameSite=lax"
    assert re.fullmatch(flags, plain)
    assert re.fullmatch(f"__Host-{flags}; Secure", safe)


@pytest.mark.parametrize(
    "place",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example/",
        "\t//evil.example",
        "javascript:alert(1)",
        "/%0d%0aSet-Cookie:%20a=b",
        "/\r\nSet-Cookie: a=b",
        "http:evil.example",
    ],
)
async def test_logging_in_leads_nowhere_else(world: World, place: str) -> None:
    """Where somebody is sent after logging in is always a page of this server."""
    answer = await _log_in(world, next=place)
    target = httpx.URL(BASE_URL).join(answer.headers["location"])
    assert answer.status_code == 303
    assert (target.host, target.port, target.scheme) == ("127.0.0.1", 8765, "http")
    assert re.fullmatch(r"/[^/\\\s]?[^\s]*", answer.headers["location"])
    assert answer.headers.get_list("set-cookie")[0].startswith("layerproof_login=")


@pytest.mark.timeout(240)
async def test_every_answer_has_the_headers_that_protect_it(world: World) -> None:
    """Pages, errors and redirections alike say what a browser must not do with them."""
    lacking = {}
    for page in pages():
        if page.path == "/static/{name}":
            continue  # a style sheet: that no browser guesses what it is, is enough
        for actor in ("owner", "outsider", None):
            answer = await _ask(world, page, actor)
            missing = {name for name, value in HEADERS.items() if answer.headers.get(name) != value}
            policy = answer.headers.get("content-security-policy", "")
            if missing or "default-src 'none'" not in policy or "unsafe" in policy:
                lacking[page.name, actor] = (answer.status_code, missing, policy)
    assert lacking == {}
