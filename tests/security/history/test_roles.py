"""What each role may do, as one table: a route that is not in it fails until somebody decides.

The table is written out here and derived from nothing. Each column is somebody who asks for the
thing in ``acme/shop``; each cell is the status of a good request. Under ``/auth`` everybody asks
for what is their own, and ``{login_id}`` is the owner's.
"""

from __future__ import annotations

import pytest

from tests.support.history_copies import Worlds
from tests.support.history_document import operations

ACTORS = ("owner", "admin", "member", "viewer", "outsider", "push", "read", "nobody")

#: What the table's addresses begin with.
BEGINNINGS = {
    "@project": "/organizations/{organization}/projects/{project}",
    "@organization": "/organizations/{organization}",
}

TABLE = """
GET    /health                                   200 200 200 200 200 200 200 200
GET    /ready                                    200 200 200 200 200 200 200 200
POST   /auth/register                            202 202 202 202 202 202 202 202
POST   /auth/login                               200 200 200 200 200 200 200 200
POST   /auth/refresh                             200 200 200 200 200 200 200 200
POST   /auth/logout                              204 204 204 204 204 403 403 401
GET    /auth/me                                  200 200 200 200 200 403 403 401
PATCH  /auth/me                                  200 200 200 200 200 403 403 401
POST   /auth/password                            204 204 204 204 204 403 403 401
GET    /auth/logins                              200 200 200 200 200 403 403 401
DELETE /auth/logins/{login_id}                   204 404 404 404 404 403 403 401
POST   /runs                                     403 403 403 403 403 201 403 401
GET    @project/runs                             200 200 200 200 404 403 200 401
GET    @project/runs/{run_id}                    200 200 200 200 404 403 200 401
GET    @project/runs/{run_id}/report             200 200 200 200 404 403 200 401
GET    /token                                    403 403 403 403 403 200 200 401
GET    /organizations                            200 200 200 200 200 403 403 401
POST   /organizations                            201 201 201 201 201 403 403 401
GET    @organization                             200 200 200 200 404 404 404 401
PATCH  @organization                             200 200 403 403 404 404 404 401
DELETE @organization                             204 403 403 403 404 404 404 401
GET    @organization/members                     200 200 200 200 404 404 404 401
PATCH  @organization/members/{user_id}           200 200 403 403 404 404 404 401
DELETE @organization/members/{user_id}           204 204 403 403 404 404 404 401
GET    @organization/invitations                 200 200 403 403 404 404 404 401
POST   @organization/invitations                 201 201 403 403 404 404 404 401
DELETE @organization/invitations/{invitation_id} 204 204 403 403 404 404 404 401
POST   /invitations/accept                       404 404 404 404 200 403 403 401
GET    @organization/projects                    200 200 200 200 404 404 404 401
POST   @organization/projects                    201 201 201 403 404 404 404 401
GET    @project                                  200 200 200 200 404 403 403 401
PATCH  @project                                  200 200 403 403 404 403 403 401
DELETE @project                                  204 403 403 403 404 403 403 401
GET    @project/tokens                           200 200 200 403 404 403 403 401
POST   @project/tokens                           201 201 201 403 404 403 403 401
DELETE @project/tokens/{token_id}                204 204 204 403 404 403 403 401
POST   /runs/{run_id}/pieces                     403 403 403 403 403 201 403 401
DELETE @project/runs/{run_id}                    204 204 403 403 404 403 403 401
GET    @project/branches                         200 200 200 200 404 403 200 401
GET    @project/runs/{run_id}/tests              200 200 200 200 404 403 200 401
GET    @project/runs/{run_id}/comparison         200 200 200 200 404 403 200 401
GET    @project/trends/layers                    200 200 200 200 404 403 200 401
GET    @project/trends/suites                    200 200 200 200 404 403 200 401
GET    @project/ratchet                          200 200 200 200 404 403 200 401
GET    @project/tests/slowest                    200 200 200 200 404 403 200 401
GET    @project/tests/flaky                      200 200 200 200 404 403 200 401
GET    @project/tests/{test_id}                  200 200 200 200 404 403 200 401
GET    @project/durations                        200 200 200 200 404 403 200 401
"""


def _expected() -> dict[str, list[int]]:
    table = TABLE
    for short, beginning in BEGINNINGS.items():
        table = table.replace(short, beginning)
    lines = [line.split() for line in table.strip().splitlines()]
    return {f"{line[0]} {line[1]}": [int(cell) for cell in line[2:]] for line in lines}


@pytest.mark.timeout(240)
async def test_every_role_may_do_what_the_table_says(worlds: Worlds) -> None:
    """The whole table, measured, is the one written here; no database has a part in it."""
    cases = [
        (operation, None if actor == "nobody" else actor)
        for operation in operations()
        for actor in ACTORS
    ]
    measured: dict[str, list[int]] = {}
    for case, answer in zip(cases, await worlds.ask_each(cases), strict=True):
        measured.setdefault(case[0].name, []).append(answer.status_code)
    assert measured == _expected()
