"""Sending a report, against answers that are written down here."""

from __future__ import annotations

import pytest

from layerproof.errors import PushRefusedError, UsageError
from layerproof.history.client.address import read_server
from layerproof.history.client.pushing import Receipt, check_report, send_report
from tests.support.scripted_server import ScriptedServer

PLACE = "/api/v1/organizations/acme/projects/shop/runs/r"
THERE = {"Location": PLACE}


def _send(scripted: ScriptedServer, **answer: object) -> Receipt:
    scripted.answer("/api/v1/runs", **answer)
    return send_report(read_server(scripted.url), b"{}")


def test_the_report_is_sent_as_it_is(scripted: ScriptedServer) -> None:
    """The bytes of the file are posted as JSON to the runs of the server."""
    _send(scripted, status=201, json={"id": "r"}, headers=THERE)
    (asked,) = scripted.asked
    kind = asked.headers["content-type"]
    assert (asked.method, asked.path, kind, asked.body) == (
        *("POST", "/api/v1/runs", "application/json", b"{}"),
    )


@pytest.mark.parametrize(("status", "created"), [(201, True), (200, False)])
def test_a_stored_run_has_an_address(scripted: ScriptedServer, status: int, created: bool) -> None:
    """The receipt says where the server has put the run, and whether it is new."""
    receipt = _send(scripted, status=status, json={"id": "r"}, headers=THERE)
    assert receipt == Receipt("r", f"{scripted.url}{PLACE}", created=created)


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ('</o/acme/shop/runs/r>; rel="alternate"; type="text/html"', "/o/acme/shop/runs/r"),
        ('</o/\x1b[2J>; rel="alternate"; type="text/html"', PLACE),
        ('</o> <b>; rel="alternate"; type="text/html"', PLACE),
        ('<https://else/>; rel="alternate"; type="text/html"', PLACE),
        ('</next>; rel="next"', PLACE),
    ],
)
def test_the_page_of_a_run(scripted: ScriptedServer, link: str, told: str) -> None:
    """What people open is the page that the server names, on that very server."""
    receipt = _send(scripted, status=201, json={"id": "r"}, headers={**THERE, "Link": link})
    assert receipt.url == f"{scripted.url}{told}"


@pytest.mark.parametrize("told", [PLACE, f"/base{PLACE}"])
def test_an_address_behind_a_prefix(scripted: ScriptedServer, told: str) -> None:
    """Whether or not what lies in front takes the prefix away, the address has it once."""
    scripted.answer("/base/api/v1/runs", status=201, json={"id": "r"}, headers={"Location": told})
    receipt = send_report(read_server(f"{scripted.url}/base/"), b"{}")
    assert receipt.url == f"{scripted.url}/base{PLACE}"


def test_a_password_in_the_url_is_not_repeated(scripted: ScriptedServer) -> None:
    """Neither a receipt nor an error shows the user and password of the URL."""
    server = read_server(scripted.url.replace("http://", "http://user:secret@"))
    scripted.answer("/", status=201, json={"id": "r"}, headers=THERE)
    assert send_report(server, b"{}").url == f"{scripted.url}{PLACE}"
    scripted.answer("/", status=500)
    with pytest.raises(PushRefusedError, match=f"^{scripted.url} answered 500"):
        send_report(server, b"{}")


def test_a_refusal_is_told_in_the_servers_words(scripted: ScriptedServer) -> None:
    """The detail, each fault and the advice of the server's answer are told."""
    faults = [{"where": "run.id", "problem": "is\x1b[2Jmissing"}, "odd"]
    problem = {"detail": "no report", "advice": "send one", "faults": faults}
    with pytest.raises(
        PushRefusedError,
        match=f"^{scripted.url} refused the report: no report; run.id: is\ufffd\\[2Jmissing$",
    ) as caught:
        _send(scripted, status=422, json=problem)
    assert caught.value.advice == "send one"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"status": 500, "body": b"oops"}, "answered 500, not as a history server does$"),
        ({"body": b"<html>"}, "answered 200, not as a history server does$"),
        ({"json": [1], "headers": THERE}, "answered 200, not as a history server does$"),
        (
            {"status": 201, "json": {"id": 1}, "headers": THERE},
            "answered 201, not as a history server does$",
        ),
        ({"status": 201, "json": {"id": "r"}}, "answered 201, not as a history server does$"),
        (
            {"status": 201, "json": {"id": "r"}, "headers": {"Location": "https://else/api/"}},
            "answered 201, not as a history server does$",
        ),
        (
            {"status": 201, "json": {"id": "r"}, "headers": {"Location": "/api/\x1b[2J"}},
            "answered 201, not as a history server does$",
        ),
        ({"status": 404, "body": b"[" * 100_000}, "answered 404, not as a history server does$"),
        ({"status": 422, "json": {"detail": "no", "faults": 3}}, "refused the report: no$"),
        (
            {"status": 307, "headers": {"location": "https://u:p@x/"}},
            r"answered 307, .* \(it sends to https://x/\)$",
        ),
    ],
)
def test_an_answer_of_something_else(
    scripted: ScriptedServer, answer: dict[str, object], why: str
) -> None:
    """An answer that no history server gives is told as such, never as a traceback."""
    with pytest.raises(PushRefusedError, match=why):
        _send(scripted, **answer)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not a JSON document"),
        (b"\xff", "not a JSON document"),
        (b"[" * 100_000, "not a JSON document"),
        (b"[]", "no schema_version, or no run"),
        (b'{"run": {}}', "no schema_version, or no run"),
    ],
)
def test_what_is_no_report_is_wrong_use(content: bytes, why: str) -> None:
    """A file that is no report is refused with its name, and not sent."""
    with pytest.raises(UsageError, match=f"^r.json is not a report: it (is|has) {why}"):
        check_report(content, name="r.json")


# lint-skip: test-assertion because it shows that nothing is raised
def test_a_report_is_a_report_in_any_version() -> None:
    """The client leaves it to the server whether a version is known."""
    check_report(b'{"schema_version": 99, "run": {}}', name="r.json")
