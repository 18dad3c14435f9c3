"""One question and its answer, over real connections."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from layerproof import __version__
from layerproof.errors import PushRefusedError
from layerproof.history.client import transport
from layerproof.history.client.address import Server, read_server
from layerproof.history.client.transport import LONGEST_ANSWER, Answer, Question, ask, within
from tests.support.scripted_server import ScriptedServer

GET = Question("GET", "/api?a=b")


@contextmanager
def raw_server(serve: Callable[[socket.socket], None]) -> Iterator[Server]:
    """Give a server that does with its one connection whatever a test says."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            connection, _ = listening.accept()
            with connection:
                serve(connection)

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield Server(f"http://127.0.0.1:{listening.getsockname()[1]}")
        thread.join(10)


def test_a_question_and_its_answer(scripted: ScriptedServer) -> None:
    """Path, body and what is shown arrive as they are; so do status, headers and body."""
    scripted.answer("/base/api", status=418, json={"a": 1}, headers={"Location": "/x"})
    server = read_server(f"{scripted.url}/base/", "lpt_a")
    answer = ask(server, Question("POST", "/api?a=b", b"\x00\xff"))
    assert (answer.status, answer.headers["location"], answer.document()) == (418, "/x", {"a": 1})
    (asked,) = scripted.asked
    assert (asked.method, asked.path, asked.body) == ("POST", "/base/api?a=b", b"\x00\xff")
    named = ("authorization", "content-type", "accept", "user-agent")
    assert [asked.headers[name] for name in named] == [
        *("Bearer lpt_a", "application/json", "application/json", f"layerproof/{__version__}"),
    ]


def test_without_a_token_nothing_is_shown(scripted: ScriptedServer) -> None:
    """A server without accounts gets no header that says who asks, a question no body."""
    ask(Server(scripted.url), GET)
    assert {"authorization", "content-type"} & scripted.asked[0].headers.keys() == set()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(scripted: ScriptedServer, status: int) -> None:
    """A server that sends elsewhere has answered; nobody else is shown the token."""
    scripted.answer("/", status=status, headers={"Location": f"{scripted.url}/elsewhere"})
    assert ask(read_server(scripted.url, "lpt_a"), GET).status == status
    assert [asked.path for asked in scripted.asked] == ["/api?a=b"]


def test_a_closed_port() -> None:
    """A server that is not there is told with the system's reason."""
    with socket.create_server(("127.0.0.1", 0)) as unused:
        server = Server(f"http://127.0.0.1:{unused.getsockname()[1]}")
    with pytest.raises(PushRefusedError, match=r"was not reached: Connection refused$"):
        ask(server, GET)


def test_a_name_of_no_host() -> None:
    """A host that has no address is told as such."""
    with pytest.raises(
        PushRefusedError, match=r"was not reached: .*(not known|resolution|address)"
    ):
        ask(Server("http://nowhere.invalid"), GET)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"", "closed connection without response"),
        (b"SMTP ready\r\n\r\n", "SMTP ready"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", "IncompleteRead"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", ""),
    ],
)
def test_what_is_no_http(said: bytes, why: str) -> None:
    """What breaks off or is not HTTP at all is one message, never a traceback."""

    def serve(connection: socket.socket) -> None:
        connection.recv(10_000)
        connection.sendall(said)

    with raw_server(serve) as server:
        if not why:
            assert ask(server, GET).body == b""
            return
        with pytest.raises(PushRefusedError, match=f"was not reached: .*{why}"):
            ask(server, GET)


def test_a_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer is waited for for ever."""
    monkeypatch.setattr(transport, "ANSWER_SECONDS", 0.05)
    with (
        raw_server(lambda _: time.sleep(0.3)) as server,
        pytest.raises(PushRefusedError, match=r"was not reached: it did not answer in time$"),
    ):
        ask(server, GET)


def test_an_answer_in_the_middle_of_the_question() -> None:
    """A server that takes no more and says why is heard, though not all could be sent."""

    def serve(connection: socket.socket) -> None:
        connection.recv(100)
        connection.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\n{}")
        connection.shutdown(socket.SHUT_RD)
        connection.settimeout(0.2)
        try:
            while connection.recv(100_000):
                pass
        except OSError:
            return

    with raw_server(serve) as server:
        answer = ask(server, Question("POST", "/", b"x" * 20_000_000))
        assert (answer.status, answer.body) == (413, b"{}")


def test_an_endless_answer_is_cut(scripted: ScriptedServer) -> None:
    """No more is read than any true answer has."""
    scripted.answer("/", body=b" " * (LONGEST_ANSWER + 10))
    assert len(ask(Server(scripted.url), GET).body) == LONGEST_ANSWER


def test_time_limits_of_a_connection(scripted: ScriptedServer) -> None:
    """Connecting may take less time than answering."""
    assert (transport.CONNECT_SECONDS, transport.ANSWER_SECONDS) == (10.0, 120.0)
    connection = transport._connect(urlsplit(scripted.url), None)
    try:
        assert connection.timeout == 10.0
        assert connection.sock.gettimeout() == 120.0
    finally:
        connection.close()


def test_the_whole_time_is_limited() -> None:
    """Work that goes on is left behind when the time is over."""
    server, started = Server("http://h"), time.monotonic()
    with pytest.raises(PushRefusedError, match=r"^the history server at http://h was not reached"):
        within(0.05, server, lambda: time.sleep(1))
    assert time.monotonic() - started < 0.9
    assert within(5, server, lambda: 7) == 7


def test_what_is_raised_within_the_time_is_raised() -> None:
    """An error of the work is the caller's, as it was."""

    def fail() -> None:
        message = "as it was"
        raise KeyError(message)

    with pytest.raises(KeyError, match=r"as it was"):
        within(5, Server("http://h"), fail)


@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY"])
def test_a_proxy_is_asked_for_others(
    scripted: ScriptedServer, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    """A server elsewhere is asked through the environment's proxy, with the proxy's password."""
    monkeypatch.setenv(variable, scripted.url.replace("http://", "http://me:pass@"))
    scripted.answer("http://history.example/base", status=200)
    assert ask(read_server("http://history.example/base", "lpt_a"), GET).status == 200
    (asked,) = scripted.asked
    assert asked.path == "http://history.example/base/api?a=b"
    assert asked.headers["host"] == "history.example"
    assert asked.headers["proxy-authorization"] == "Basic bWU6cGFzcw=="


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_no_proxy_is_asked_for_this_machine(
    scripted: ScriptedServer, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    """A token for a server on this machine is shown to no proxy."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    scripted.answer("/", status=200)
    assert ask(Server(scripted.url.replace("127.0.0.1", host)), GET).status == 200


def test_no_proxy_is_asked_for_what_is_named(
    scripted: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ``no_proxy`` names is asked directly."""
    monkeypatch.setenv("http_proxy", scripted.url)
    monkeypatch.setenv("no_proxy", "history.invalid")
    with pytest.raises(PushRefusedError, match=r"was not reached"):
        ask(Server("http://history.invalid"), GET)
    assert scripted.asked == []


def test_a_proxy_is_asked_for_a_tunnel(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is encrypted goes through a tunnel: the proxy sees the host and no token."""
    heard: list[bytes] = []

    def serve(connection: socket.socket) -> None:
        heard.append(connection.recv(10_000))
        connection.sendall(b"HTTP/1.1 403 No\r\n\r\n")

    with raw_server(serve) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url.removeprefix("http://"))
        with pytest.raises(PushRefusedError, match=r"Tunnel connection failed: 403 No"):
            ask(read_server("https://history.example", "lpt_secret"), GET)
    (said,) = heard
    assert said.startswith(b"CONNECT history.example:443 HTTP/1.")
    assert b"lpt_secret" not in said


def test_odd_headers_are_no_traceback() -> None:
    """A header that cannot be sent is one message."""
    with pytest.raises(PushRefusedError, match=r"was not reached"):
        ask(Server("http://127.0.0.1:1", "Bearer a\nb"), GET)


@pytest.mark.parametrize("body", [b"", b"\xff", b"[1]", b"[" * 100_000])
def test_a_body_that_is_no_object(body: bytes) -> None:
    """What is not a JSON object is read as an empty one."""
    assert Answer(200, body).document() == {}


def test_a_lost_connection_is_not_taken_for_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that breaks before anything is there is told as broken."""

    def broken(*_: object) -> None:
        raise ConnectionResetError(104, "Connection reset by peer")

    with raw_server(lambda connection: connection.close()) as server:
        monkeypatch.setattr(http.client.HTTPConnection, "request", broken)
        with pytest.raises(PushRefusedError, match=r"was not reached"):
            ask(server, GET)
