"""An override lies beneath the application's own, wherever the dependency is used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Any
from unittest.mock import patch

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from layerproof.database.errors import WiringError
from layerproof.testing.wiring.application_tree import (
    check_dependency_used,
    find_dependency_scope,
    find_dependency_users,
)
from layerproof.testing.wiring.dependencies import (
    Overrides,
    override_by_choice,
    override_dependency,
    unwrap_dependency,
)


def original() -> str:
    """Be the dependency that is overridden."""
    return "original"


def ours() -> str:
    """Be what replaces it."""
    return "ours"


def theirs() -> str:
    """Be what the project itself replaces it by."""
    return "theirs"


def through(value: Annotated[str, Depends(original)]) -> str:
    """Depend on it in turn."""
    return f"through {value}"


def ask_early(value: Annotated[str, Depends(original, scope="function")]) -> str:
    """Depend on it for the time of the function."""
    return value


class Given:
    """A dependency that is a method of an object."""

    def method(self) -> str:
        """Return a word."""
        return "method"


given = Given()
Alias = Annotated[str, Depends(original)]


def make_app() -> FastAPI:
    """Return an application with routes of its own, of routers, and of a mounted application."""
    app, mounted = FastAPI(), FastAPI()
    inner, outer = APIRouter(prefix="/inner"), APIRouter(prefix="/outer")

    def show(value: Alias) -> str:
        return value

    def show_through(value: Annotated[str, Depends(through)]) -> str:
        return value

    def show_method(value: Annotated[str, Depends(given.method)]) -> str:
        return value

    app.add_api_route("/own", show)
    app.add_api_route("/through", show_through)
    app.add_api_route("/method", show_method)
    app.add_api_route("/guarded", lambda: "x", dependencies=[Depends(original)])
    inner.add_api_route("/route", show)
    outer.include_router(inner)
    app.include_router(outer)
    mounted.add_api_route("/own", show)
    app.mount("/mounted", mounted)
    return app


PATHS = ("/own", "/through", "/outer/inner/route", "/mounted/own")


def ask(app: Any) -> list[str]:
    """Return what each route answers, with the test client that projects use."""
    client = TestClient(app)
    return [client.get(path).json() for path in PATHS]


REAL = ["original", "through original", "original", "original"]
OURS = ["ours", "through ours", "ours", "ours"]


def test_an_override_holds_on_every_route_and_ends_exactly() -> None:
    """Own routes, routers, nested dependencies and mounted applications follow, until the end."""
    app = make_app()
    before = dict(vars(app))
    with override_dependency(app, original, ours):
        inside = ask(app)
        assert isinstance(app, FastAPI)
        assert repr(type(app)) == repr(FastAPI)

    assert (inside, ask(app)) == (OURS, REAL)
    assert (type(app), vars(app).keys()) == (FastAPI, before.keys())
    assert app.dependency_overrides is before["dependency_overrides"]


def _assign(app: FastAPI) -> None:
    app.dependency_overrides = {}


def _restore(app: FastAPI) -> None:
    saved = app.dependency_overrides
    app.dependency_overrides = {original: theirs}
    app.dependency_overrides = saved


def _copy(app: FastAPI) -> None:
    app.dependency_overrides = {**app.dependency_overrides, **app.dependency_overrides.copy()}


def _pop(app: FastAPI) -> None:
    app.dependency_overrides[original] = theirs
    assert app.dependency_overrides.pop(original) is theirs
    assert app.dependency_overrides.pop(original, None) is None


def _patch(app: FastAPI) -> None:
    with patch.dict(app.dependency_overrides, {original: theirs}):
        assert ask(app)[0] == "theirs"


@pytest.mark.parametrize(
    "disturb",
    [_assign, lambda app: app.dependency_overrides.clear(), _restore, _copy, _pop, _patch],
)
def test_nothing_that_projects_do_to_their_overrides_ends_ours(
    disturb: Callable[[FastAPI], None],
) -> None:
    """Assigning, clearing, saving and restoring, copying, popping and patching leave ours alone."""
    app = make_app()
    with override_dependency(app, original, ours):
        disturb(app)
        inside = ask(app)

    assert (inside, app.dependency_overrides) == (OURS, {})
    assert type(app.dependency_overrides) is dict


@pytest.mark.parametrize("when", ["before", "during"])
def test_the_projects_own_override_wins(when: str) -> None:
    """A test that overrides the same dependency means it, whether before or after ours."""
    app = make_app()
    if when == "before":
        app.dependency_overrides[original] = theirs
    with override_dependency(app, original, ours):
        app.dependency_overrides[original] = theirs
        inside = ask(app)[0]
        assert app.dependency_overrides == {original: theirs}

    assert (inside, app.dependency_overrides) == ("theirs", {original: theirs})


def test_what_a_project_puts_in_place_of_a_placeholder_can_be_overridden() -> None:
    """An application that fills a placeholder by an override of its own is followed through."""
    app = make_app()
    app.dependency_overrides[original] = theirs
    users = find_dependency_users(app, theirs)
    with override_dependency(app, theirs, ours):
        inside = ask(app)[0]

    assert (inside, users) == ("ours", 4)


def test_the_latest_of_several_overrides_counts() -> None:
    """Overrides are put on each other and taken off in any order."""
    app = make_app()
    first = override_dependency(app, original, theirs)
    second = override_dependency(app, original, ours)
    first.__enter__()
    second.__enter__()
    both = ask(app)[0]
    first.__exit__(None, None, None)
    one = ask(app)[0]
    second.__exit__(None, None, None)

    assert (both, one, ask(app)[0], type(app)) == ("ours", "ours", "original", FastAPI)


def test_a_choice_is_made_at_each_request() -> None:
    """Where nothing is chosen the real dependency is asked."""
    app = make_app()
    choices: Iterator[Any] = iter([ours, None, theirs])
    with override_by_choice(app, original, lambda: next(choices)):
        client = TestClient(app)
        assert [client.get("/own").json() for _ in range(3)] == ["ours", "original", "theirs"]


def test_a_dependency_may_be_a_method_an_alias_or_in_depends() -> None:
    """What stands in an annotation is found by what it depends on."""
    app = make_app()
    with override_dependency(app, given.method, ours):
        method = TestClient(app).get("/method").json()
    with override_dependency(app, Alias, ours):
        alias = ask(app)

    assert (method, alias) == ("ours", OURS)
    assert unwrap_dependency(Depends(original)) is original
    with pytest.raises(WiringError, match="is no dependency: it cannot be called"):
        unwrap_dependency("get_db")


def test_an_application_within_middleware_is_found() -> None:
    """What wraps the application does not hide it."""

    class Middleware:
        def __init__(self, app: Any) -> None:
            self.app = app

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            await self.app(scope, receive, send)

    app = make_app()
    with override_dependency(Middleware(Middleware(app)), original, ours):
        assert ask(app) == OURS


def test_an_application_without_overrides_is_refused() -> None:
    """The message says what to do with another framework."""

    async def plain(scope: Any, receive: Any, send: Any) -> None:
        """Be an application."""

    with (
        pytest.raises(WiringError, match="application of the type function: it has no") as caught,
        override_dependency(plain, original, ours),
    ):
        """Never reached."""

    assert "session_factories" in caught.value.advice


def test_overrides_look_like_the_projects_own() -> None:
    """As a mapping there is nothing in them but what the project put there."""
    overrides = Overrides({original: theirs}, [(through, lambda: ours)])

    assert (len(overrides), list(overrides), through in overrides) == (1, [original], False)
    assert (overrides == {original: theirs}, bool(Overrides({}, []))) == (True, False)
    assert (overrides.get(through), overrides.get(given)) == (ours, None)  # type: ignore[arg-type]
    assert overrides | {through: theirs} == {original: theirs, through: theirs}
    assert repr(overrides) == repr({original: theirs})


def test_the_users_of_a_dependency_are_counted() -> None:
    """Routes count that need it themselves, through another, or only as a guard."""
    app = make_app()

    assert find_dependency_users(app, original) == 5
    assert find_dependency_users(app, through) == 1
    assert find_dependency_users(app, given.method) == 1
    assert find_dependency_users(app, ours) == 0


def test_the_scope_of_a_dependency_is_that_in_which_another_asks_for_it() -> None:
    """Routes may ask in two ways; what is below the named dependency counts before them."""
    app = FastAPI()
    late = Depends(original, scope="request")
    app.get("/", dependencies=[late, Depends(ask_early)])(lambda: None)

    assert find_dependency_scope(app, original, below=ask_early) == "function"
    assert find_dependency_scope(app, original, below=theirs) == "request"
    assert find_dependency_scope(app, ours, below=theirs) is None


def make_included_app(built: list[str]) -> FastAPI:
    """Return an application of included routers that notes which routes FastAPI builds."""

    class NotingRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Any], Any]:
            built.append(self.path)
            return super().get_route_handler()

    inner = APIRouter(route_class=NotingRoute)
    inner.get("/inner", dependencies=[Depends(ask_early)])(through)
    outer = APIRouter(route_class=NotingRoute)
    outer.get("/outer")(lambda: "outer")
    outer.include_router(inner, dependencies=[Depends(given.method)])
    app = FastAPI(openapi_url=None)
    app.include_router(outer, prefix="/v1")
    mounted = FastAPI(openapi_url=None)
    mounted.get("/")(through)
    outer.mount("/mounted", mounted)
    built.clear()
    return app


def test_looking_for_a_dependency_builds_no_route() -> None:
    """An application made anew for each test is not built as a whole in each."""
    built: list[str] = []
    app = make_included_app(built)
    check_dependency_used(app, original, "shop:original")
    scope = find_dependency_scope(app, original, below=ask_early)
    with override_dependency(app, original, ours):
        looked = list(built)
        answers = [TestClient(app).get(path).json() for path in ("/v1/inner", "/v1/mounted/")]

    assert (scope, looked) == ("function", [])
    assert answers == ["through ours", "through ours"]


def test_what_including_a_router_adds_is_found() -> None:
    """A dependency that only the inclusion asks for counts as used; one of nobody is refused."""
    app = make_included_app([])
    check_dependency_used(app, given.method, "shop:method")
    assert find_dependency_users(app, given.method) == 1
    with pytest.raises(WiringError, match='no route of the application depends on "shop:ours"'):
        check_dependency_used(app, ours, "shop:ours")


def test_a_dependency_that_no_route_needs_is_noticed() -> None:
    """The message names those that routes do need, the nearest first."""

    def originale() -> None:
        """Be nearly the right name."""

    app = make_app()
    check_dependency_used(app, original, "shop:original")
    check_dependency_used(FastAPI(openapi_url=None), ours, "shop:ours")
    with pytest.raises(WiringError, match=r'no route .* depends on "shop:originale"') as caught:
        check_dependency_used(app, originale, "shop:originale")

    assert caught.value.advice == f"the nearest that routes depend on: {__name__}:original"
