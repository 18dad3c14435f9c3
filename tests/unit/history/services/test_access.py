"""Who is let in where, for what: every actor and every action, on repositories in memory."""

from __future__ import annotations

import pytest

from layerproof.history.errors.access import (
    ForbiddenError,
    OrganizationNotFoundError,
    ProjectNotFoundError,
)
from layerproof.history.errors.problem import ProblemError
from layerproof.history.records.access import (
    Action,
    Actor,
    LocalActor,
    OrganizationScope,
    ProjectScope,
    Role,
    Scope,
    TokenActor,
    UserActor,
)
from layerproof.history.records.tenants import Organization, Project, ProjectSettings
from layerproof.history.services.access import AccessService, no_organization, scope_of
from tests.support.history_fakes.entrances import FakeAccessRepository
from tests.support.tenant_ground import (
    NOW,
    FakeGround,
    add_member,
    add_organization,
    add_project,
)
from tests.support.tenant_scopes import actor_of

#: Whom an action lets into the organization ``acme`` and its project ``shop``, written out.
PEOPLE = """
                     viewer member admin owner outsider foreigner
SEE_ORGANIZATION     yes    yes    yes   yes   404      404
CHANGE_ORGANIZATION  403    403    yes   yes   404      404
DELETE_ORGANIZATION  403    403    403   yes   404      404
SEE_MEMBERS          yes    yes    yes   yes   404      404
CHANGE_MEMBERS       403    403    yes   yes   404      404
INVITE               403    403    yes   yes   404      404
SEE_PROJECTS         yes    yes    yes   yes   404      404
CREATE_PROJECT       403    yes    yes   yes   404      404
CHANGE_PROJECT       403    403    yes   yes   404      404
DELETE_PROJECT       403    403    403   yes   404      404
MANAGE_TOKENS        403    yes    yes   yes   404      404
READ_RUNS            yes    yes    yes   yes   404      404
DELETE_RUN           403    403    yes   yes   404      404
"""

#: Tokens of the project ``shop`` by their scopes, one of its neighbour, and a foreign one.
TOKENS = ("push", "read", "push read", "", "neighbour", "foreign")


#: What each refusal reads as in the tables.
CELLS = {"forbidden": "403", "organization-not-found": "404", "project-not-found": "no project"}


class World:
    """Two organizations with a project ``shop`` each, and whoever asks."""

    def __init__(self, ground: FakeGround) -> None:
        self.ground = ground
        self.access = AccessService(ground.access)
        self.actors: dict[str, Actor] = {"local": LocalActor()}

    async def fill(self) -> None:
        """Make everybody and everything."""
        self.acme = await add_organization(self.ground)
        self.other = await add_organization(self.ground, "other")
        for role in Role:
            user = await add_member(self.ground, self.acme, role.value, role)
            self.actors[role.value] = actor_of(user)
        foreigner = await add_member(self.ground, self.other, "foreigner", Role.OWNER)
        self.actors["foreigner"] = actor_of(foreigner)
        self.actors["outsider"] = actor_of(await self.ground.add_person("outsider"))
        self.shop = await add_project(self.ground, self.acme)
        self.neighbour = await add_project(self.ground, self.acme, "billing")
        self.foreign = await add_project(self.ground, self.other)
        for scopes in ("push", "read", "push read", ""):
            self.actors[f"token {scopes}"] = _token(self.shop, scopes)
        self.actors["token neighbour"] = _token(self.neighbour, "push read")
        self.actors["token foreign"] = _token(self.foreign, "push read")

    async def organization(self, name: str, action: Action) -> str:
        """Return whether an actor is let into ``acme``."""
        try:
            await self.access.enter_organization(self.actors[name], "acme", action)
        except ProblemError as error:
            return CELLS[error.slug]
        return "yes"

    async def project(self, name: str, action: Action) -> str:
        """Return whether an actor is let into ``acme``'s ``shop``."""
        try:
            await self.access.enter_project(self.actors[name], "acme", "shop", action)
        except ProblemError as error:
            return CELLS[error.slug]
        return "yes"


def _token(project: Project, scopes: str) -> TokenActor:
    wanted = frozenset(Scope(word) for word in scopes.split())
    return TokenActor(9, project.key, project.organization_key, wanted)


@pytest.fixture
async def world() -> World:
    """Give everybody and everything."""
    world = World(FakeGround())
    await world.fill()
    return world


def _written() -> dict[tuple[str, str], str]:
    head, *lines = PEOPLE.strip().splitlines()
    cells = [line.split() for line in lines]
    return {
        (line[0], name): cell
        for line in cells
        for name, cell in zip(head.split(), line[1:], strict=True)
    }


async def test_every_person_and_every_action(world: World) -> None:
    """People get into organization and project alike, exactly as the table says."""
    names = PEOPLE.split()[:6]
    for enter in (world.organization, world.project):
        measured = {
            (action.name, name): await enter(name, action) for action in Action for name in names
        }
        assert measured == _written()


async def test_without_accounts_everything_is_open(world: World) -> None:
    """A local actor may do whatever there is, as an owner."""
    cells = {
        await enter("local", action)
        for action in Action
        for enter in (world.organization, world.project)
    }
    assert cells == {"yes"}
    scope = await world.access.enter_organization(LocalActor(), "acme", Action.INVITE)
    assert scope == OrganizationScope(world.acme.key, "acme", Role.OWNER, LocalActor())


async def test_a_token_sees_no_organization(world: World) -> None:
    """No project's token gets into an organization, whatever is asked."""
    cells = {
        await world.organization(f"token {name}", action) for action in Action for name in TOKENS
    }
    assert cells == {"404"}


def _is_told(cell: str) -> bool:
    return cell in ("yes", "403")


async def test_a_token_reads_its_own_project_alone(world: World) -> None:
    """With the scope ``read`` a token reads its project's runs; nothing else is open to any."""
    measured = {
        (name, action.name): await world.project(f"token {name}", action)
        for name in TOKENS
        for action in Action
    }
    allowed = {pair for pair, cell in measured.items() if cell == "yes"}
    hidden = {(name, cell) for (name, _), cell in measured.items() if not _is_told(cell)}
    assert allowed == {("read", "READ_RUNS"), ("push read", "READ_RUNS")}
    assert hidden == {("neighbour", "no project"), ("foreign", "404")}
    assert {measured[name, "READ_RUNS"] for name in ("push", "")} == {"403"}


async def test_what_a_scope_says(world: World) -> None:
    """A scope has the keys and names of what was entered, and the actor's role."""
    actor = world.actors["admin"]
    assert isinstance(actor, UserActor)
    organization = await world.access.enter_organization(actor, "acme", Action.SEE_MEMBERS)
    assert organization == OrganizationScope(world.acme.key, "acme", Role.ADMIN, actor)
    expected = ProjectScope(world.shop.key, "shop", world.acme.key, "acme", "shop", "main")
    for asker in (actor, LocalActor(), world.actors["token read"]):
        entered = await world.access.enter_project(asker, "acme", "shop", Action.READ_RUNS)
        assert entered == expected


def test_a_scope_takes_what_its_project_has() -> None:
    """The name and the main branch of a scope are the settings', not the slug."""
    project = Project(3, 2, "acme", "shop", ProjectSettings("The shop", "trunk"), NOW)
    assert scope_of(project) == ProjectScope(3, "shop", 2, "acme", "The shop", "trunk")


@pytest.mark.parametrize("name", ["owner", "local", "token read"])
async def test_a_project_that_is_not_there(world: World, name: str) -> None:
    """Whoever is in the organization is told that the project is not there, by its name alone."""
    with pytest.raises(ProjectNotFoundError, match=r"^no project 'none' is here for you$"):
        await world.access.enter_project(world.actors[name], "acme", "none", Action.READ_RUNS)


@pytest.mark.parametrize("name", ["owner", "outsider", "local", "token read"])
async def test_an_organization_that_is_not_there(world: World, name: str) -> None:
    """Nobody enters what is not there, and what is refused reads the same for all."""
    actor = world.actors[name]
    said = r"^no organization 'none' is here for you$"
    with pytest.raises(OrganizationNotFoundError, match=said):
        await world.access.enter_organization(actor, "none", Action.SEE_ORGANIZATION)
    with pytest.raises(OrganizationNotFoundError, match=said):
        await world.access.enter_project(actor, "none", "shop", Action.READ_RUNS)


class UnaskedRepository(FakeAccessRepository):
    """Is not to be asked for names that nothing can have."""

    async def find_organization(self, slug: str) -> Organization | None:
        """Answer for ``acme`` alone."""
        assert slug == "acme"
        return await super().find_organization(slug)

    async def find_project(self, organization_key: int, slug: str) -> Project | None:
        """Fail."""
        raise AssertionError(slug)


@pytest.mark.parametrize("slug", ["", "A", "a/b", "nul\x00", "-a", "a-", "a" * 65, "\ud800", "a\n"])
@pytest.mark.parametrize("name", ["owner", "local", "token read"])
async def test_names_that_nothing_can_have(world: World, name: str, slug: str) -> None:
    """A name that cannot be one is not found, and no database is asked for it."""
    access = AccessService(UnaskedRepository(world.ground.memory))
    actor = world.actors[name]
    with pytest.raises(OrganizationNotFoundError, match=r"is here for you$"):
        await access.enter_organization(actor, slug, Action.SEE_ORGANIZATION)
    with pytest.raises(OrganizationNotFoundError, match=r"is here for you$"):
        await access.enter_project(actor, slug, "shop", Action.READ_RUNS)
    with pytest.raises(ProjectNotFoundError, match=r"is here for you$"):
        await access.enter_project(actor, "acme", slug, Action.READ_RUNS)


async def test_a_refusal_says_what_it_takes(world: World) -> None:
    """Who belongs here and may not is told the role, or the scope, that it takes."""
    with pytest.raises(ForbiddenError, match=r"^as viewer you may not do this; it takes the role "):
        await world.access.enter_organization(world.actors["viewer"], "acme", Action.INVITE)
    with pytest.raises(ForbiddenError, match=r"^the token is not for this$"):
        await world.access.enter_project(
            world.actors["token push"], "acme", "shop", Action.READ_RUNS
        )


def test_long_names_are_not_repeated() -> None:
    """An answer repeats at most 64 characters of what was asked for."""
    said = no_organization("a" * 10_000).problem
    assert said == f"no organization '{'a' * 64}' is here for you"
