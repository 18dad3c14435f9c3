"""The other end: sends a report to a history server and reads its answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import httpx

from layerproof.errors import PushRefusedError, UsageError

#: Seconds for connecting, and for each piece of sending and answering.
CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a pushed run can be read; ``created`` is ``False`` if it was there already."""

    run_id: str
    url: str
    created: bool


def check_url(url: str) -> str:
    """Return a server's URL without a slash at its end.

    :raises UsageError: it is not the URL of an HTTP server.
    """
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise _no_server_url(url) from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise _no_server_url(url)
    return str(parsed.copy_with(query=None, fragment=None)).rstrip("/")


def _no_server_url(url: str) -> UsageError:
    return UsageError(
        f"{url!r} is not the URL of a history server",
        advice="give one such as http://127.0.0.1:8765",
    )


def send_report(client: httpx.Client, url: str, report: bytes) -> Receipt:
    """Send a report to the server at ``url`` (from :func:`check_url`).

    Whatever is told leaves out a password in the URL.

    :raises PushRefusedError: it was not reached, did not answer in time, or did not take it.
    """
    shown = str(httpx.URL(url).copy_with(userinfo=b""))
    headers = {"Content-Type": "application/json"}
    try:
        response = client.post(f"{url}/api/v1/runs", content=report, headers=headers)
    except httpx.TimeoutException as error:
        raise _unreached(shown, "it did not answer in time") from error
    except httpx.HTTPError as error:
        raise _unreached(shown, str(error) or type(error).__name__) from error
    if response.status_code not in (200, 201):
        raise _refused(shown, response)
    run_id = _object(response).get("id")
    if not isinstance(run_id, str):
        raise _stranger(shown, response)
    return Receipt(run_id, f"{shown}/api/v1/runs/{run_id}", created=response.status_code == 201)


def new_client() -> httpx.Client:
    """Return a client with the time limits that a push has; close it."""
    return httpx.Client(timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS))


def _unreached(url: str, why: str) -> PushRefusedError:
    return PushRefusedError(
        f"the history server at {url} was not reached: {why}",
        advice="see that it runs (`layerproof serve`) and that the URL is right",
    )


def _refused(url: str, response: httpx.Response) -> PushRefusedError:
    problem = _object(response)
    if "detail" not in problem:
        return _stranger(url, response)
    faults = problem.get("faults")
    told = tuple(
        f"{fault.get('where')}: {fault.get('problem')}"
        for fault in (faults if isinstance(faults, list) else [])
        if isinstance(fault, dict)
    )
    return PushRefusedError(
        "; ".join((f"{url} refused the report: {problem['detail']}", *told)),
        advice=str(problem.get("advice", "")),
    )


def _stranger(url: str, response: httpx.Response) -> PushRefusedError:
    aside = f" (it sends to {response.headers['location']})" if response.is_redirect else ""
    return PushRefusedError(
        f"{url} answered {response.status_code}, not as a history server does{aside}",
        advice="see that the URL is that of `layerproof serve`, with nothing behind the port",
    )


def _object(response: httpx.Response) -> dict[str, Any]:
    try:
        answered = response.json()
    except (ValueError, RecursionError):
        return {}
    return answered if isinstance(answered, dict) else {}


def check_report(content: bytes, *, name: str) -> None:
    """See that a file's content is a report at all; the server judges whether it is a valid one.

    :raises UsageError: it is not.
    """
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _no_report(name, "it is not a JSON document") from error
    if not isinstance(document, dict) or not {"schema_version", "run"} <= document.keys():
        raise _no_report(name, "it has no schema_version, or no run")


def _no_report(name: str, why: str) -> UsageError:
    return UsageError(
        f"{name} is not a report: {why}",
        advice="name the report.json that `layerproof coverage` wrote",
    )
