"""Being somebody in a test: by a login, by a token, or in place of the current user."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from layerproof.core.config.values import Auth, Login
from layerproof.testing.authentication import AuthenticationFailedError, Authenticator
from layerproof.testing.clients import open_client, open_sync_client
from tests.support.accounts_app import User, make_accounts_app

APP = "tests.support.accounts_app"
FORM = Auth(login=Login("/token"), username="ready", password="steady")
JSON = Auth(
    login=Login(
        "/api/login",
        form=False,
        username_field="email",
        password_field="pin",
        token_path="data.tokens.0",
    )
)
COOKIE = Auth(login=Login("/session", form=False, token_path=None))
TOKEN = Auth(token=f"{APP}:make_token")
STAND_IN = Auth(user_dependency=f"{APP}:current_user")
ANN = User("ann", "secret")


@asynccontextmanager
async def running(auth: Auth, app: Any = None, **options: Any) -> AsyncIterator[Any]:
    """Give a client that is nobody, and a function that opens one that is somebody."""
    app = app or make_accounts_app()
    authenticator = Authenticator(auth, **options)
    async with AsyncExitStack() as stack:
        stack.enter_context(authenticator.wire(app))
        client = await stack.enter_async_context(open_client(app))

        async def become(*user: Any, **how: Any) -> Any:
            return await stack.enter_async_context(
                authenticator.open_client_for(client, *user, **how)
            )

        yield client, become


async def who(client: Any) -> Any:
    """Return the name that the application knows a client by, or the status of its refusal."""
    answer = await client.get("/me")
    return answer.json()["name"] if answer.status_code == 200 else answer.status_code


@pytest.mark.parametrize(
    ("auth", "user"),
    [
        pytest.param(FORM, ("ann", "secret"), id="form, pair"),
        pytest.param(FORM, {"username": "ann", "password": "secret"}, id="form, mapping"),
        pytest.param(FORM, ANN, id="form, object"),
        pytest.param(JSON, {"email": "ann", "pin": "secret"}, id="JSON, own fields"),
        pytest.param(JSON, ANN, id="JSON, usual fields"),
        pytest.param(COOKIE, ANN, id="cookie for HTTPS alone"),
        pytest.param(TOKEN, ANN, id="token function"),
        pytest.param(Auth(token=f"{APP}:make_token_later"), ANN, id="coroutine"),
        pytest.param(Auth(token=f"{APP}:make_headers"), ANN, id="headers"),
        pytest.param(Auth(token=f"{APP}:make_token", scheme="", header="X-Api-Key"), ANN, id="key"),
        pytest.param(STAND_IN, ANN, id="stand-in, object"),
        pytest.param(STAND_IN, {"username": "ann"}, id="stand-in, mapping"),
    ],
)
async def test_a_client_is_the_user_and_the_first_stays_nobody(auth: Auth, user: Any) -> None:
    """Every way gives a client that is the user, beside one that is nobody still."""
    async with running(auth) as (client, become):
        ann = await become(user)
        seen = [await who(client), await who(ann), await who(client)]

    assert seen == [401, "ann", 401]


@pytest.mark.parametrize("auth", [FORM, COOKIE, TOKEN, STAND_IN], ids=["form", "cookie", "t", "s"])
def test_the_synchronous_client_is_the_user_as_well(auth: Auth) -> None:
    """Every way works with the synchronous client, on the loop and state of the first one."""
    app = make_accounts_app()
    authenticator = Authenticator(auth)
    with ExitStack() as stack:
        stack.enter_context(authenticator.wire(app))
        client = stack.enter_context(open_sync_client(app))
        ann = stack.enter_context(authenticator.open_sync_client_for(client, ANN))
        bob = stack.enter_context(authenticator.open_sync_client_for(client, User("bob", "hidden")))
        seen = [each.get("/me").json().get("name") for each in (client, ann, bob, ann)]
        motto = ann.get("/motto").json()

    assert (seen, motto, app.state.starts) == ([None, "ann", "bob", "ann"], "ready", 1)


def test_a_websocket_is_the_users_as_well() -> None:
    """A websocket carries the user of its client, and only that one's."""
    app = make_accounts_app()
    authenticator = Authenticator(Auth(user_dependency=f"{APP}:current_user_of_connection"))
    with (
        authenticator.wire(app),
        open_sync_client(app) as client,
        authenticator.open_sync_client_for(client, ANN) as ann,
    ):
        seen = []
        for each in (client, ann, client):
            with each.websocket_connect("/talk") as websocket:
                seen.append(websocket.receive_json()["name"])

    assert seen == ["nobody", "ann", "nobody"]


def test_a_coroutine_makes_the_token_of_a_synchronous_client() -> None:
    """An asynchronous token function is awaited on the loop of the application."""
    authenticator = Authenticator(Auth(token=f"{APP}:make_token_later"))
    with (
        open_sync_client(make_accounts_app()) as client,
        authenticator.open_sync_client_for(client, ANN) as ann,
    ):
        assert ann.get("/me").json() == {"name": "ann", "role": "user"}


@pytest.mark.parametrize("auth", [FORM, COOKIE, TOKEN, STAND_IN], ids=["form", "cookie", "t", "s"])
async def test_several_users_at_once_do_not_mix(auth: Auth) -> None:
    """Requests of several users that run at the same time are each answered as their own."""
    async with running(auth) as (client, become):
        ann, bob = await become(ANN), await become(User("bob", "hidden"))
        clients = [ann, client, bob] * 10
        seen = await asyncio.gather(*(who(each) for each in clients))

    assert seen == ["ann", 401, "bob"] * 10


async def test_a_user_is_logged_in_once_unless_asked_again() -> None:
    """A second client of the same user reuses the login; another user or ``again`` does not."""
    app = make_accounts_app()
    async with running(FORM, app) as (_, become):
        first, second = await become(ANN), await become(ANN)
        once = app.state.logins
        await become(User("bob", "hidden"))
        await become(ANN, again=True)
        seen = [await who(first), await who(second)]

    assert (once, app.state.logins, app.state.starts, seen) == (1, 3, 1, ["ann", "ann"])


async def test_nobody_given_is_the_configured_user() -> None:
    """Without a user it is the one of the fixture, and without that the table's name."""
    async with running(FORM) as (_, become):
        named = await who(await become())
    async with running(FORM, find_user=lambda: ANN) as (_, become):
        of_fixture = await who(await become())
    async with running(Auth(token=f"{APP}:make_one_token")) as (_, become):
        of_function = await who(await become())

    assert (named, of_fixture, of_function) == ("ready", "ann", "chosen")


async def test_a_user_without_a_password_has_the_configured_one() -> None:
    """The password of the table stands in, so that a factory need not set one."""
    auth = Auth(login=Login("/token"), password="secret")
    async with running(auth) as (_, become):
        seen = [await who(await become("ann")), await who(await become({"username": "ann"}))]

    assert seen == ["ann", "ann"]


@dataclass
class Row:
    """A stored user, with a name to show, an address to log in with, and a hash."""

    username: str
    email: str
    password_hash: str = "$2b$12$"


async def test_the_field_of_the_name_is_the_attribute_of_the_user() -> None:
    """A row logs in by what the login asks for, with the table's password in place of its hash."""
    async with running(replace(JSON, password="secret")) as (_, become):
        assert await who(await become(Row("Ann the first", "ann"))) == "ann"
        assert await who(await become({"username": "Ann", "email": "ann"})) == "ann"


async def test_a_role_reaches_the_token_and_the_stand_in() -> None:
    """The role is handed to the token function, and given to a mapping."""
    async with running(TOKEN) as (_, become):
        by_token = (await (await become(ANN, role="admin")).get("/me")).json()
        plain = (await (await become(ANN)).get("/me")).json()
        again = (await (await become(ANN, role="chief")).get("/me")).json()
    async with running(STAND_IN) as (_, become):
        ann = await become({"username": "ann"}, role="admin")
        stand_in = (await ann.get("/me")).json()

    roles = [each["role"] for each in (by_token, plain, again, stand_in)]
    assert roles == ["admin", "user", "chief", "admin"]


async def test_the_override_of_the_current_user_ends_with_the_test() -> None:
    """Afterwards the application has its own dependency and no override."""
    app = make_accounts_app()
    async with running(STAND_IN, app) as (_, become):
        await become(ANN)
    async with open_client(app) as client:
        answer = await client.get("/me")

    assert (answer.status_code, app.dependency_overrides) == (401, {})


async def test_code_that_empties_the_overrides_does_not_log_out() -> None:
    """The stand-in lies beneath the application's own overrides."""
    app = make_accounts_app()
    async with running(STAND_IN, app) as (_, become):
        ann = await become(ANN)
        app.dependency_overrides = {}

        assert await who(ann) == "ann"


LOGIN_FAULTS = {
    "refused": (FORM, ("ann", "wrong"), 'answered 401 to the login of "ann": .*wrong name'),
    "no such path": (Auth(login=Login("/tokn")), ("ann", "x"), "POST /tokn answered 404"),
    "not POST": (Auth(login=Login("/me")), ("ann", "x"), "POST /me answered 405"),
    "wrong body": (Auth(login=Login("/token", form=False)), ("ann", "x"), "answered 422"),
    "redirected": (Auth(login=Login("/elsewhere")), ("ann", "x"), "307, a redirect to /token"),
    "no JSON": (Auth(login=Login("/words")), ("ann", "x"), "200, which is no JSON: hello"),
    "other keys": (
        Auth(login=Login("/token", token_path="data.token")),
        ("ann", "secret"),
        'without "data.token": no "data", there are access_token, token_type',
    ),
    "no token there": (
        Auth(login=Login("/api/login", False, "email", "pin", "empty")),
        ("ann", "secret"),
        '"empty" in it is no token: None',
    ),
    "no cookie": (
        Auth(login=Login("/token", token_path=None)),
        ("ann", "secret"),
        "answered 200 and set no cookie: .*access_token",
    ),
    "foreign cookie": (
        Auth(login=Login("/foreign", token_path=None)),
        ("ann", "secret"),
        "a cookie that is not for the client's address: sid=",
    ),
    "no user": (Auth(login=Login("/token")), None, "no user was given to log in with"),
    "no name": (FORM, object(), "the given object has no name to log in with"),
    "no password": (Auth(login=Login("/token")), "ann", 'no password to log in with as "ann"'),
}


@pytest.mark.parametrize("fault", LOGIN_FAULTS)
async def test_a_login_that_fails_is_explained(fault: str) -> None:
    """The message has what the endpoint answered and what was looked for."""
    auth, user, expected = LOGIN_FAULTS[fault]
    async with running(auth) as (_, become):
        with pytest.raises(AuthenticationFailedError, match=expected) as caught:
            await become(user)

    assert caught.value.advice


OTHER_FAULTS = {
    "role at a login": (FORM, ANN, "admin", "the role 'admin' cannot be chosen at a login"),
    "role not taken": (Auth(token=f"{APP}:make_token_later"), ANN, "admin", "takes no role"),
    "user not taken": (Auth(token=f"{APP}:make_one_token"), ANN, None, "takes no user"),
    "no token made": (Auth(token=f"{APP}:make_nothing"), ANN, None, "made no token but None"),
    "other role": (STAND_IN, ANN, "admin", "to have the role 'admin' and has 'user'"),
    "nobody to stand in": (STAND_IN, None, None, "no user was given to stand in"),
    "no way": (Auth(), ANN, None, "does not say how to be somebody"),
}


@pytest.mark.parametrize("fault", OTHER_FAULTS)
async def test_a_user_that_one_cannot_be_is_explained(fault: str) -> None:
    """A token or stand-in that would be somebody else is refused."""
    auth, user, role, expected = OTHER_FAULTS[fault]
    async with running(auth) as (_, become):
        with pytest.raises(AuthenticationFailedError, match=expected) as caught:
            await become(user, role=role)

    assert caught.value.advice
