"""The places where text enters the page other than through autoescape."""

from __future__ import annotations

import json

import pytest
from markupsafe import Markup

from layerproof.core.report.html.escaping import (
    embedded_json,
    encodable,
    file_target,
    plain_text,
    policy_hash,
    show,
    with_code,
)


def test_embedded_json_cannot_leave_its_element() -> None:
    """Nothing that ends a script element, or a line of JavaScript, is left in embedded JSON."""
    text = embedded_json(["</script><!--&\u2028\u2029\ud800"])
    assert text == (r'["\u003c/script\u003e\u003c!--\u0026\u2028\u2029\ud800"]')


def test_embedded_json_keeps_its_value() -> None:
    """Escaping changes how a value is written, never the value."""
    value = {"</script>": [1, None, "a & b \u2028 \u00e9"]}
    assert json.loads(embedded_json(value)) == value


def test_policy_hash() -> None:
    """The hash is that of the text's UTF-8 bytes in base64, as a policy spells it."""
    assert policy_hash("") == "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"


@pytest.mark.parametrize(
    ("path", "line", "target"),
    [
        ("src/shop/orders.py", None, "#file=src/shop/orders.py"),
        ("src/shop/orders.py", 14, "#file=src/shop/orders.py:14"),
        ("a b:7/\u00e9\"'<.py", 3, "#file=a%20b%3A7/%C3%A9%22%27%3C.py:3"),
        ("lone\ud800.py", None, "#file=lone%3F.py"),
    ],
)
def test_file_target(path: str, line: int | None, target: str) -> None:
    """A file's address is readable, and a colon in a path is never taken for a line's."""
    assert file_target(path, line) == target


def test_plain_text() -> None:
    """Terminal colours vanish; what could disguise or command is written as an escape."""
    text = "\x1b[31mred\x1b[0m\x00\x07 cod\u202eexe.txt\u2066 tab\t end\r\nline \u00e9"
    assert plain_text(text) == "red\\x00\\x07 cod\\u202eexe.txt\\u2066 tab\t end\nline \u00e9"


def test_show_leaves_markup_alone() -> None:
    """Only plain strings are cleaned: this package's own markup and numbers stay as they are."""
    assert [show("a\x00"), show(Markup("\x00")), show(3)] == ["a\\x00", Markup("\x00"), 3]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("run `nox -s unit` & see", "run <code>nox -s unit</code> &amp; see"),
        ("a ` alone, <b>", "a ` alone, &lt;b&gt;"),
        ("`<img>`", "<code>&lt;img&gt;</code>"),
    ],
)
def test_with_code(text: str, html: str) -> None:
    """Backticks in pairs become code, a lone one stays, and everything is escaped."""
    assert with_code(text) == Markup(html)


def test_encodable() -> None:
    """A page can always be written as UTF-8."""
    assert encodable("a\ud800\u00e9") == "a?\u00e9"
