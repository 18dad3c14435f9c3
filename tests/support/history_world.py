"""Two organizations on a server with accounts: people of every role, projects, runs and tokens.

Everything but the runs is put straight into the database, so that a test of one part needs no
other part. The organization ``acme`` has the people ``owner``, ``admin``, ``member``, ``viewer``
and ``colleague`` (a member whom others act upon), and the projects ``shop`` and ``billing``;
``globex`` has the ``foreigner``, its owner, and a ``shop`` of its own. The ``outsider`` is in none.

A conftest imports the fixture ``world`` beside those of ``tests.support.history_fixtures``::

    async def test_who_sees_a_run(world: World) -> None:
        answer = await world.client("viewer").get(f"{world.project}/runs/{RUN}")
"""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import argon2
import httpx
import jwt
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.dependencies.pages import COOKIE
from layerproof.history.services.form_tokens import make_form_token
from layerproof.history.services.secrets import PROJECT_TOKEN_PREFIX, hash_secret
from layerproof.history.settings import HistorySettings
from layerproof.history.tables import (
    InvitationRow,
    MembershipRow,
    OrganizationRow,
    ProjectTokenRow,
    TestRow,
    UserRow,
)
from tests.factories.reports import make_test, write_report
from tests.support.history import JSON, running_app
from tests.support.history_declared import check_answer
from tests.support.history_rows import (
    make_login,
    make_project,
    public_id_of,
    row_key,
    secret_of,
    token_of_login,
)

#: How a server without accounts has to be called as well.
BASE_URL = "http://127.0.0.1:8765"

API = "/api/v1"

#: What every person of the world logs in with.
PASSWORD = "correct horse battery staple"

#: What the world's server signs with.
SECRET = "the secret of the world's server, long enough"

#: Everybody, with the organization they are in and what they are there.
PEOPLE: Mapping[str, tuple[str, str] | None] = {
    "owner": ("acme", "owner"),
    "admin": ("acme", "admin"),
    "member": ("acme", "member"),
    "viewer": ("acme", "viewer"),
    "colleague": ("acme", "member"),
    "outsider": None,
    "foreigner": ("globex", "owner"),
}

PROJECTS = ("acme/shop", "acme/billing", "globex/shop")

#: Tokens with their project and scopes.
TOKENS: Mapping[str, tuple[str, str]] = {
    "push": ("acme/shop", "push"),
    "read": ("acme/shop", "read"),
    "push_read": ("acme/shop", "push read"),
    "revoked": ("acme/shop", "push read"),
    "expired": ("acme/shop", "push read"),
    "billing": ("acme/billing", "push read"),
    "foreign": ("globex/shop", "push read"),
}

#: Invitations with their organization: ``open`` is for somebody without an account, ``outsider``
#: for the outsider, ``foreign`` another tenant's; those with other names are of no use any more.
INVITATIONS = {
    "open": "acme",
    "outsider": "acme",
    "lapsed": "acme",
    "withdrawn": "acme",
    "accepted": "acme",
    "foreign": "globex",
}

#: The run that every project has under the same id, and the second one that ``acme/shop`` has.
RUN = "run-1"
NEXT_RUN = "run-2"

#: A test that every project of ``acme`` has, and one that ``globex`` alone has.
TEST = make_test()["nodeid"]
FOREIGN_TEST = "tests/test_globex.py::test_what_acme_must_not_know"


@dataclass(slots=True)
class World:
    """A running server and whoever is on it. Names are the keys of the tables above."""

    app: FastAPI
    settings: HistorySettings
    #: Shown ids: of people, their log-ins, of project tokens, of invitations.
    people: dict[str, str] = field(default_factory=dict)
    login_ids: dict[str, str] = field(default_factory=dict)
    token_ids: dict[str, str] = field(default_factory=dict)
    invitation_ids: dict[str, str] = field(default_factory=dict)
    #: The shown id of each test, by its name.
    test_ids: dict[str, str] = field(default_factory=dict)
    #: Secrets: of each person (an access token) and each project token; of invitations; refreshing.
    credentials: dict[str, str] = field(default_factory=dict)
    invitation_secrets: dict[str, str] = field(default_factory=dict)
    refresh_secrets: dict[str, str] = field(default_factory=dict)
    #: What each person's browser keeps in its cookie, once :func:`open_browsers` has run.
    cookies: dict[str, str] = field(default_factory=dict)
    #: Credentials that open nothing, by why they do not.
    refused: dict[str, str] = field(default_factory=dict)
    _clients: dict[str | None, httpx.AsyncClient] = field(default_factory=dict)

    organization = f"{API}/organizations/acme"
    project = f"{API}/organizations/acme/projects/shop"
    foreign_project = f"{API}/organizations/globex/projects/shop"

    def headers(self, as_: str | None) -> dict[str, str]:
        """Return the headers with which somebody, or a token, shows who it is."""
        credential = None if as_ is None else self.credential(as_)
        return {} if credential is None else {"Authorization": f"Bearer {credential}"}

    def credential(self, name: str) -> str:
        """Return what a person, a project's token or a refused one shows."""
        return self.credentials.get(name) or self.refused[name]

    def browser(self, as_: str | None = None) -> httpx.AsyncClient:
        """Return a person's browser, in which they have logged in; a new one without a name."""
        key = f"browser of {as_}"
        if key not in self._clients:
            self._clients[key] = httpx.AsyncClient(
                transport=httpx.ASGITransport(self.app, raise_app_exceptions=False),
                base_url=BASE_URL,
                headers={"Origin": BASE_URL, "Sec-Fetch-Site": "same-origin"},
                cookies={COOKIE: self.cookies[as_]} if as_ else {},
            )
        return self._clients[key]

    def form(self, as_: str, **fields: str) -> dict[str, str]:
        """Return what a form sends that a page has shown to a person."""
        return {"form_token": make_form_token(self.cookies[as_]), **fields}

    def client(self, as_: str | None = None) -> httpx.AsyncClient:
        """Return the client of a person or token; of nobody without a name."""
        if as_ not in self._clients:
            self._clients[as_] = httpx.AsyncClient(
                transport=httpx.ASGITransport(self.app, raise_app_exceptions=False),
                base_url=BASE_URL,
                headers=self.headers(as_),
                event_hooks={"response": [check_answer]},
            )
        return self._clients[as_]

    def address(self, name: str) -> str:
        """Return the mail address of a person."""
        return address_of(name)

    async def close(self) -> None:
        """Close every client."""
        for client in self._clients.values():
            await client.aclose()


@asynccontextmanager
async def running_world(settings: HistorySettings) -> AsyncIterator[World]:
    """Give a world on a new database, and end its server afterwards."""
    settings = replace(settings, accounts=True, secret=SECRET)
    async with running_app(settings) as app:
        world = World(app, settings)
        async with app.state.database.write() as session:
            await _populate(session, world)
            await session.commit()
        await push_run(world, "push", "shop", RUN)
        await push_run(world, "push", "shop", NEXT_RUN, created_at="2026-11-21T16:30:00+00:00")
        await push_run(world, "billing", "billing", RUN)
        await push_run(world, "foreign", "shop", RUN, tests=[make_test(nodeid=FOREIGN_TEST)])
        await _find_tests(world)
        try:
            yield world
        finally:
            await world.close()


@pytest.fixture
async def world(settings: HistorySettings) -> AsyncIterator[World]:
    """Give two organizations with everything in them, on each kind of database in turn."""
    async with running_world(settings) as world:
        yield world


async def push_run(world: World, token: str, project: str, run_id: str, **changes: Any) -> None:
    """Push a small run with a project's token; ``changes`` are those of ``make_report``."""
    body = write_report(run_id=run_id, project=project, **changes)
    answer = await world.client(token).post(f"{API}/runs", content=body, headers=JSON)
    assert answer.status_code == 201, answer.text


async def open_browsers(world: World) -> None:
    """Log everybody in with a browser as well."""
    now = datetime.now(UTC)
    async with world.app.state.database.write() as session:
        for name in PEOPLE:
            login = make_login(row_key(name), public_id_of("browser", name), now, kind="browser")
            session.add(login)
            await session.flush()
            world.cookies[name] = secret_of("cookie", name)
            session.add(token_of_login(login, world.cookies[name], now))
        await session.commit()


async def _find_tests(world: World) -> None:
    async with world.app.state.database.read() as session:
        rows = await session.execute(select(TestRow.nodeid, TestRow.name_hash))
        world.test_ids = {nodeid: name_hash.hex() for nodeid, name_hash in rows}


def address_of(name: str) -> str:
    """Return the mail address of a person."""
    return f"{name}@{(PEOPLE[name] or ('nowhere', ''))[0]}.example"


@functools.cache
def cheap_hash() -> str:
    """Return the hash of everybody's password, made once and cheaply."""
    return argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


async def _populate(session: AsyncSession, world: World) -> None:
    now = datetime.now(UTC)
    organizations = {
        slug: OrganizationRow(id=row_key(slug), slug=slug, name=slug.title(), created_at=now)
        for slug in ("acme", "globex")
    }
    session.add_all(organizations.values())
    await session.flush()
    keys = {slug: row.id for slug, row in organizations.items()}
    for name, place in PEOPLE.items():
        key = await _add_person(session, world, name, now)
        if place:
            session.add(
                MembershipRow(
                    organization_id=keys[place[0]], user_id=key, role=place[1], created_at=now
                )
            )
    projects = [make_project(keys, path, now) for path in PROJECTS]
    session.add_all(projects)
    await session.flush()
    project_keys = dict(zip(PROJECTS, (row.id for row in projects), strict=True))
    session.add_all(_tokens(world, project_keys, now))
    session.add_all(_invitations(world, keys, now))
    _forge(world, now)


async def _add_person(session: AsyncSession, world: World, name: str, now: datetime) -> int:
    public_id = public_id_of("person", name)
    user = UserRow(
        id=row_key(name),
        public_id=public_id,
        address=address_of(name),
        address_key=address_of(name),
        name=name.title(),
        password_hash=cheap_hash(),
        created_at=now,
    )
    session.add(user)
    await session.flush()
    login = make_login(user.id, public_id_of("login", name), now)
    ended = make_login(user.id, public_id_of("ended", name), now, ended_at=now)
    session.add_all((login, ended))
    await session.flush()
    secret = secret_of("refresh", name)
    session.add(token_of_login(login, secret, now))
    world.people[name] = public_id
    world.login_ids[name] = login.public_id
    world.refresh_secrets[name] = secret
    world.credentials[name] = world.app.state.signer.sign(login.public_id, now)
    return user.id


def _tokens(world: World, projects: Mapping[str, int], now: datetime) -> Iterator[ProjectTokenRow]:
    for name, (path, scopes) in TOKENS.items():
        secret = PROJECT_TOKEN_PREFIX + secret_of("token", name)
        world.token_ids[name] = public_id_of("token", name)
        where = world.refused if name in ("revoked", "expired") else world.credentials
        where[name] = secret
        yield ProjectTokenRow(
            id=row_key(name),
            public_id=world.token_ids[name],
            project_id=projects[path],
            name=name,
            scopes=scopes,
            token_hash=hash_secret(secret),
            created_at=now,
            expires_at=now - timedelta(seconds=1) if name == "expired" else None,
            revoked_at=now if name == "revoked" else None,
        )


def _invitations(
    world: World, organizations: Mapping[str, int], now: datetime
) -> Iterator[InvitationRow]:
    for name, organization in INVITATIONS.items():
        secret = secret_of("invitation", name)
        world.invitation_secrets[name] = secret
        world.invitation_ids[name] = public_id_of("invitation", name)
        address = address_of(name) if name in PEOPLE else f"{name}@invited.example"
        yield InvitationRow(
            id=row_key(name),
            public_id=world.invitation_ids[name],
            organization_id=organizations[organization],
            address=address,
            address_key=address,
            role="member",
            token_hash=hash_secret(secret),
            created_at=now,
            expires_at=now + timedelta(days=-1 if name == "lapsed" else 7),
            accepted_at=now if name == "accepted" else None,
            revoked_at=now if name == "withdrawn" else None,
        )


def _forge(world: World, now: datetime) -> None:
    """Make tokens of the owner's that look right and are not."""
    login, ended = public_id_of("login", "owner"), public_id_of("ended", "owner")
    signer = world.app.state.signer
    good = jwt.decode(signer.sign(login, now), options={"verify_signature": False})
    world.refused |= {
        "other secret": jwt.encode(good, SECRET[::-1], "HS256"),
        "other algorithm": jwt.encode(good, SECRET.ljust(64, "."), "HS512"),
        "no algorithm": jwt.encode(good, None, "none"),
        "other audience": jwt.encode({**good, "aud": "somebody-else"}, SECRET, "HS256"),
        "other issuer": jwt.encode({**good, "iss": "somebody-else"}, SECRET, "HS256"),
        "outdated": signer.sign(login, now - timedelta(hours=1)),
        "ended log-in": signer.sign(ended, now),
        "unknown log-in": signer.sign("0" * 32, now),
        "no subject": jwt.encode(
            {key: value for key, value in good.items() if key != "sub"}, SECRET, "HS256"
        ),
        "garbage": "not.a.token",
        "unknown token": PROJECT_TOKEN_PREFIX + "A" * 43,
    }
