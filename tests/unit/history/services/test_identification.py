"""From a credential to who asks, on repositories in memory."""

from __future__ import annotations

from datetime import timedelta

import pytest

from layerproof.history.errors.access import UnauthenticatedError
from layerproof.history.records.access import Scope, TokenActor, UserActor
from layerproof.history.records.people import Login
from layerproof.history.records.tenants import NewProjectToken, Project
from layerproof.history.services.identification import IdentificationService
from layerproof.history.services.secrets import hash_secret
from layerproof.history.services.signing import Signer
from tests.support.tenant_ground import (
    DAY,
    NOW,
    FakeGround,
    StoppedClock,
    add_organization,
    add_project,
    id_of,
)

REFUSED = r"^the request has no valid credential$"
SECRET = "lpt_" + "s" * 43


@pytest.fixture
def ground() -> FakeGround:
    """Give repositories in memory."""
    return FakeGround()


@pytest.fixture
def clock() -> StoppedClock:
    """Give a clock that stands still."""
    return StoppedClock()


@pytest.fixture
def signer() -> Signer:
    """Give what signs."""
    return Signer("a secret of this server, long enough", life=timedelta(days=3))


@pytest.fixture
def service(ground: FakeGround, signer: Signer, clock: StoppedClock) -> IdentificationService:
    """Give the service on those repositories."""
    return IdentificationService(ground.identity, signer, clock)


@pytest.fixture
async def login(ground: FakeGround) -> Login:
    """Give a log-in that lives for a day."""
    return await ground.add_login(await ground.add_person("ann"), "login")


@pytest.fixture
async def shop(ground: FakeGround) -> Project:
    """Give a project."""
    return await add_project(ground, await add_organization(ground))


async def _add_token(ground: FakeGround, shop: Project, *, life: timedelta | None = None) -> int:
    expires_at = None if life is None else NOW + life
    scopes = frozenset({Scope.PUSH})
    new = NewProjectToken(id_of("ci"), "ci", scopes, hash_secret(SECRET), NOW, expires_at)
    return (await ground.tokens.add(shop.key, new)).key


async def test_an_access_token_is_a_person(
    service: IdentificationService, signer: Signer, login: Login
) -> None:
    """Who shows the token of a living log-in is the person who logged in, by that log-in."""
    token = signer.sign(login.public_id, NOW)
    expected = UserActor(login.user.key, login.user.public_id, login.key)
    assert await service.identify(token) == expected
    assert await service.find_login(token) == login


async def test_a_project_token_is_its_project(
    ground: FakeGround, service: IdentificationService, shop: Project
) -> None:
    """Who shows a project's token is a program with its scopes."""
    key = await _add_token(ground, shop)
    expected = TokenActor(key, shop.key, shop.organization_key, frozenset({Scope.PUSH}))
    assert await service.identify(SECRET) == expected


async def test_a_token_expires(
    ground: FakeGround, service: IdentificationService, shop: Project, clock: StoppedClock
) -> None:
    """A project's token opens something up to its last moment, and no longer."""
    key = await _add_token(ground, shop, life=DAY)
    clock.pass_(DAY - timedelta(microseconds=1))
    actor = await service.identify(SECRET)
    assert isinstance(actor, TokenActor)
    assert actor.token_key == key
    clock.pass_(timedelta(microseconds=1))
    with pytest.raises(UnauthenticatedError, match=REFUSED):
        await service.identify(SECRET)


async def test_a_revoked_token_is_nobody(
    ground: FakeGround, service: IdentificationService, shop: Project
) -> None:
    """A project's token opens nothing from the moment in which it is revoked."""
    await _add_token(ground, shop)
    await ground.tokens.revoke(shop.key, id_of("ci"), NOW)
    with pytest.raises(UnauthenticatedError, match=REFUSED):
        await service.identify(SECRET)


async def test_a_log_in_that_is_over(
    service: IdentificationService, signer: Signer, login: Login, clock: StoppedClock
) -> None:
    """An access token is worth nothing when its log-in has expired, however long it lives."""
    token = signer.sign(login.public_id, NOW)
    clock.pass_(DAY)
    with pytest.raises(UnauthenticatedError, match=REFUSED):
        await service.identify(token)


async def test_a_log_in_that_was_ended(
    ground: FakeGround, service: IdentificationService, signer: Signer
) -> None:
    """An access token is worth nothing once somebody has ended its log-in."""
    ended = await ground.add_login(await ground.add_person("ann"), "ended", ended_at=NOW)
    with pytest.raises(UnauthenticatedError, match=REFUSED):
        await service.identify(signer.sign(ended.public_id, NOW))


@pytest.mark.parametrize(
    "credential", ["", "x", "a.b.c", "lpt_", "lpt_" + "x" * 43, "lpt_\ud800", "\ud800", "lpi_x"]
)
async def test_what_is_no_credential(service: IdentificationService, credential: str) -> None:
    """What is neither is nobody, and every refusal reads the same."""
    with pytest.raises(UnauthenticatedError, match=REFUSED):
        await service.identify(credential)


async def test_a_good_signature_for_nobody(service: IdentificationService, signer: Signer) -> None:
    """A token that we signed for a log-in that is gone is nobody's."""
    with pytest.raises(UnauthenticatedError, match=REFUSED):
        await service.identify(signer.sign("0" * 32, NOW))


async def test_a_project_token_is_no_log_in(
    ground: FakeGround, service: IdentificationService, shop: Project
) -> None:
    """A project's token does not stand for a log-in."""
    await _add_token(ground, shop)
    with pytest.raises(UnauthenticatedError, match=REFUSED):
        await service.find_login(SECRET)
