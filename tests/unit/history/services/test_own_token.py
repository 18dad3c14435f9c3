"""What a project's token is for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from layerproof.history.errors.access import ProjectNotFoundError, UnauthenticatedError
from layerproof.history.records.access import LocalActor, Scope, TokenActor
from layerproof.history.records.own_token import TokenPlace
from layerproof.history.records.people import Login
from layerproof.history.records.tenants import Project, ProjectSettings, ProjectToken
from layerproof.history.services.access import scope_of
from layerproof.history.services.own_token import OwnTokenService
from tests.support.fake_local_projects import FakeLocalProjectRepository

NOW = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)
SHOP = Project(7, 3, "acme", "shop", ProjectSettings(name="The Shop"), NOW)
HOLDER = TokenActor(1, SHOP.key, SHOP.organization_key, frozenset({Scope.READ}))


class OneProject:
    """Knows the project of one token, and nothing else."""

    async def find_login(self, public_id: str) -> Login | None:
        """Return nobody."""
        raise NotImplementedError

    async def find_project_token(self, token_hash: str) -> ProjectToken | None:
        """Return nothing."""
        raise NotImplementedError

    async def find_project(self, key: int) -> Project | None:
        """Return the project."""
        return SHOP if key == SHOP.key else None


def a_service() -> OwnTokenService:
    """Return the service on a server where nothing was pushed without accounts."""
    return OwnTokenService(OneProject(), FakeLocalProjectRepository())


async def test_a_token_tells_its_project_and_scopes() -> None:
    """Whatever name is asked for, the token's own project is told."""
    place = TokenPlace(scope_of(SHOP), frozenset({Scope.READ}))
    assert await a_service().describe(HOLDER, None) == place
    assert await a_service().describe(HOLDER, "other") == place


async def test_the_token_of_a_project_that_is_gone() -> None:
    """It is worth no more than none."""
    with pytest.raises(UnauthenticatedError, match="no valid credential"):
        await a_service().describe(replace(HOLDER, project_key=8), None)


async def test_without_accounts_a_name_finds_the_project() -> None:
    """Whoever reaches the server may push and read there."""
    local = FakeLocalProjectRepository()
    await local.add("The Shop", "the-shop", created_at=NOW)
    found = await OwnTokenService(OneProject(), local).describe(LocalActor(), "The Shop")
    assert (found.project.slug, found.scopes) == ("the-shop", frozenset(Scope))


@pytest.mark.parametrize(
    ("name", "told"), [(None, "no project was named"), ("x" * 99, f"no project '{'x' * 64}' is")]
)
async def test_without_accounts_a_name_is_needed(name: str | None, told: str) -> None:
    """Without a project of that name there is nothing to tell."""
    with pytest.raises(ProjectNotFoundError, match=f"^{told}"):
        await a_service().describe(LocalActor(), name)
