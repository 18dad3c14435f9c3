"""Nobody gets past the token."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import httpx2
import jwt
import pytest
from tests.identities import make_token

from knowledge_base.clock import now
from knowledge_base.main import app
from knowledge_base.models import User
from knowledge_base.settings import Settings
from layerproof.testing import assert_unauthenticated, freeze_time
from tests.factories import UserFactory

SECRET = Settings.from_environment().secret


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


#: All endpoints that the application says it has, but the one that needs no token.
CLOSED = [
    (method.upper(), path)
    for path, methods in app.openapi()["paths"].items()
    for method in methods
    if path != "/tenants"
]


def test_there_are_endpoints_to_test() -> None:
    """The list is made from the application, and is not short by mistake."""
    assert len(CLOSED) == 24


@pytest.mark.parametrize(("method", "path"), CLOSED)
async def test_without_a_token_nothing_is_open(
    client: httpx2.AsyncClient, method: str, path: str
) -> None:
    """Every endpoint but the founding of a tenant asks who is there before all else."""
    some_id = str(uuid4())
    for name in ("document", "entry", "team", "tool", "user"):
        path = path.replace(f"{{{name}_id}}", some_id)

    assert_unauthenticated(await client.request(method, path), challenge="Bearer")


def forged(user: User, **changes: object) -> str:
    """Return a token of the right shape whose signer did not know the secret."""
    content = {"sub": str(user.id), "tenant": str(user.tenant_id), "exp": now() + timedelta(1)}
    return jwt.encode({**content, **changes}, "not the secret of the application", "HS256")


async def test_a_token_of_another_signer_is_refused(
    client: httpx2.AsyncClient, test_user: User
) -> None:
    """What is in it does not matter."""
    answer = await client.get("/documents", headers=bearer(forged(test_user)))

    assert_unauthenticated(answer, challenge="Bearer")


async def test_a_token_without_signature_is_refused(
    client: httpx2.AsyncClient, test_user: User
) -> None:
    """The algorithm is ours to choose: ``none`` and others are not believed."""
    content = jwt.decode(make_token(test_user), SECRET, ["HS256"])
    unsigned = jwt.encode(content, None, "none")
    stripped = make_token(test_user).rpartition(".")[0] + "."
    other = jwt.encode(content, SECRET * 2, "HS512")

    for token in (unsigned, stripped, other):
        answer = await client.get("/documents", headers=bearer(token))
        assert_unauthenticated(answer, challenge="Bearer")


async def test_a_changed_token_is_refused(client: httpx2.AsyncClient, test_user: User) -> None:
    """The signature of one user does not fit the content of another."""
    other = await UserFactory.create(tenant=test_user.tenant)
    head, _, signature = make_token(test_user).split(".")
    content = make_token(other).split(".")[1]

    answer = await client.get("/documents", headers=bearer(f"{head}.{content}.{signature}"))

    assert_unauthenticated(answer, challenge="Bearer")


async def test_an_expired_token_is_refused(client: httpx2.AsyncClient, test_user: User) -> None:
    """It was good until then."""
    with freeze_time("2026-05-01T12:00") as clock:
        headers = bearer(make_token(test_user))
        assert (await client.get("/documents", headers=headers)).status_code == 200
        clock.shift(Settings().token_lifetime.total_seconds())
        answer = await client.get("/documents", headers=headers)

    assert_unauthenticated(answer, challenge="Bearer")


async def test_a_token_is_good_in_its_tenant_alone(
    client: httpx2.AsyncClient, test_user: User
) -> None:
    """A user of one tenant is nobody in another, even with a good signature."""
    stranger = await UserFactory.create()
    content = jwt.decode(make_token(test_user), SECRET, ["HS256"])
    elsewhere = jwt.encode({**content, "tenant": str(stranger.tenant_id)}, SECRET, "HS256")

    answer = await client.get("/documents", headers=bearer(elsewhere))

    assert_unauthenticated(answer, challenge="Bearer")


async def test_who_was_switched_off_is_out_at_once(
    client: httpx2.AsyncClient, admin_client: httpx2.AsyncClient, test_user: User
) -> None:
    """A token that has not expired does not help."""
    headers = bearer(make_token(test_user))
    await admin_client.patch(f"/users/{test_user.id}", json={"active": False})

    answer = await client.get("/documents", headers=headers)

    assert_unauthenticated(answer, challenge="Bearer")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YW5uOnNlY3JldA==", "Bearer x"])
async def test_what_is_no_token_is_refused(client: httpx2.AsyncClient, header: str) -> None:
    """Another scheme, nothing, or anything: 401, never a server error."""
    answer = await client.get("/documents", headers={"Authorization": header})

    assert_unauthenticated(answer, challenge="Bearer")
