"""Which history server is meant, and what one shows it to be let in. Secrets are never told."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, unquote, urlsplit

from layerproof.errors import UsageError


@dataclass(frozen=True, slots=True)
class Server:
    """A history server. ``url`` has no password and no slash at its end."""

    url: str
    authorization: str = field(default="", repr=False)


def read_server(url: str, token: str | None = None) -> Server:
    """Return the server at a URL; one with a user and password is asked with those.

    :param token: a project's token.
    :raises UsageError: it is not the URL of an HTTP server, or what is shown is not one thing.
    """
    parts = _split(url)
    place = _encode(parts.netloc.rpartition("@")[2])
    path = quote(parts.path, safe="/%:~!$&'()*+,;=@").rstrip("/")
    return Server(f"{parts.scheme}://{place}{path}", _authorize(parts, token))


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and bool(parts.hostname)
        # A port that is none raises when it is read.
        if known and parts.port != 0 and url.isprintable() and " " not in url:
            _encode(parts.netloc.rpartition("@")[2])
            return parts
    except ValueError:
        pass
    raise UsageError(
        f"{hide_password(url)!r} is not the URL of a history server",
        advice="give one such as http://127.0.0.1:8765",
    )


def _encode(place: str) -> str:
    """Return a host and port in ASCII; one that cannot be written so raises ``ValueError``."""
    return place if place.isascii() else place.encode("idna").decode()


def hide_password(url: str) -> str:
    """Return a URL, or what was meant as one, without a user and password."""
    return re.sub(r"//.*@", "//", url)


def _authorize(parts: SplitResult, token: str | None) -> str:
    token = (token or "").strip()
    if token and parts.username is not None:
        raise UsageError(
            "the history server's URL has a user, and there is a token: only one can be shown",
            advice="take the user and password out of the URL, or unset the token",
        )
    if token:
        if not (token.isascii() and token.isprintable()) or " " in token:
            raise UsageError(
                "the token for the history server has characters that no token has",
                advice="give it as the server showed it, on one line",
            )
        return f"Bearer {token}"
    if parts.username is None:
        return ""
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return f"Basic {b64encode(pair.encode()).decode()}"
