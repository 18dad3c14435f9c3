"""A snippet on its way from one user to another."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from httpx import AsyncClient

from playground.models import User

ClientFor = Callable[..., Awaitable[AsyncClient]]


async def test_a_snippet_is_shared_forked_and_withdrawn(
    auth_client: AsyncClient, auth_client_for: ClientFor, bob: User
) -> None:
    """Sharing lets others run and fork; withdrawing ends that, and leaves the forks as they are."""
    others = await auth_client_for(bob)
    new = {"title": "greeting", "body": "Hello, {{name}}!"}
    path = f"/snippets/{(await auth_client.post('/snippets', json=new)).json()['id']}"
    run = {"values": {"name": "Bob"}}
    assert (await others.post(f"{path}/runs", json=run)).status_code == 404

    await auth_client.patch(path, json={"visibility": "shared"})
    ran = await others.post(f"{path}/runs", json=run)
    fork = (await others.post(f"{path}/forks")).json()
    await auth_client.patch(path, json={"visibility": "private", "body": "Go away, {{name}}!"})

    assert ran.json() == {"text": "Hello, Bob!", "run_count": 1}
    assert (await others.get(path)).status_code == 404
    again = await others.post(f"/snippets/{fork['id']}/runs", json=run)
    assert again.json() == {"text": "Hello, Bob!", "run_count": 1}
    assert (await auth_client.get(path)).json()["run_count"] == 1


async def test_a_refused_change_changes_nothing(
    auth_client: AsyncClient, auth_client_for: ClientFor, bob: User
) -> None:
    """Who may not change a shared snippet leaves it as it was."""
    new = {"title": "greeting", "body": "Hello!"}
    path = f"/snippets/{(await auth_client.post('/snippets', json=new)).json()['id']}"
    shared = (await auth_client.patch(path, json={"visibility": "shared"})).json()

    refused = await (await auth_client_for(bob)).patch(path, json={"title": "mine"})

    assert refused.status_code == 403
    assert (await auth_client.get(path)).json() == shared
