"""What each role may do, as one table: a route that is not in it fails until somebody decides.

The table is written out here and derived from nothing. Each column is somebody who asks for the
thing in ``acme/shop``; each cell is the status of a good request. Under ``/auth`` everybody asks
for what is their own, and ``{login_id}`` is the owner's.
"""

from __future__ import annotations

import httpx

from tests.support.history_copies import Worlds
from tests.support.history_document import Operation, operations
from tests.support.history_operations import request_of
from tests.support.history_world import World

ACTORS = ("owner", "admin", "member", "viewer", "outsider", "push", "read", "nobody")

#: What the table's addresses begin with.
BEGINNINGS = {
    "@project": "/organizations/{organization}/projects/{project}",
    "@organization": "/organizations/{organization}",
}

TABLE = """
GET    /health                       200 200 200 200 200 200 200 200
GET    /ready                        200 200 200 200 200 200 200 200
POST   /auth/register                202 202 202 202 202 202 202 202
POST   /auth/login                   200 200 200 200 200 200 200 200
POST   /auth/refresh                 200 200 200 200 200 200 200 200
POST   /auth/logout                  204 204 204 204 204 403 403 401
GET    /auth/me                      200 200 200 200 200 403 403 401
PATCH  /auth/me                      200 200 200 200 200 403 403 401
POST   /auth/password                204 204 204 204 204 403 403 401
GET    /auth/logins                  200 200 200 200 200 403 403 401
DELETE /auth/logins/{login_id}       204 404 404 404 404 403 403 401
POST   /runs                         403 403 403 403 403 201 403 401
GET    @project/runs                 200 200 200 200 404 403 200 401
GET    @project/runs/{run_id}        200 200 200 200 404 403 200 401
GET    @project/runs/{run_id}/report 200 200 200 200 404 403 200 401
"""


async def _ask(world: World, operation: Operation, actor: str) -> httpx.Response:
    client = world.client(None if actor == "nobody" else actor)
    return await client.request(**request_of(operation, world))


async def _row(worlds: Worlds, operation: Operation) -> list[int]:
    row: list[int] = []
    remaining = list(ACTORS)
    while remaining:
        async with worlds.another() as world:
            changed = False
            while remaining and not changed:
                answer = await _ask(world, operation, remaining.pop(0))
                row.append(answer.status_code)
                changed = operation.changes and answer.is_success
    return row


def _expected() -> dict[str, list[int]]:
    table = TABLE
    for short, beginning in BEGINNINGS.items():
        table = table.replace(short, beginning)
    lines = [line.split() for line in table.strip().splitlines()]
    return {f"{line[0]} {line[1]}": [int(cell) for cell in line[2:]] for line in lines}


async def test_every_role_may_do_what_the_table_says(worlds: Worlds) -> None:
    """The whole table, measured, is the one written here; no database has a part in it."""
    measured = {operation.name: await _row(worlds, operation) for operation in operations()}
    assert measured == _expected()
