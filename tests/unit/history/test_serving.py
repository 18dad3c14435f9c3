"""How a server serves, from options and the environment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from layerproof.errors import UsageError
from layerproof.history.serving import (
    ServeOptions,
    ServingSettings,
    is_loopback,
    read_serving,
)
from layerproof.history.settings import MEBIBYTE, read_settings

FOLDER = Path("/project")


def _read(environment: dict[str, str] | None = None, **options: object) -> ServingSettings:
    given = {f"LAYERPROOF_HISTORY_{name}": value for name, value in (environment or {}).items()}
    return read_serving(ServeOptions(**options), given, folder=FOLDER)  # type: ignore[arg-type]  # each test gives what fits


def test_what_is_meant_without_anything() -> None:
    """It listens to this machine, nobody logs in, 32 MiB are taken and no proxy is believed."""
    assert _read() == ServingSettings(
        history=read_settings(None, {}, folder=FOLDER, max_body=32 * MEBIBYTE),
        host="127.0.0.1",
        port=8765,
        forwarded_allow_ips=(),
        log_format="text",
        log_level="info",
        drain=0,
    )


ENVIRONMENT = {
    "DATABASE": "/var/runs.db",
    "SECRET": "s" * 40,
    "HOST": "0.0.0.0",
    "PORT": "80",
    "MAX_BODY": "64",
    "ACCOUNTS": "yes",
    "OPEN_REGISTRATION": "1",
    "FORWARDED_ALLOW_IPS": "10.0.0.5, 10.1.2.3/16,,::1",
    "LOG_FORMAT": "json",
    "LOG_LEVEL": "warning",
    "DRAIN": "5",
}


def test_everything_from_the_environment() -> None:
    """Each setting has a variable."""
    history = read_settings("/var/runs.db", {}, folder=FOLDER, max_body=64 * MEBIBYTE)
    assert _read(ENVIRONMENT) == ServingSettings(
        history=replace(history, accounts=True, open_registration=True, secret="s" * 40),
        host="0.0.0.0",
        port=80,
        forwarded_allow_ips=("10.0.0.5/32", "10.1.0.0/16", "::1/128"),
        log_format="json",
        log_level="warning",
        drain=5,
    )


def test_options_win() -> None:
    """Each option wins over its variable, also one that says no or nought."""
    history = read_settings("option.db", {}, folder=FOLDER, max_body=MEBIBYTE)
    assert _read(
        ENVIRONMENT,
        database="option.db",
        host="::1",
        port=0,
        max_body=1,
        accounts=True,
        open_registration=False,
        forwarded_allow_ips="192.0.2.1",
        log_format="text",
        log_level="debug",
        drain=0,
    ) == ServingSettings(
        history=replace(history, accounts=True, secret="s" * 40),
        host="::1",
        port=0,
        forwarded_allow_ips=("192.0.2.1/32",),
        log_format="text",
        log_level="debug",
        drain=0,
    )


@pytest.mark.parametrize(
    ("host", "given", "expected"),
    [
        ("127.0.0.1", None, False),
        ("127.8.9.1", None, False),
        ("::1", None, False),
        ("localhost", None, False),
        ("0.0.0.0", None, True),
        ("::", None, True),
        ("history.example.org", None, True),
        ("127.0.0.1", True, True),
        ("127.0.0.1", False, False),
        ("0.0.0.0", True, True),
    ],
)
def test_when_people_log_in(host: str, given: bool | None, expected: bool) -> None:
    """People log in wherever others can reach the server, and where it is asked for."""
    assert _read(host=host, accounts=given).history.accounts is expected


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "history.example.org"])
def test_no_server_is_open_to_others_without_accounts(host: str) -> None:
    """No option and no variable makes a server without accounts that others can reach."""
    why = f"cannot listen on {host}: whoever reaches it would own it"
    with pytest.raises(UsageError, match=why):
        _read({"ACCOUNTS": "no", "HOST": host})
    with pytest.raises(UsageError, match=why):
        _read(accounts=False, host=host)


@pytest.mark.parametrize(
    ("environment", "why"),
    [
        ({"PORT": "65536"}, r"\$LAYERPROOF_HISTORY_PORT: '65536' is not a whole number from 0 to"),
        ({"PORT": "²"}, "is not a whole number"),
        ({"PORT": "00000000099999"}, "is not a whole number"),
        ({"PORT": "9" * 5_000}, "is not a whole number"),
        ({"MAX_BODY": "0"}, "'0' is not a whole number from 1 to 1024"),
        ({"DRAIN": "-1"}, "'-1' is not a whole number from 0 to 600"),
        ({"ACCOUNTS": "perhaps"}, r"\$LAYERPROOF_HISTORY_ACCOUNTS: 'perhaps' is neither yes nor"),
        ({"OPEN_REGISTRATION": "yes"}, "--open-registration means nothing on a server without"),
        ({"LOG_FORMAT": "xml"}, "'xml' is none of text, json"),
        ({"LOG_LEVEL": "loud"}, "'loud' is none of debug, info, warning, error"),
        ({"SECRET": "short"}, "has 5 characters; it needs at least 32"),
        ({"FORWARDED_ALLOW_IPS": "proxy"}, "'proxy' does not appear to be an IPv4 or IPv6"),
        ({"FORWARDED_ALLOW_IPS": "*"}, "does not appear to be an IPv4 or IPv6"),
        ({"FORWARDED_ALLOW_IPS": "0.0.0.0/0"}, "to believe everybody"),
        ({"FORWARDED_ALLOW_IPS": "::/0"}, "to believe everybody"),
    ],
)
def test_values_that_cannot_be(environment: dict[str, str], why: str) -> None:
    """A variable with a value that cannot be is wrong use, with its name."""
    with pytest.raises(UsageError, match=why):
        _read(environment)


def test_what_is_loopback() -> None:
    """Loopback are its addresses and the one name that means them, and no name that looks so."""
    hosts = ("127.0.0.1", "127.1.1.1", "::1", "localhost", "localhost.example.org", "10.0.0.1", "")
    assert [host for host in hosts if is_loopback(host)] == list(hosts[:4])
