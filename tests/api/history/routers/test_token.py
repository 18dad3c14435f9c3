"""What a project's token tells about itself."""

from __future__ import annotations

import httpx

from tests.factories.reports import make_report
from tests.support.history import code_of, push
from tests.support.history_world import World, world

__all__ = ["world"]

ADDRESS = "/api/v1/token"


async def test_without_accounts_the_name_finds_the_project(client: httpx.AsyncClient) -> None:
    """Whoever reaches the server may do everything in the project of that name."""
    await push(client, make_report(project="The Shop"))
    answer = await client.get(ADDRESS, params={"project": "The Shop"})
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "organization": "local",
            "project": "the-shop",
            "name": "The Shop",
            "main_branch": "main",
            "scopes": ["push", "read"],
        },
    )


async def test_without_accounts_a_project_has_to_be_named(client: httpx.AsyncClient) -> None:
    """Neither no name nor that of no project finds one, and asking makes none."""
    nothing = await client.get(ADDRESS)
    unknown = await client.get(ADDRESS, params={"project": "The Shop"})
    assert code_of(nothing) == code_of(unknown) == (404, "project-not-found")
    assert nothing.json()["detail"] == "no project was named"
    assert unknown.json()["detail"] == "no project 'The Shop' is here"


async def test_a_name_that_no_database_holds(client: httpx.AsyncClient) -> None:
    """A name with a NUL character is refused as every other parameter."""
    answer = await client.get(ADDRESS, params={"project": "a\x00"})
    assert code_of(answer) == (422, "invalid-request")


async def test_a_token_names_its_project(world: World) -> None:
    """Each token tells its own project and scopes, whatever name is asked for."""
    pushing = await world.client("push").get(ADDRESS, params={"project": "other"})
    reading = await world.client("read").get(ADDRESS)
    assert pushing.json() == {
        "organization": "acme",
        "project": "shop",
        "name": "shop",
        "main_branch": "main",
        "scopes": ["push"],
    }
    assert reading.json() == {**pushing.json(), "scopes": ["read"]}


async def test_a_log_in_is_no_token(world: World) -> None:
    """A person is told to show a token; without anything, that is asked for."""
    assert code_of(await world.client("owner").get(ADDRESS)) == (403, "forbidden")
    assert code_of(await world.client().get(ADDRESS)) == (401, "unauthenticated")
