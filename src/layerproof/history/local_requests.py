"""Telling requests from this machine's own programs from those that only look like it.

A server without accounts trusts whoever reaches it. It listens on this machine alone, yet a page
from the network that a browser here shows can call it (DNS rebinding, cross-site requests), and so
can the world through a proxy. The address that was called and the headers that browsers and proxies
add give those away.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.requests import Request

#: Headers that say that somebody passed the request on.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")

#: What a browser says of a page that may call: ours, or somebody who typed the address.
_OWN_SITE = ("same-origin", "none", "")


def why_not_local(request: Request) -> str | None:
    """Return why a request does not count as this machine's own, or ``None`` if it does."""
    headers = request.headers
    if not _is_loopback(headers.get("host", "")):
        return "the server was not called by a name of its own machine"
    if any(name in headers for name in _FORWARDED):
        return "the request came through a proxy"
    if headers.get("sec-fetch-site", "") not in _OWN_SITE:
        return "another site's page sent the request"
    origin = headers.get("origin")
    # RFC 6454, 6.1: a scheme, "://", a host and a port; it may be no URL at all.
    if origin is not None and origin.partition("://")[2] != headers.get("host", ""):
        return "another site's page sent the request"
    return None


def _is_loopback(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
