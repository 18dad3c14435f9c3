"""``DELETE .../runs/{run_id}`` through a client."""

from __future__ import annotations

import httpx
import pytest

from tests.factories.reports import make_report
from tests.support.history import RUNS, code_of, push
from tests.support.history_world import NEXT_RUN, RUN, World


async def test_a_run_is_removed(client: httpx.AsyncClient) -> None:
    """A removed run answers 204, is gone, and its id can be pushed again."""
    for name in ("gone", "stays"):
        await push(client, make_report(run_id=name))
    response = await client.delete(f"{RUNS}/gone")
    assert (response.status_code, response.content) == (204, b"")
    assert code_of(await client.get(f"{RUNS}/gone")) == (404, "run-not-found")
    assert code_of(await client.delete(f"{RUNS}/gone")) == (404, "run-not-found")
    assert [run["id"] for run in (await client.get(RUNS)).json()["items"]] == ["stays"]
    assert (await push(client, make_report(run_id="gone", branch="other"))).status_code == 201


@pytest.mark.parametrize("name", ["%00", "none", "x" * 65])
async def test_a_run_that_is_not_there(client: httpx.AsyncClient, name: str) -> None:
    """What is not stored, or can be no id, answers 404."""
    await push(client, make_report(run_id="stays"))
    assert code_of(await client.delete(f"{RUNS}/{name}")) == (404, "run-not-found")


async def test_who_may_remove(world: World) -> None:
    """Admins and owners remove runs; members, tokens and strangers do not."""
    answers = {
        name: (await world.client(name).delete(f"{world.project}/runs/{RUN}")).status_code
        for name in ("outsider", "viewer", "member", "push_read", "admin")
    }
    assert answers == {
        "outsider": 404,
        "viewer": 403,
        "member": 403,
        "push_read": 403,
        "admin": 204,
    }
    removed = await world.client("owner").delete(f"{world.project}/runs/{NEXT_RUN}")
    assert removed.status_code == 204
