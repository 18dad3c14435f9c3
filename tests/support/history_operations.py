"""A good request for each operation of the history, filled from the world.

What cannot be found in the OpenAPI document stands in the tables below by name: a path parameter
that is not there fails with a ``KeyError``, until somebody has said what it is filled with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.factories.reports import make_report
from tests.support.history_document import Document, Operation, resolve
from tests.support.history_world import NEXT_RUN, PASSWORD, RUN, TEST, World

#: What a path parameter is filled with: names in the world, under ``acme/shop``.
PLACES: Mapping[str, Callable[[World], str]] = {
    "organization": lambda _: "acme",
    "project": lambda _: "shop",
    "run_id": lambda _: RUN,
    "user_id": lambda world: world.people["colleague"],
    "invitation_id": lambda world: world.invitation_ids["open"],
    "test_id": lambda world: world.test_ids[TEST],
    "token_id": lambda world: world.token_ids["read"],
    "login_id": lambda world: world.login_ids["owner"],
}

#: Path parameters that only something else of the world can fill, or something new.
OWN_PLACES: Mapping[str, Mapping[str, str]] = {
    "POST /runs/{run_id}/pieces": {"run_id": "pieced"},
    "GET /organizations/{organization}/projects/{project}/runs/{run_id}/comparison": {
        "run_id": NEXT_RUN
    },
}

#: Query parameters that an operation cannot do without.
QUESTIONS: Mapping[str, Mapping[str, str]] = {
    "POST /runs/{run_id}/pieces": {"suite": "unit", "format": "junit", "pieces": "2"},
}

#: JSON bodies that say more than their schema's minimum.
BODIES: Mapping[str, Callable[[World], Any]] = {
    "POST /runs": lambda _: make_report(run_id="another"),
    "POST /auth/register": lambda world: {
        "address": "open@invited.example",
        "name": "New",
        "password": PASSWORD,
        "invitation": world.invitation_secrets["open"],
    },
    "POST /auth/refresh": lambda world: {"refresh_token": world.refresh_secrets["owner"]},
    "POST /organizations": lambda _: {"slug": "initech", "name": "Initech"},
    "PATCH /organizations/{organization}/members/{user_id}": lambda _: {"role": "viewer"},
    "POST /invitations/accept": lambda world: {"token": world.invitation_secrets["outsider"]},
    "POST /organizations/{organization}/projects": lambda _: {"slug": "crm"},
    "POST /auth/password": lambda _: {"current": PASSWORD, "new": PASSWORD[::-1]},
}

#: Bodies that are no JSON, as arguments of a client's ``request``.
OTHER_BODIES: Mapping[str, Callable[[World], Document]] = {
    "POST /auth/login": lambda world: {
        "data": {"username": world.address("owner"), "password": PASSWORD}
    },
    "POST /runs/{run_id}/pieces": lambda _: {
        "content": b'<testsuite><testcase classname="tests.test_a" name="test_b"/></testsuite>',
        "headers": {"Content-Type": "application/xml"},
    },
}

#: What a body's field holds where its schema alone does not say it.
FIELDS: Mapping[str, Any] = {}


def url_of(operation: Operation, world: World, **places: str) -> str:
    """Return an operation's address, filled from the world unless told otherwise."""
    missing = [name for name in operation.places if name not in places]
    return operation.path.format(**{name: PLACES[name](world) for name in missing}, **places)


def request_of(operation: Operation, world: World, **places: str) -> Document:
    """Return a good request, as arguments of a client's ``request``."""
    if operation.name in OWN_PLACES:
        places = {**OWN_PLACES[operation.name], **places}
    request: Document = {"method": operation.method, "url": url_of(operation, world, **places)}
    if operation.name in QUESTIONS:
        request["params"] = dict(QUESTIONS[operation.name])
    return request | body_of(operation, world)


def body_of(operation: Operation, world: World) -> Document:
    """Return the smallest good body, as arguments of a client's ``request``; empty without one."""
    if operation.name in OTHER_BODIES:
        return OTHER_BODIES[operation.name](world)
    if operation.name in BODIES:
        return {"json": BODIES[operation.name](world)}
    schema = operation.bodies.get("application/json")
    return {} if schema is None else {"json": smallest(schema)}


def smallest(schema: Document, name: str = "") -> Any:
    """Return the smallest value that a schema allows, from its examples where it has some."""
    schema = resolve(schema)
    if name in FIELDS:
        return FIELDS[name]
    for key in ("const", "default"):
        if key in schema:
            return schema[key]
    for key in ("examples", "enum", "anyOf", "oneOf", "allOf"):
        if key in schema:
            first = schema[key][0]
            return first if key in ("examples", "enum") else smallest(first, name)
    return _plain(schema)


def _plain(schema: Document) -> Any:
    kind = schema.get("type")
    if kind == "object":
        fields = schema.get("properties", {})
        return {key: smallest(fields[key], key) for key in schema.get("required", [])}
    if kind == "array":
        return [smallest(schema["items"])] * schema.get("minItems", 0)
    if kind in ("integer", "number"):
        return schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
    if kind == "string":
        return "x" * max(1, schema.get("minLength", 1))
    return {"boolean": False, "null": None}.get(str(kind))
