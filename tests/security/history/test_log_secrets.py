"""No secret reaches the log, wherever a client or a fault puts it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy.exc import IntegrityError

from tests.factories.reports import make_report, make_test
from tests.support.history import JSON, running_app
from tests.support.history_log import CaughtLog, caught_log
from tests.support.history_world import BASE_URL, PASSWORD, World

SECRET = "lpt_S3cretS3cretS3cret"

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(params=["text", "json"])
def log(request: pytest.FixtureRequest) -> Iterator[CaughtLog]:
    """Give what a server logs that tells as much as it can."""
    with caught_log(request.param, "debug") as caught:
        yield caught


def _everywhere() -> list[tuple[str, str, dict[str, str], bytes]]:
    """Return requests with the secret in each place that a request has."""
    login = json.dumps({"address": f"{SECRET}@example.org", "password": SECRET}).encode()
    report = json.dumps(make_report(branch=SECRET, tests=[make_test(message=SECRET)])).encode()
    invalid = json.dumps(make_report(ruling="kept", schema_version=SECRET)).encode()
    return [
        ("GET", "/api/v1/organizations", {"Authorization": f"Bearer {SECRET}"}, b""),
        ("GET", "/api/v1/organizations", {"Authorization": f"Basic {SECRET}"}, b""),
        ("GET", "/api/v1/organizations", {"Cookie": f"session={SECRET}"}, b""),
        ("GET", "/api/v1/organizations", {"X-Api-Key": SECRET, "User-Agent": SECRET}, b""),
        ("GET", "/api/v1/health", {"X-Request-ID": SECRET, "Referer": f"/?{SECRET}"}, b""),
        ("GET", "/api/v1/health", {"X-Forwarded-For": SECRET, "Host": SECRET}, b""),
        ("GET", f"/{SECRET}", {}, b""),
        ("GET", f"/api/v1/organizations/{SECRET}/projects/{SECRET}/runs/{SECRET}", {}, b""),
        ("GET", f"/api/v1/health?token={SECRET}", {}, b""),
        ("GET", f"/invitation?token={SECRET}", {}, b""),
        (SECRET.replace("_", ""), "/api/v1/health", {}, b""),
        ("POST", "/api/v1/auth/login", JSON, login),
        ("POST", "/api/v1/auth/login", FORM, f"username={SECRET}&password={SECRET}".encode()),
        ("POST", "/api/v1/auth/refresh", JSON, json.dumps({"refresh_token": SECRET}).encode()),
        ("POST", "/api/v1/auth/register", JSON, login),
        ("POST", "/login", FORM, f"address={SECRET}&password={SECRET}".encode()),
        ("POST", "/login", {"Content-Type": "multipart/form-data; boundary=x"}, _multipart()),
        ("POST", "/api/v1/auth/login", JSON, b'{"password": "' + SECRET.encode()),
        ("POST", "/api/v1/auth/login", JSON, SECRET.encode() * 10_000),
        ("POST", "/api/v1/runs", JSON, report),
        ("POST", "/api/v1/runs", JSON, invalid),
    ]


def _multipart() -> bytes:
    head = 'Content-Disposition: form-data; name="password"'
    return f"--x\r\n{head}\r\n\r\n{SECRET}\r\n--x--\r\n".encode()


@pytest.mark.parametrize("as_", [None, "push", "owner"])
async def test_no_place_of_a_request_is_logged(
    world: World, log: CaughtLog, as_: str | None
) -> None:
    """Header, cookie, path, query, form, JSON and method: none of it is in the log."""
    transport = httpx.ASGITransport(world.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        for method, path, headers, body in _everywhere():
            answer = await client.request(
                method, path, headers={**world.headers(as_), **headers}, content=body
            )
            assert answer.status_code < 500, (method, path, answer.text)
    assert log.text.count("request_id") >= len(_everywhere())
    assert SECRET not in log.text
    # The client writes methods in capitals.
    assert SECRET.replace("_", "").upper() not in log.text.upper()
    if as_ is not None:
        assert world.credential(as_) not in log.text
        assert ("user:" in log.text) == (as_ == "owner")
        assert ("token:" in log.text) == (as_ == "push")


async def test_no_secret_that_is_right_is_logged(world: World, log: CaughtLog) -> None:
    """A log-in that succeeds leaves neither password nor tokens in the log."""
    transport = httpx.ASGITransport(world.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        form = {"username": world.address("owner"), "password": PASSWORD}
        answer = await client.post("/api/v1/auth/login", data=form)
        assert answer.status_code == 200, answer.text
    given = [
        value for value in answer.json().values() if isinstance(value, str) and len(value) > 20
    ]
    assert len(given) >= 2
    assert "/api/v1/auth/login" in log.text
    for secret in (PASSWORD, world.address("owner"), *given):
        assert secret not in log.text


class _DriverError(Exception):
    sqlstate = "23505"


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError(SECRET),
        KeyError(SECRET),
        ExceptionGroup(SECRET, [ValueError(SECRET)]),
        IntegrityError(f"INSERT {SECRET}", {"password_hash": SECRET}, _DriverError(SECRET)),
        OSError(2, SECRET, f"postgresql://history:{SECRET}@db/history"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_no_words_of_a_failure_are_logged(
    world: World, log: CaughtLog, error: Exception
) -> None:
    """What an exception says, or what it came from, is not in the log; its kind is."""

    @world.app.get("/api/v1/broken")
    async def broken() -> None:
        try:
            int(SECRET)
        except ValueError as before:
            raise error from before

    transport = httpx.ASGITransport(world.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        answer = await client.get("/api/v1/broken")
    assert answer.status_code == 500
    assert type(error).__name__ in log.text
    assert "builtins.ValueError" in log.text
    assert SECRET not in log.text + answer.text


async def test_the_server_signs_with_a_secret_that_is_not_logged(
    world: World, log: CaughtLog
) -> None:
    """A server that starts and ends tells nothing of what it signs with."""
    async with running_app(world.settings):
        pass
    assert world.settings.secret is not None
    assert world.settings.secret not in log.text


@pytest.mark.parametrize(
    ("address", "code"),
    [
        (f"postgresql://history:{SECRET}@127.0.0.1:1/history", 3),
        (f"postgresql://127.0.0.1:1/history?password={SECRET}&user=history", 3),
        (f"postgresql://history:{SECRET}@host:port/history", 2),
        (f"mysql://history:{SECRET}@127.0.0.1/history", 2),
    ],
)
@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("history", "upgrade")])
def test_no_password_of_an_address_is_told(
    command: tuple[str, ...], address: str, code: int, tmp_path: Path
) -> None:
    """A database that is not there, or an address that is none, is told without its password."""
    ended = subprocess.run(
        [sys.executable, "-m", "layerproof", *command, "--database", address],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == code
    assert ended.stderr.startswith("error[")
    assert SECRET not in ended.stdout + ended.stderr
