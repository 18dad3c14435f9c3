"""Going about the pages as a browser does: cookies, forms with what is hidden in them, links."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urljoin, urlsplit

import httpx
from fastapi import FastAPI

from tests.support.history_world import BASE_URL, PASSWORD, World
from tests.support.page_checks import check_page, links_of


@asynccontextmanager
async def browsing(app: FastAPI, base_url: str = BASE_URL) -> AsyncIterator[httpx.AsyncClient]:
    """Give a browser without cookies: what it posts comes from a page of the server."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=base_url) as client:
        client.headers["Origin"] = base_url
        yield client


@asynccontextmanager
async def browsing_as(world: World, name: str | None) -> AsyncIterator[httpx.AsyncClient]:
    """Give the browser of somebody who has logged in; of nobody without a name."""
    async with browsing(world.app) as client:
        if name is not None:
            answer = await log_in(client, world.address(name))
            assert answer.status_code == 303, answer.text
        yield client


async def log_in(
    client: httpx.AsyncClient, address: str, password: str = PASSWORD, following: str = "/"
) -> httpx.Response:
    """Send the form to log in."""
    fields = {"address": address, "password": password, "next": following}
    return await client.post("/login", data=fields)


def forms_of(page: str) -> Mapping[str, Mapping[str, str]]:
    """Return each form that is posted, by its address: what it sends if nothing is typed."""
    forms: dict[str, dict[str, str]] = {}
    fields: dict[str, str] = {}
    for element in check_page(page):
        attributes = element.attributes
        if element.name == "form":
            fields = {}
            if attributes["method"] == "post":
                forms[attributes["action"]] = fields
        elif element.name == "input" and (
            attributes.get("type") != "checkbox" or "checked" in attributes
        ):
            fields[attributes["name"]] = attributes.get("value", "")
    return forms


async def send_form(
    client: httpx.AsyncClient, page: str, action: str, **typed: str
) -> httpx.Response:
    """Open a page, fill in one of its forms, and send it."""
    opened = await client.get(page)
    assert opened.status_code == 200, opened.text
    return await client.post(action, data={**forms_of(opened.text)[action], **typed})


async def crawl(client: httpx.AsyncClient, start: str) -> Mapping[str, httpx.Response]:
    """Return the answer of every address that pages lead to, each asked for once."""
    answers: dict[str, httpx.Response] = {}
    waiting = [start]
    while waiting:
        address = waiting.pop()
        if address in answers:
            continue
        answers[address] = answer = await client.get(address)
        if answer.headers.get("content-type", "").startswith("text/html"):
            found = [urljoin(address, link) for link in links_of(answer.text)]
            waiting.extend(link for link in found if not urlsplit(link).netloc)
    return answers
