"""``/api-keys`` over HTTP: statuses, validation, and who may."""

from __future__ import annotations

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.testing import assert_unauthenticated, assert_validation_error
from playground.models import ApiKey, User
from tests.factories import ApiKeyFactory, hash_of

CI = {"name": "ci", "scopes": ["snippets:read"]}


async def test_a_key_is_told_once(auth_client: AsyncClient, async_db: AsyncSession) -> None:
    """201 with the key; afterwards it is in no answer and not in the database."""
    made = await auth_client.post("/api-keys", json=CI)
    [listed] = (await auth_client.get("/api-keys")).json()

    assert made.status_code == 201
    key = made.json().pop("key")
    assert listed == {name: value for name, value in made.json().items() if name != "key"}
    assert listed["start"] == key[:8]
    stored = (await async_db.scalars(select(ApiKey))).one()
    assert stored.key_hash == hash_of(key)
    assert key not in map(str, vars(stored).values())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "n" * 61}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["snippets:all"]}, "scopes.0"),
    ],
)
async def test_keys_are_checked(
    auth_client: AsyncClient, wrong: dict[str, object], field: str
) -> None:
    """422 for a name that is empty or too long, and for scopes that are none."""
    answer = await auth_client.post("/api-keys", json={**CI, **wrong})

    assert_validation_error(answer, field, only=True)


async def test_a_taken_name_is_a_conflict(auth_client: AsyncClient, ann: User) -> None:
    """409 for the name of a living key."""
    await ApiKeyFactory.create(user=ann, name="ci")

    answer = await auth_client.post("/api-keys", json=CI)

    assert (answer.status_code, answer.json()) == (
        409,
        {"detail": "there is a key called ci; revoke it first"},
    )


async def test_a_key_is_revoked(auth_client: AsyncClient, ann: User) -> None:
    """204, also a second time; the key is listed with the time at which it ended."""
    key = await ApiKeyFactory.create(user=ann)

    answers = [await auth_client.delete(f"/api-keys/{key.id}") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [204, 204]
    [listed] = (await auth_client.get("/api-keys")).json()
    assert listed["revoked_at"] is not None


async def test_somebody_elses_key_is_not_found(
    auth_client: AsyncClient, bob: User, async_db: AsyncSession
) -> None:
    """404, and the key lives on."""
    key = await ApiKeyFactory.create(user=bob)

    answer = await auth_client.delete(f"/api-keys/{key.id}")

    assert (answer.status_code, answer.json()) == (404, {"detail": f"you have no key {key.id}"})
    await async_db.refresh(key)
    assert key.revoked_at is None


@pytest.mark.parametrize(("method", "path"), [("POST", ""), ("GET", ""), ("DELETE", "/1")])
async def test_a_key_is_no_login(client: AsyncClient, ann: User, method: str, path: str) -> None:
    """401 for a key, whatever it was made for: keys neither make keys nor end them."""
    await ApiKeyFactory.create(user=ann, key="pg_any")
    headers = {"Authorization": "Bearer pg_any"}

    answer = await client.request(method, f"/api-keys{path}", json=CI, headers=headers)

    assert_unauthenticated(answer)


async def test_known_origins_may_revoke(client: AsyncClient) -> None:
    """A browser on an allowed origin may delete; it is told so before it asks."""
    headers = {"Origin": "http://localhost:5173", "Access-Control-Request-Method": "DELETE"}

    answer = await client.options("/api-keys/1", headers=headers)

    assert answer.status_code == 200
    assert "DELETE" in answer.headers["Access-Control-Allow-Methods"]


async def test_an_id_has_an_end(auth_client: AsyncClient) -> None:
    """422 for a number that SQLite does not know, and no error of the server."""
    answer = await auth_client.delete(f"/api-keys/{2**63}")

    assert_validation_error(answer, "key_id", only=True)
