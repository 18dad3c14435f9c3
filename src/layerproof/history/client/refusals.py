"""Answers that are no: told in the server's words, or as those of something else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layerproof.errors import PushRefusedError
from layerproof.history.client.address import Server, hide_password
from layerproof.history.client.transport import Answer


def refused(server: Server, what: str, answer: Answer) -> PushRefusedError:
    """Return the error for an answer that is no.

    :param what: what was refused, such as ``the report``.
    """
    problem = answer.document()
    if "detail" not in problem:
        return stranger(server, answer)
    faults = problem.get("faults")
    told = tuple(
        f"{fault.get('where')}: {fault.get('problem')}"
        for fault in (faults if isinstance(faults, list) else [])
        if isinstance(fault, dict)
    )
    return PushRefusedError(
        printable("; ".join((f"{server.url} refused {what}: {problem['detail']}", *told))),
        advice=_advise(server, problem),
    )


def _advise(server: Server, problem: Mapping[str, Any]) -> str:
    """Return what to do: the server speaks to whoever writes requests, not of our variables."""
    if problem.get("code") != "unauthenticated":
        return printable(str(problem.get("advice", "")))
    if server.authorization:
        return "see that the token is one of the project, not revoked and not expired"
    return "put a token of the project into $LAYERPROOF_HISTORY_TOKEN, or name its --token-file"


def stranger(server: Server, answer: Answer) -> PushRefusedError:
    """Return the error for an answer that no history server gives."""
    location = answer.headers.get("location", "")
    aside = f" (it sends to {hide_password(location)})" if answer.status in range(300, 400) else ""
    return PushRefusedError(
        printable(f"{server.url} answered {answer.status}, not as a history server does{aside}"),
        advice="see that the URL is that of `layerproof serve`, with nothing behind the port",
    )


def printable(text: str) -> str:
    """Return a server's words without what could lead a terminal."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
