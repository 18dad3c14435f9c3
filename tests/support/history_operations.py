"""A good request for each operation of the history, filled from the world.

What cannot be found in the OpenAPI document stands in the tables below by name: a path parameter
that is not there fails with a ``KeyError``, until somebody has said what it is filled with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.factories.reports import make_report
from tests.support.history_document import Document, Operation, resolve
from tests.support.history_world import PASSWORD, RUN, World

#: What a path parameter is filled with: names in the world, under ``acme/shop``.
PLACES: Mapping[str, Callable[[World], str]] = {
    "organization": lambda _: "acme",
    "project": lambda _: "shop",
    "run_id": lambda _: RUN,
    "login_id": lambda world: world.login_ids["owner"],
}

#: Query parameters that an operation cannot do without.
QUESTIONS: Mapping[str, Mapping[str, str]] = {}

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
    "POST /auth/password": lambda _: {"current": PASSWORD, "new": PASSWORD[::-1]},
}

#: Bodies that are no JSON, as arguments of a client's ``request``.
OTHER_BODIES: Mapping[str, Callable[[World], Document]] = {
    "POST /auth/login": lambda world: {
        "data": {"username": world.address("owner"), "password": PASSWORD}
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
