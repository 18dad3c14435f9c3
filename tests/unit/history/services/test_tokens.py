"""The tokens' service on repositories in memory."""

from __future__ import annotations

from datetime import timedelta

import pytest

from layerproof.history.errors.access import ProjectNotFoundError
from layerproof.history.errors.tenants import LimitReachedError, TokenNotFoundError
from layerproof.history.records.access import Scope
from layerproof.history.records.tenants import Project, ProjectToken
from layerproof.history.services.limits import DEAD_TOKENS, TOKENS
from layerproof.history.services.secrets import hash_secret
from layerproof.history.services.tokens import TokenService
from tests.support.tenant_ground import (
    DAY,
    NOW,
    FakeGround,
    StoppedClock,
    add_organization,
    add_project,
    add_token,
    id_of,
)
from tests.support.tenant_scopes import project_scope

PUSH = frozenset({Scope.PUSH})


@pytest.fixture
def ground() -> FakeGround:
    """Give repositories in memory."""
    return FakeGround()


@pytest.fixture
def clock() -> StoppedClock:
    """Give a clock that stands still."""
    return StoppedClock()


@pytest.fixture
def tokens(ground: FakeGround, clock: StoppedClock) -> TokenService:
    """Give the service on those repositories."""
    return TokenService(ground.tokens, clock)


@pytest.fixture
async def shop(ground: FakeGround) -> Project:
    """Give a project."""
    return await add_project(ground, await add_organization(ground))


@pytest.mark.parametrize(("life", "expires_at"), [(None, None), (30 * DAY, NOW + 30 * DAY)])
async def test_a_token_is_made(
    ground: FakeGround,
    tokens: TokenService,
    shop: Project,
    life: timedelta | None,
    expires_at: object,
) -> None:
    """A token has a secret that is told once, and of which only the hash is stored."""
    issued = await tokens.create(project_scope(shop), "ci", frozenset(Scope), life)
    made = issued.token
    assert made == ProjectToken(
        key=made.key,
        public_id=made.public_id,
        project=shop,
        name="ci",
        scopes=frozenset(Scope),
        created_at=NOW,
        expires_at=made.expires_at,
        last_used_at=None,
        revoked_at=None,
    )
    assert made.expires_at == expires_at
    assert issued.secret.startswith("lpt_")
    assert len(issued.secret) == 47
    assert await ground.identity.find_project_token(hash_secret(issued.secret)) == made
    assert await tokens.list_all(project_scope(shop)) == [made]


async def test_every_token_has_its_own_secret(tokens: TokenService, shop: Project) -> None:
    """Two tokens of one name have different ids and secrets."""
    issued = [await tokens.create(project_scope(shop), "ci", PUSH, None) for _ in range(2)]
    assert len({one.secret for one in issued}) == 2
    assert len({one.token.public_id for one in issued}) == 2


async def test_a_project_has_not_too_many(
    tokens: TokenService, shop: Project, clock: StoppedClock
) -> None:
    """A project has at most 100 living tokens; when they have expired there is room again."""
    scope = project_scope(shop)
    for _ in range(TOKENS):
        await tokens.create(scope, "ci", PUSH, DAY)
    with pytest.raises(LimitReachedError, match=r"^there can be 100 tokens of a project, and the"):
        await tokens.create(scope, "ci", PUSH, None)
    clock.pass_(DAY)
    await tokens.create(scope, "ci", PUSH, None)
    assert len(await tokens.list_all(scope)) == DEAD_TOKENS + 1


async def test_dead_tokens_do_not_pile_up(tokens: TokenService, shop: Project) -> None:
    """Making and revoking over and over leaves a bounded number behind."""
    scope = project_scope(shop)
    for _ in range(DEAD_TOKENS + 20):
        issued = await tokens.create(scope, "ci", PUSH, None)
        await tokens.revoke(scope, issued.token.public_id)
    assert len(await tokens.list_all(scope)) == DEAD_TOKENS + 1


async def test_a_project_that_is_gone(
    ground: FakeGround, tokens: TokenService, shop: Project
) -> None:
    """No token is made for a project that was deleted a moment ago."""
    await ground.projects.delete(shop.organization_key, shop.key)
    with pytest.raises(ProjectNotFoundError, match=r"^no project 'shop' is here for you$"):
        await tokens.create(project_scope(shop), "ci", PUSH, None)


async def test_revoking(tokens: TokenService, shop: Project, clock: StoppedClock) -> None:
    """A revoked token is dead from that moment, also when it is revoked again later."""
    scope = project_scope(shop)
    issued = await tokens.create(scope, "ci", PUSH, None)
    await tokens.revoke(scope, issued.token.public_id)
    clock.pass_(DAY)
    await tokens.revoke(scope, issued.token.public_id)
    [listed] = await tokens.list_all(scope)
    assert (listed.revoked_at, listed.is_alive(NOW)) == (NOW, False)


@pytest.mark.parametrize("public_id", ["0" * 32, "", "nul\x00", "x" * 33, id_of("elsewhere")])
async def test_revoking_what_is_not_there(
    ground: FakeGround, tokens: TokenService, shop: Project, public_id: str
) -> None:
    """An id that no token of the project has, or can have, is not found."""
    acme = await ground.organizations.find(shop.organization_key)
    assert acme is not None
    await add_token(ground, await add_project(ground, acme, "billing"), "elsewhere")
    with pytest.raises(TokenNotFoundError, match=r"^the project has no token with this id$"):
        await tokens.revoke(project_scope(shop), public_id)
