"""Pages as somebody meets them who follows every link. Who may see which: ``tests/security``."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from layerproof.history.pages.templating import HEADERS
from layerproof.history.settings import HistorySettings
from tests.support.history_world import RUN, World
from tests.support.page_checks import check_page
from tests.support.page_runs import push_story
from tests.support.page_visits import browsing, browsing_as, crawl


@pytest.mark.parametrize("name", ["owner", "viewer"])
async def test_every_link_leads_somewhere(world: World, name: str) -> None:
    """Whoever follows every link from the first page meets no error, and nothing foreign."""
    async with browsing_as(world, name) as client:
        answers = await crawl(client, "/")
    assert {answer.status_code for answer in answers.values()} == {200}
    assert f"/o/acme/shop/runs/{RUN}" in answers
    assert ("/o/acme/shop/tokens" in answers) == (name == "owner")
    assert not [address for address in answers if "globex" in address]
    for address, answer in answers.items():
        _check_answer(address, answer)


async def test_every_link_of_a_full_project_leads_somewhere(app: FastAPI) -> None:
    """On a server without accounts, with a week of runs, every link is good as well."""
    async with browsing(app) as client:
        await push_story(client)
        answers = await crawl(client, "/")
    bad = [address for address, answer in answers.items() if answer.status_code != 200]
    assert bad == []
    assert len(answers) > 60
    for address, answer in answers.items():
        _check_answer(address, answer)


def _check_answer(address: str, answer: httpx.Response) -> None:
    for name, value in HEADERS.items():
        assert answer.headers[name] == value, address
    if not address.endswith("/report.json"):
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        check_page(answer.text)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
async def test_a_cookie_opens_no_api(world: World, settings: HistorySettings) -> None:
    """The API takes no cookie, and pages take no header: neither can be used for the other."""
    async with browsing_as(world, "owner") as client:
        assert client.cookies
        assert (await client.get(world.project)).status_code == 401
    async with browsing(world.app) as client:
        client.headers.update(world.headers("owner"))
        assert (await client.get("/o/acme/shop")).status_code == 303
        client.cookies.set("layerproof_login", world.credential("owner"))
        assert (await client.get("/o/acme/shop")).status_code == 303
