"""Keys in a body that nobody asked for: refused, whatever they would set."""

from __future__ import annotations

from typing import Any

import pytest

from layerproof.history.tables import metadata
from tests.support.history import execute
from tests.support.history_document import Operation, operations, resolve
from tests.support.history_operations import request_of
from tests.support.history_world import World

#: What somebody might like to set, where the body has no such key.
EXTRA: dict[str, Any] = {
    "role": "owner",
    "id": 1,
    "public_id": "0" * 32,
    "key": 1,
    "organization": "globex",
    "organization_id": 1,
    "project_id": 1,
    "user_id": 1,
    "password_hash": "x",
    "token_hash": "x",
    "is_admin": True,
    "is_superuser": True,
    "scopes": ["push", "read"],
    "created_at": "2001-01-01T00:00:00Z",
    "expires_at": "2199-01-01T00:00:00Z",
    "accepted_at": None,
    "revoked_at": None,
    "__class__": "x",
}

#: A report may have keys that this server does not know yet: they are stored and mean nothing
#: (``test_bodies`` holds that they set nothing).
TOLERANT = {"POST /runs"}


def _strict() -> list[Operation]:
    return [
        operation
        for operation in operations()
        if operation.name not in TOLERANT
        and resolve(operation.bodies.get("application/json", {})).get("type") == "object"
    ]


def dump(world: World) -> dict[str, list[tuple[object, ...]]]:
    """Return every row there is, apart from when a token was last used."""
    return {
        name: execute(
            world.settings,
            f"SELECT {_columns(name)} FROM {name} ORDER BY {_columns(name)}",
        )
        for name in metadata.tables
    }


def _columns(table: str) -> str:
    preparer = '"{}"'.format
    columns = [
        preparer(column.name)
        for column in metadata.tables[table].columns
        # PostgreSQL does not order JSON.
        if column.name not in ("last_used_at", "layers", "notes")
    ]
    return ", ".join(columns)


@pytest.mark.timeout(240)
async def test_no_body_takes_a_key_that_it_does_not_list(world: World) -> None:
    """Each extra key is a named fault of every body, and nothing is stored or changed by it."""
    before = dump(world)
    answers = {}
    for operation in _strict():
        for key, value in EXTRA.items():
            if key not in resolve(operation.bodies["application/json"])["properties"]:
                request = request_of(operation, world)
                request["json"] = {**request["json"], key: value}
                answer = await world.client("owner").request(**request)
                faults = [fault["where"] for fault in answer.json().get("faults", [])]
                answers[operation.name, key] = (answer.status_code, faults)
    expected = {case: (422, [f"body.{case[1]}"]) for case in answers}
    assert {case: answer for case, answer in answers.items() if answer != expected[case]} == {}
    assert dump(world) == before
