"""One question to a server and its answer, over HTTP.

No redirect is followed: a token goes to the server that it is for, and to no other. A server on
this machine is reached without a proxy.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import ssl
import threading
from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from layerproof import __version__
from layerproof.errors import PushRefusedError
from layerproof.history.client.address import Server

#: Seconds for connecting, and for each piece of sending and answering.
CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 120.0

#: No answer that is understood here is nearly as long, in bytes.
LONGEST_ANSWER = 4 * 1024 * 1024

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: ``path`` begins with a slash and may have a query."""

    method: str
    path: str
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; ``headers`` have names in lower case."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """Return the JSON object in the body; an empty one for anything else."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


def ask(server: Server, question: Question) -> Answer:
    """Return the answer of a server, whatever its status.

    :raises PushRefusedError: it was not reached, or did not answer in time.
    """
    try:
        return _exchange(server, question)
    except TimeoutError as error:
        raise unreached(server, "it did not answer in time") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise unreached(server, why) from error


def within(seconds: float, server: Server, work: Callable[[], Made]) -> Made:
    """Return what ``work`` returns, or raise what it raises; wait no longer than so many seconds.

    It runs in a thread that is left behind when the time is over: what waits for a name or for
    a server that sends a byte a second cannot be stopped otherwise.

    :raises PushRefusedError: the time was over.
    """
    made: list[Made] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            made.append(work())
        except BaseException as error:  # noqa: BLE001  (it is raised again, where it is waited for)
            raised.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if raised:
        raise raised[0]
    if not made:
        raise unreached(server, f"it did not answer within {seconds:g} seconds")
    return made[0]


def unreached(server: Server, why: str) -> PushRefusedError:
    """Return the error for a server that gave no answer."""
    return PushRefusedError(
        f"the history server at {server.url} was not reached: {why}",
        advice="see that it runs (`layerproof serve`) and that the URL is right",
    )


def _exchange(server: Server, question: Question) -> Answer:
    target = urlsplit(server.url)
    proxy = _find_proxy(target)
    with closing(_connect(target, proxy)) as connection:
        path = f"{target.path}{question.path}"
        headers = _headers(server, question)
        if proxy is not None and target.scheme == "http":
            path = f"http://{target.netloc}{path}"
            headers |= _proxy_headers(proxy)
        _send(connection, question, path, headers)
        response = connection.getresponse()
        body = response.read(LONGEST_ANSWER)
        if response.length and len(body) < LONGEST_ANSWER:
            raise http.client.IncompleteRead(body, response.length)
        given = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, body, given)


def _send(
    connection: http.client.HTTPConnection,
    question: Question,
    path: str,
    headers: Mapping[str, str],
) -> None:
    try:
        connection.request(question.method, path, question.body, dict(headers))
    except (BrokenPipeError, ConnectionResetError):
        # Who does not want to hear the rest may have answered already: that says why.
        if connection.sock is None:
            raise


def _headers(server: Server, question: Question) -> dict[str, str]:
    headers = {"User-Agent": f"layerproof/{__version__}", "Accept": "application/json"}
    if question.body is not None:
        headers["Content-Type"] = "application/json"
    if server.authorization:
        headers["Authorization"] = server.authorization
    return headers


def _connect(target: SplitResult, proxy: SplitResult | None) -> http.client.HTTPConnection:
    near = proxy or target
    host = near.hostname or ""
    connection: http.client.HTTPConnection
    if target.scheme == "https":
        port = near.port or (443 if proxy is None else 8080)
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(
            host, port, timeout=CONNECT_SECONDS, context=context
        )
        if proxy is not None:
            headers = _proxy_headers(proxy)
            connection.set_tunnel(target.hostname or "", target.port or 443, headers)
    else:
        port = near.port or (80 if proxy is None else 8080)
        connection = http.client.HTTPConnection(host, port, timeout=CONNECT_SECONDS)
    connection.connect()
    connection.sock.settimeout(ANSWER_SECONDS)
    return connection


def _find_proxy(target: SplitResult) -> SplitResult | None:
    proxy = getproxies().get(target.scheme)
    host = target.hostname or ""
    if not proxy or _is_of_this_machine(host) or proxy_bypass(target.netloc):
        return None
    return urlsplit(proxy if "://" in proxy else f"http://{proxy}")


def _is_of_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _proxy_headers(proxy: SplitResult) -> dict[str, str]:
    if proxy.username is None:
        return {}
    pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
