"""Which server is meant, and what is shown to it."""

from __future__ import annotations

from base64 import b64decode

import pytest

from layerproof.errors import UsageError
from layerproof.history.client.address import Server, hide_password, read_server


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("http://h", "http://h"),
        ("https://h:1/base/", "https://h:1/base"),
        ("http://h/?a=b#c", "http://h"),
        ("http://[::1]:8765/", "http://[::1]:8765"),
        ("http://bücher.example/läden", "http://xn--bcher-kva.example/l%C3%A4den"),
        ("http://h/a%20b", "http://h/a%20b"),
    ],
)
def test_urls_are_cleaned(given: str, expected: str) -> None:
    """A server's URL has no slash at its end, no query, no fragment and no foreign letter."""
    assert read_server(given) == Server(expected)


@pytest.mark.parametrize(
    "url",
    [
        *("", "history", "ftp://h", "http://", "http://h:port", "h:80", "http://h:70000"),
        *("http://h:0", "http://a b", "http://h/\n", "http://h\x00", "http://ü..b", "http://[::1"),
    ],
)
def test_what_is_no_url_is_wrong_use(url: str) -> None:
    """Text that names no HTTP server is refused before anything is sent."""
    with pytest.raises(UsageError, match=r"is not the URL of a history server"):
        read_server(url)


def test_a_wrong_url_is_told_without_its_password() -> None:
    """What was meant as a URL may hold a password too."""
    with pytest.raises(UsageError, match=r"^'ftp://h/x' is not the URL"):
        read_server("ftp://user:p/4@ss@h/x")


def test_a_token_is_shown_as_a_bearer() -> None:
    """White space around it, as files have it, is no part of it."""
    assert read_server("http://h", " lpt_a-B_9\n").authorization == "Bearer lpt_a-B_9"
    assert read_server("http://h", " \n").authorization == ""
    assert read_server("http://h").authorization == ""


def test_a_user_in_the_url_is_shown_as_such() -> None:
    """A user and password of the URL go where HTTP has them, and stay out of the URL."""
    server = read_server("http://us%40er:pa%3Ass@h/base")
    kind, _, pair = server.authorization.partition(" ")
    assert (server.url, kind, b64decode(pair)) == ("http://h/base", "Basic", b"us@er:pa:ss")
    nameless = read_server("http://user@h").authorization.partition(" ")[2]
    assert b64decode(nameless) == b"user:"


def test_two_things_to_show_are_one_too_many() -> None:
    """Nothing decides silently whether the token or the password is shown."""
    with pytest.raises(UsageError, match=r"only one can be shown$"):
        read_server("http://user:secret@h", "lpt_a")


@pytest.mark.parametrize("token", ["a b", "a\nb", "a\r\nX-Other: 1", "ä", "a\x00"])
def test_what_is_no_token_is_wrong_use(token: str) -> None:
    """A token cannot bring another header along, and is not repeated in the refusal."""
    with pytest.raises(UsageError, match=r"has characters that no token has$"):
        read_server("http://h", token)


def test_secrets_are_not_shown() -> None:
    """Whoever prints a server prints no secret."""
    assert repr(read_server("http://h", "lpt_secret")) == "Server(url='http://h')"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a:b@c/d@e", "https://e"),
        ("https://c/d", "https://c/d"),
        ("nothing", "nothing"),
    ],
)
def test_passwords_are_cut_out_of_anything(url: str, shown: str) -> None:
    """Rather too much is cut than too little."""
    assert hide_password(url) == shown
