"""How one server serves: options over environment, read once, checked whole, then frozen.

``settings`` has what the application itself needs to know; ``server`` and ``request_log`` are given
the rest of this.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from layerproof.errors import UsageError
from layerproof.history.settings import MEBIBYTE, HistorySettings, read_settings

#: Every option has a variable: ``--log-level`` is ``LAYERPROOF_HISTORY_LOG_LEVEL``.
VARIABLE_PREFIX = "LAYERPROOF_HISTORY_"

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8765
DEFAULT_MAX_BODY = 32
LARGEST_MAX_BODY = 1_024
LONGEST_DRAIN = 600
LOG_FORMATS = ("text", "json")
LOG_LEVELS = ("debug", "info", "warning", "error")

_TRUE = ("1", "true", "yes", "on")
_FALSE = ("0", "false", "no", "off")

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What the command line says; ``None`` where it says nothing. ``max_body`` is in MiB."""

    database: str | None = None
    host: str | None = None
    port: int | None = None
    max_body: int | None = None
    accounts: bool | None = None
    open_registration: bool | None = None
    forwarded_allow_ips: str | None = None
    log_format: str | None = None
    log_level: str | None = None
    drain: int | None = None


@dataclass(frozen=True, slots=True)
class ServingSettings:
    """A server's settings.

    ``forwarded_allow_ips`` are the addresses and networks whose ``X-Forwarded-*`` headers are
    believed. ``drain`` is how many seconds a server that was told to stop goes on taking requests,
    while ``/ready`` already says no.
    """

    history: HistorySettings
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    forwarded_allow_ips: tuple[str, ...] = ()
    log_format: str = "text"
    log_level: str = "info"
    drain: int = 0


def read_serving(
    options: ServeOptions, environment: Mapping[str, str], *, folder: Path
) -> ServingSettings:
    """Return the settings that options and environment ask for; an option wins.

    :param folder: where a relative path of a database begins.
    :raises UsageError: a value is not one that can be, or two do not go together.
    """
    read = _Reader(environment)
    host = options.host or read("HOST", str) or DEFAULT_HOST
    max_body = _pick(options.max_body, read("MAX_BODY", _whole(1, LARGEST_MAX_BODY)))
    history = replace(
        read_settings(
            options.database,
            environment,
            folder=folder,
            max_body=_pick(max_body, DEFAULT_MAX_BODY) * MEBIBYTE,
        ),
        accounts=_decide_accounts(host, given=_pick(options.accounts, read("ACCOUNTS", _truth))),
        open_registration=bool(_pick(options.open_registration, read("OPEN_REGISTRATION", _truth))),
    )
    if history.open_registration and not history.accounts:
        raise UsageError(
            "--open-registration means nothing on a server without accounts",
            advice="give --accounts as well, or leave it out",
        )
    allowed = options.forwarded_allow_ips or environment.get(
        f"{VARIABLE_PREFIX}FORWARDED_ALLOW_IPS"
    )
    return ServingSettings(
        history=history,
        host=host,
        port=_pick(_pick(options.port, read("PORT", _whole(0, 65_535))), DEFAULT_PORT),
        forwarded_allow_ips=_networks(allowed or ""),
        log_format=options.log_format or read("LOG_FORMAT", _one_of(LOG_FORMATS)) or "text",
        log_level=options.log_level or read("LOG_LEVEL", _one_of(LOG_LEVELS)) or "info",
        drain=_pick(_pick(options.drain, read("DRAIN", _whole(0, LONGEST_DRAIN))), 0),
    )


def is_loopback(host: str) -> bool:
    """Whether only programs of this machine reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _decide_accounts(host: str, *, given: bool | None) -> bool:
    """Return whether people log in: unless told otherwise, wherever others reach the server."""
    if given is False and not is_loopback(host):
        raise UsageError(
            f"a server without accounts cannot listen on {host}: whoever reaches it would own it",
            advice="leave --no-accounts out, or listen on 127.0.0.1",
        )
    return not is_loopback(host) if given is None else given


def _networks(given: str) -> tuple[str, ...]:
    """Return addresses and networks in the form in which they are compared."""
    words = [word.strip() for word in given.split(",") if word.strip()]
    try:
        networks = [ipaddress.ip_network(word, strict=False) for word in words]
    except ValueError as error:
        raise UsageError(
            f"--forwarded-allow-ips: {error}",
            advice="name the proxies: 10.0.0.5, or 10.0.0.0/24, with commas between",
        ) from error
    if any(network.prefixlen == 0 for network in networks):
        raise UsageError(
            "--forwarded-allow-ips: to believe everybody lets everybody say where they come from",
            advice="name the proxies: 10.0.0.5, or 10.0.0.0/24, with commas between",
        )
    return tuple(str(network) for network in networks)


class _Reader:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def __call__(self, name: str, read: Callable[[str], _Value]) -> _Value | None:
        """Return what a variable says; ``None`` if it is empty or not there."""
        given = self._environment.get(VARIABLE_PREFIX + name, "").strip()
        if not given:
            return None
        try:
            return read(given)
        except ValueError as error:
            raise UsageError(f"${VARIABLE_PREFIX}{name}: {error}") from error


def _pick(first: _Value | None, second: _Value) -> _Value:
    return second if first is None else first


def _truth(text: str) -> bool:
    word = text.lower()
    if word not in _TRUE + _FALSE:
        raise ValueError(f"{text!r} is neither yes nor no")
    return word in _TRUE


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        return read_whole(text, lowest, highest)

    return read


def read_whole(text: str, lowest: int, highest: int) -> int:
    """Return the whole number that a text is.

    :raises ValueError: it is none, or not within the bounds.
    """
    # Ten digits are beyond all bounds, and thousands beyond what `int` takes.
    number = int(text.lstrip("0")[:10] or "0") if text.isascii() and text.isdecimal() else -1
    if not lowest <= number <= highest:
        raise ValueError(f"{text!r} is not a whole number from {lowest} to {highest}")
    return number


def _one_of(words: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            raise ValueError(f"{text!r} is none of {', '.join(words)}")
        return text

    return read
