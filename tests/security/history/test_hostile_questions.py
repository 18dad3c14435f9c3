"""Texts that mean harm, in every parameter that the OpenAPI document lists: only ever texts."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layerproof.history.tables import metadata
from tests.support.history import execute
from tests.support.history_document import Operation, operations
from tests.support.history_operations import request_of, url_of
from tests.support.history_world import World

TEXTS = [
    "' OR '1'='1",
    "'; DROP TABLE runs; --",
    "main' UNION SELECT password_hash FROM users --",
    "1; SELECT pg_sleep(5)",
    "(SELECT value FROM server_secrets)",
    "%",
    "mai_",
    "main\\",
    "\x00",
    "\ud800",
    "\uff4d\uff41\uff49\uff4e",
    "\u202emain",
    "مثال",
    "${jndi:ldap://x}",
    "x" * 5_000,
    "9" * 400,
    "1e400",
    "",
    "\n\r\t",
]

#: What nobody has called anything; as a filter it finds nothing, elsewhere it is refused.
NOTHING = "nothing-is-called-so"

QUERIES = [
    (operation, parameter["name"])
    for operation in operations()
    for parameter in operation.parameters("query")
]
PLACES = [
    (operation, place)
    for operation in operations()
    if operation.method == "GET"
    for place in operation.places
]


def _escape(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def _arrives(text: str) -> str:
    """Return a text as it arrives: bytes that are no UTF-8 become replacement characters."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


async def _ask(world: World, operation: Operation, name: str, text: str) -> httpx.Response:
    request = request_of(operation, world)
    others = [f"{key}={_escape(value)}" for key, value in request.pop("params", {}).items()]
    query = "&".join([*others, f"{name}={_escape(text)}"])
    return await world.client("owner").request(**request | {"url": f"{request['url']}?{query}"})


def _without(asked: str, found: Any) -> Any:
    """Return an answer's values, with the text that was asked for taken out."""
    if isinstance(found, dict):
        return {key: _without(asked, value) for key, value in found.items()}
    if isinstance(found, list):
        return [_without(asked, value) for value in found]
    # Errors repeat the beginning of a text only, and as Python writes it.
    repeated = isinstance(found, str) and (asked == found or (asked and asked[:20] in found))
    return "…" if repeated else found


def _deviation(
    operation: Operation, name: str, text: str, *, plain: httpx.Response, answer: httpx.Response
) -> str | None:
    """Return what is wrong with an answer: it must be as for any other text, or a refusal."""
    if answer.status_code == 422:
        return None
    if answer.is_server_error:
        return answer.text
    if answer.status_code != plain.status_code:
        # Where only some values can be, a text may happen to be one of them.
        return None if _is_allowed(operation, name, text) else f"{answer.status_code}"
    if answer.is_success and _without(_arrives(text), answer.json()) != _without(
        NOTHING, plain.json()
    ):
        return f"{answer.text[:300]} and not {plain.text[:300]}"
    return None


def _is_allowed(operation: Operation, name: str, text: str) -> bool:
    schema = next(found for found in operation.parameters("query") if found["name"] == name)
    kinds = schema["schema"].get("anyOf", [schema["schema"]])
    is_text = any(kind.get("type") == "string" for kind in kinds)
    return text.strip() == "" if is_text else text.strip().lstrip("-").isdecimal()


def _count_rows(world: World) -> dict[str, object]:
    return {
        table: execute(world.settings, f"SELECT count(*) FROM {table}")[0][0]
        for table in metadata.tables
    }


@pytest.mark.timeout(240)
async def test_a_question_is_only_text(world: World) -> None:
    """No text in any query parameter fails the server, finds more, or changes anything."""
    reading = [(operation, name) for operation, name in QUERIES if operation.method == "GET"]
    assert reading
    before = _count_rows(world)
    deviations = {}
    for operation, name in reading:
        plain = await _ask(world, operation, name, NOTHING)
        for text in TEXTS:
            answer = await _ask(world, operation, name, text)
            deviation = _deviation(operation, name, text, plain=plain, answer=answer)
            if deviation:
                deviations[operation.name, name, text] = deviation
    assert deviations == {}
    assert _count_rows(world) == before


@pytest.mark.timeout(240)
async def test_a_place_is_only_text(world: World) -> None:
    """No text in any path parameter fails the server, finds anything, or changes anything."""
    before = _count_rows(world)
    answers = {}
    for operation, place in PLACES:
        for text in TEXTS:
            if text and not set(text) <= {".", "/"}:
                url = url_of(operation, world, **{place: _escape(text)})
                answers[operation.name, place, text] = await world.client("owner").get(url)
    odd = {
        case: answer.text[:200]
        for case, answer in answers.items()
        if answer.status_code not in (404, 405, 422)
    }
    assert odd == {}
    assert _count_rows(world) == before


HOSTILE = st.text(st.characters() | st.sampled_from("'\"%_\\;-\x00\ud800\udfff()*`$"), max_size=40)


@pytest.mark.parametrize("place", ["query", "path"])
@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
async def test_any_text_at_any_place(world: World, place: str, data: st.DataObject) -> None:
    """Whatever text stands in a parameter, the server answers, and finds nothing by it."""
    text = data.draw(HOSTILE)
    if place == "query":
        operation, name = data.draw(st.sampled_from(QUERIES))
        answer = await _ask(world, operation, name, text)
    else:
        operation, name = data.draw(st.sampled_from(PLACES))
        url = url_of(operation, world, **{name: _escape(text) or "-"})
        answer = await world.client("owner").get(url)
    assert answer.status_code < 500
