"""Many requests at once, each with a connection of its own and real commits."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.testing import run_concurrently
from playground.database import session_factory
from playground.main import create_app
from playground.models import Snippet, User
from playground.settings import Settings
from tests.factories import ApiKeyFactory, SnippetFactory, UserFactory

LIMIT = 60
NEW = {"title": "one of many", "body": "Hello, {{name}}!"}


@pytest.fixture
def app() -> FastAPI:
    """The application with a limit that the tests come near."""
    return create_app(Settings(snippet_limit=LIMIT))


@pytest.fixture
async def ann(async_committed_db: AsyncSession) -> User:  # noqa: ARG001 - for the factories
    """The user with whose key all requests are sent."""
    user = await UserFactory.create(email="ann@example.com")
    await ApiKeyFactory.create(user=user, key="pg_many")
    return user


@pytest.fixture
async def keyed(client: AsyncClient) -> AsyncClient:
    """A client that sends Ann's key."""
    client.headers["Authorization"] = "Bearer pg_many"
    return client


async def count_snippets(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(Snippet)) or 0


@pytest.mark.usefixtures("ann")
async def test_fifty_creations_and_a_hundred_reads(
    keyed: AsyncClient, async_committed_db: AsyncSession
) -> None:
    """Nothing is lost, nobody finds the database locked, and each reader sees a whole state."""

    async def request(index: int) -> Response:
        if index % 3:
            return await keyed.get("/snippets", params={"limit": 100})
        return await keyed.post("/snippets", json=NEW)

    answers: list[Response] = (await run_concurrently(150, request)).raise_errors().results

    created = [answer.json()["id"] for answer in answers if answer.status_code == 201]
    pages: list[dict[str, Any]] = [a.json() for a in answers if a.status_code == 200]
    assert (len(set(created)), len(pages)) == (50, 100)
    assert await count_snippets(async_committed_db) == 50
    assert all(len(page["items"]) == page["total"] for page in pages)
    assert {item["id"] for page in pages for item in page["items"]} <= set(created)


async def test_the_last_places_are_given_once(
    keyed: AsyncClient, ann: User, async_committed_db: AsyncSession
) -> None:
    """Of twenty who want the last five places, five get one, and the others a conflict."""
    await SnippetFactory.create_batch(LIMIT - 5, owner=ann)

    async def create() -> int:
        return (await keyed.post("/snippets", json=NEW)).status_code

    statuses = (await run_concurrently(20, create)).raise_errors().results

    assert sorted(statuses) == [201] * 5 + [409] * 15
    assert await count_snippets(async_committed_db) == LIMIT


async def test_every_run_counts(keyed: AsyncClient, ann: User) -> None:
    """Runs at once are numbered without a gap and without a number twice."""
    snippet = await SnippetFactory.create(owner=ann)

    async def run() -> int:
        values = {"values": {"name": "Ann"}}
        answer = await keyed.post(f"/snippets/{snippet.id}/runs", json=values)
        number: int = answer.json()["run_count"]
        return number

    numbers = (await run_concurrently(30, run)).raise_errors().results

    assert sorted(numbers) == list(range(1, 31))


async def test_a_writer_waits_before_it_reads(ann: User) -> None:
    """Who is going to write sees what the writer before has committed, and never less."""

    async def count() -> int:
        async with session_factory(info={"writes": True}) as session:
            return await count_snippets(session)

    async with session_factory(info={"writes": True}) as first:
        assert await count_snippets(first) == 0
        second = asyncio.create_task(count())
        await asyncio.wait([second], timeout=0.3)
        waited = not second.done()
        first.add(Snippet(owner_id=ann.id, title="t", body="b"))
        await first.commit()

    assert (waited, await second) == (True, 1)
