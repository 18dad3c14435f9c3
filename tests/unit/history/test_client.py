"""Pushing, against answers that are written down here."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from layerproof.errors import PushRefusedError, UsageError
from layerproof.history.client import (
    Receipt,
    check_report,
    check_url,
    new_client,
    send_report,
)

URL = "http://history:8765"
Handler = Callable[[httpx.Request], httpx.Response]


def _send(handler: Handler, url: str = URL) -> Receipt:
    with httpx.Client(transport=httpx.MockTransport(handler)) as client:
        return send_report(client, url, b"{}")


def _answer(status: int, json: object = None, **others: object) -> Handler:
    return lambda _: httpx.Response(status, json=json, **others)  # type: ignore[arg-type]


def test_the_report_is_sent_as_it_is() -> None:
    """The bytes of the file are posted as JSON to the runs of the server."""
    seen: list[tuple[str, str, str, bytes]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        kind = request.headers["content-type"]
        seen.append((request.method, str(request.url), kind, request.content))
        return httpx.Response(201, json={"id": "r"})

    _send(answer)
    assert seen == [("POST", f"{URL}/api/v1/runs", "application/json", b"{}")]


@pytest.mark.parametrize(("status", "created"), [(201, True), (200, False)])
def test_a_stored_run_has_an_address(status: int, created: bool) -> None:
    """The receipt says where the run is, and whether it is new."""
    receipt = _send(_answer(status, {"id": "r"}))
    assert receipt == Receipt("r", f"{URL}/api/v1/runs/r", created=created)


def test_a_password_in_the_url_is_not_repeated() -> None:
    """Neither a receipt nor an error shows the user and password of the URL."""
    secret = "http://user:secret@history"
    assert "secret" not in _send(_answer(201, {"id": "r"}), secret).url
    with pytest.raises(PushRefusedError, match=r"^http://history answered 500"):
        _send(_answer(500), secret)


def test_a_refusal_is_told_in_the_servers_words() -> None:
    """The detail, each fault and the advice of the server's answer are told."""
    faults = [{"where": "run.id", "problem": "is missing"}, "odd"]
    problem = {"detail": "no report", "advice": "send one", "faults": faults}
    with pytest.raises(
        PushRefusedError,
        match=f"^{URL} refused the report: no report; run.id: is missing$",
    ) as caught:
        _send(_answer(422, problem))
    assert caught.value.advice == "send one"


@pytest.mark.parametrize(
    ("handler", "why"),
    [
        (_answer(500, text="oops"), "answered 500, not as a history server does$"),
        (_answer(200, text="<html>"), "answered 200, not as a history server does$"),
        (_answer(200, [1]), "answered 200, not as a history server does$"),
        (_answer(201, {"id": 1}), "answered 201, not as a history server does$"),
        (_answer(404, content=b"[" * 100_000), "answered 404, not as a history server does$"),
        (_answer(422, {"detail": "no", "faults": 3}), "refused the report: no$"),
        (
            _answer(307, headers={"location": "https://x/"}),
            r"answered 307, .* \(it sends to https://x/\)$",
        ),
    ],
)
def test_an_answer_of_something_else(handler: Handler, why: str) -> None:
    """An answer that no history server gives is told as such, never as a traceback."""
    with pytest.raises(PushRefusedError, match=why):
        _send(handler)


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (httpx.ConnectError("Connection refused"), "was not reached: Connection refused"),
        (httpx.ReadTimeout("timed out"), "was not reached: it did not answer in time"),
        (httpx.ConnectError("certificate verify failed"), "certificate verify failed"),
        (httpx.RemoteProtocolError(""), "was not reached: RemoteProtocolError"),
    ],
)
def test_a_server_that_is_not_reached(error: httpx.HTTPError, why: str) -> None:
    """Whatever goes wrong on the way is one message with its reason."""

    def fail(_: httpx.Request) -> httpx.Response:
        raise error

    with pytest.raises(PushRefusedError, match=why):
        _send(fail)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("http://h", "http://h"),
        ("https://h:1/base/", "https://h:1/base"),
        ("http://h/?a=b#c", "http://h"),
    ],
)
def test_urls_are_cleaned(given: str, expected: str) -> None:
    """A server's URL has no slash at its end, no query and no fragment."""
    assert check_url(given) == expected


@pytest.mark.parametrize("url", ["", "history", "ftp://h", "http://", "http://h:port", "h:80"])
def test_what_is_no_url_is_wrong_use(url: str) -> None:
    """Text that names no HTTP server is refused before anything is sent."""
    with pytest.raises(UsageError, match="is not the URL of a history server"):
        check_url(url)


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


def test_a_push_has_time_limits() -> None:
    """No push waits for ever."""
    with new_client() as client:
        assert client.timeout == httpx.Timeout(120.0, connect=10.0)
