"""Which requests count as this machine's own."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from layerproof.history.local_requests import why_not_local

NAME = "the server was not called by a name of its own machine"
PROXY = "the request came through a proxy"
SITE = "another site's page sent the request"


def _why(**headers: str) -> str | None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    raw = [(name.encode(), value.encode("latin-1")) for name, value in named.items()]
    return why_not_local(Request({"type": "http", "headers": raw}))


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8765",
        "LOCALHOST:8765",
        "127.0.0.1",
        "127.0.0.1:8765",
        "127.9.8.7",
        "[::1]",
        "[::1]:8765",
    ],
)
def test_names_of_this_machine(host: str) -> None:
    """Loopback addresses and ``localhost`` are names of this machine, with a port or without."""
    assert _why(host=host) is None


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "evil.example:8765",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1@evil.example",
        "192.168.1.5",
        "0.0.0.0",
        "8.8.8.8:8765",
        "[::2]",
        "[",
        "[::1",
        "2130706433",
        "evil.example/@localhost",
        "\xe9",
    ],
)
def test_other_names(host: str) -> None:
    """Whatever else the server was called is no name of this machine (DNS rebinding)."""
    assert _why(host=host) == NAME


def test_a_request_without_a_host() -> None:
    """A request that names no host is not this machine's."""
    assert _why() == NAME


@pytest.mark.parametrize(
    "header", ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip"]
)
@pytest.mark.parametrize("value", ["127.0.0.1", ""])
def test_proxies(header: str, value: str) -> None:
    """A request that a proxy has passed on is not this machine's, whatever the proxy says."""
    assert _why(**{"host": "localhost", header: value}) == PROXY


@pytest.mark.parametrize(
    ("site", "why"),
    [
        ("same-origin", None),
        ("none", None),
        ("same-site", SITE),
        ("cross-site", SITE),
        ("something-new", SITE),
    ],
)
def test_where_a_browser_says_that_it_comes_from(site: str, why: str | None) -> None:
    """Of what browsers send, our own pages' requests count, and those that somebody typed."""
    assert _why(host="localhost:8765", sec_fetch_site=site) == why


@pytest.mark.parametrize(
    ("origin", "why"),
    [
        ("http://localhost:8765", None),
        ("http://localhost", SITE),
        ("http://localhost:9999", SITE),
        ("http://127.0.0.1:8765", SITE),
        ("http://evil.example", SITE),
        ("null", SITE),
        ("", SITE),
        ("http://[", SITE),
    ],
)
def test_origins(origin: str, why: str | None) -> None:
    """A page's origin has to be the very address that was called."""
    assert _why(host="localhost:8765", origin=origin) == why
