"""Sending a report to a history server."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from layerproof.errors import UsageError
from layerproof.history.client.address import Server
from layerproof.history.client.refusals import refused, stranger
from layerproof.history.client.transport import Question, ask

#: How a server says where a run's page is; what it leads to stands in the address bar of a browser.
_PAGE = re.compile(r'<(/[!#-;=?-~]*)>; rel="alternate"; type="text/html"')


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a pushed run can be read; ``created`` is ``False`` if it was there already.

    ``url`` is that of its page; where a server names none, it is that of the API.
    """

    run_id: str
    url: str
    created: bool


def send_report(server: Server, report: bytes) -> Receipt:
    """Send a report and return where it is.

    :raises PushRefusedError: the server was not reached, did not answer in time, or did not take
        the report.
    """
    answer = ask(server, Question("POST", "/api/v1/runs", report))
    if answer.status not in (200, 201):
        raise refused(server, "the report", answer)
    run_id, place = answer.document().get("id"), answer.headers.get("location", "")
    if not isinstance(run_id, str) or not re.fullmatch(r"/([!-~]*/)?api/[!-~]+", place):
        raise stranger(server, answer)
    page = _PAGE.fullmatch(answer.headers.get("link", ""))
    url = _join(server, page.group(1) if page else place)
    return Receipt(run_id, url, created=answer.status == 201)


def _join(server: Server, place: str) -> str:
    """Return a path of the server as a URL; what lies in front of it may take a prefix away."""
    target = urlsplit(server.url)
    if target.path and place.startswith(f"{target.path}/"):
        return f"{target.scheme}://{target.netloc}{place}"
    return f"{server.url}{place}"


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
