"""Other people's organizations, projects and things: as if they were not there."""

from __future__ import annotations

import httpx

from tests.support.history_document import Operation, closed_operations
from tests.support.history_operations import request_of
from tests.support.history_world import FOREIGN_TEST, World, push_run

#: As long as ``acme``, ``shop`` and a public id, so that answers are of one length.
NO_ORGANIZATION = "nope"
NO_PROJECT = "none"

#: A run that ``globex`` alone has.
ONLY_FOREIGN = "only-globex"

#: Who has nothing to do with ``acme``.
STRANGERS = ("foreigner", "outsider", "foreign")

#: Where an id is the pusher's to choose, in the project of the pusher's token.
MADE = {"POST /runs/{run_id}/pieces"}

#: Headers that differ from answer to answer, and tell nothing.
VARYING = ("x-request-id", "date")


def _shape(answer: httpx.Response, asked: str) -> tuple[object, ...]:
    headers = {name: value for name, value in answer.headers.items() if name not in VARYING}
    return answer.status_code, headers, answer.text.replace(asked, "…")


async def _ask(
    world: World, as_: str, operation: Operation, asked: str, **places: str
) -> tuple[object, ...]:
    answer = await world.client(as_).request(**request_of(operation, world, **places))
    return _shape(answer, asked)


def _inside(place: str) -> list[Operation]:
    return [operation for operation in closed_operations() if place in operation.places]


async def test_a_foreign_organization_is_as_one_that_is_not_there(world: World) -> None:
    """Strangers get the same 404 for an organization as for a name that nobody has."""
    differing = {}
    for operation in _inside("organization"):
        for stranger in STRANGERS:
            there = await _ask(world, stranger, operation, "acme")
            nowhere = await _ask(
                world, stranger, operation, NO_ORGANIZATION, organization=NO_ORGANIZATION
            )
            if there != nowhere or there[0] != 404:
                differing[operation.name, stranger] = (there, nowhere)
    assert differing == {}


async def test_a_foreign_project_is_as_one_that_is_not_there(world: World) -> None:
    """A project's token gets the same 404 for its neighbour as for a name that nobody has."""
    differing = {}
    for operation in _inside("project"):
        there = await _ask(world, "billing", operation, "shop")
        nowhere = await _ask(world, "billing", operation, NO_PROJECT, project=NO_PROJECT)
        if there != nowhere or there[0] != 404:
            differing[operation.name] = (there, nowhere)
    assert differing == {}


def _foreign_things(world: World) -> dict[str, tuple[str, str]]:
    """Return what ``globex`` has of each kind, and what nobody has, written alike."""
    return {
        "run_id": (ONLY_FOREIGN, "only-nobody"),
        "login_id": (world.login_ids["foreigner"], "0" * 32),
        "test_id": (world.test_ids[FOREIGN_TEST], "0" * 32),
        "token_id": (world.token_ids["foreign"], "0" * 32),
        "user_id": (world.people["foreigner"], "0" * 32),
        "invitation_id": (world.invitation_ids["foreign"], "0" * 32),
    }


async def test_a_foreign_thing_is_not_found_under_an_own_address(world: World) -> None:
    """The id of another tenant's run, token, member or invitation is no id in one's own paths."""
    await push_run(world, "foreign", "shop", ONLY_FOREIGN)
    things, differing = _foreign_things(world), {}
    for operation in closed_operations():
        for place in operation.places:
            if place in ("organization", "project") or operation.name in MADE:
                continue
            foreign, nobodys = things[place]
            there = await _ask(world, "owner", operation, foreign, **{place: foreign})
            nowhere = await _ask(world, "owner", operation, nobodys, **{place: nobodys})
            if there != nowhere or there[0] != 404:
                differing[operation.name, place] = (there, nowhere)
    assert differing == {}


#: Query parameters that name a thing: a run to compare with.
NAMING = {"base"}


async def test_a_foreign_thing_is_not_found_in_a_question_either(world: World) -> None:
    """A question that names another tenant's run is answered as if there were no such run."""
    await push_run(world, "foreign", "shop", ONLY_FOREIGN)
    asked, differing = [], {}
    for operation in closed_operations():
        for parameter in operation.parameters("query"):
            if parameter["name"] not in NAMING:
                continue
            asked.append(parameter["name"])
            request = request_of(operation, world)
            there, nowhere = [
                _shape(
                    await world.client("owner").request(
                        **request, params={parameter["name"]: run_id}
                    ),
                    run_id,
                )
                for run_id in (ONLY_FOREIGN, "only-nobody")
            ]
            if there != nowhere or there[0] != 404:
                differing[operation.name] = (there, nowhere)
    assert set(asked) == NAMING
    assert differing == {}
