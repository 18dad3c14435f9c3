"""Which history server the command line talks to, and with which token. Secrets are not printed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from layerproof.errors import UsageError

if TYPE_CHECKING:
    from layerproof.history.client.address import Server

URL_VARIABLE = "LAYERPROOF_HISTORY_URL"
TOKEN_VARIABLE = "LAYERPROOF_HISTORY_TOKEN"  # noqa: S105  (a variable's name is no secret)


def find_server(url: str, *, token_file: Path | None = None) -> Server:
    """Return the server at a URL, with the token of the file, else of the environment.

    :raises UsageError: the URL is none, the file cannot be read, or the token is none.
    """
    from layerproof.history.client.address import read_server

    token = os.environ.get(TOKEN_VARIABLE) if token_file is None else _read_token(token_file)
    return read_server(url, token)


def named_server() -> Server | None:
    """Return the server that the environment names, or ``None``.

    :raises UsageError: what it names is none.
    """
    url = os.environ.get(URL_VARIABLE)
    return find_server(url) if url else None


def _read_token(path: Path) -> str:
    advice = "name a file that holds the token and nothing else"
    try:
        token = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        problem = f"the token's file {path} cannot be read: {error.strerror}"
        raise UsageError(problem, advice=advice) from error
    except UnicodeDecodeError:
        # Not from the error that was caught: its text has what the file holds.
        raise UsageError(f"the token's file {path} holds no text", advice=advice) from None
    if not token:
        raise UsageError(f"the token's file {path} is empty", advice=advice)
    return token
