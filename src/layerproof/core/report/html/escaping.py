"""The few places where text enters the page other than through Jinja2's autoescape.

Every name in a report is hostile until escaped: a test may be called ``</script>``.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from markupsafe import Markup, escape

from layerproof.core.report.printable import several_lines

#: What could end a script element, open a comment or entity, or end a line of JavaScript.
_UNSAFE: Final = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}

#: Colours and other commands of a terminal; pytest's own messages are full of them.
_TERMINAL: Final = re.compile(r"\x1b\[[0-9;:?]*[ -/]*[@-~]")


def embedded_json(value: object) -> Markup:
    """Return a value as JSON that is safe inside a script element, in ASCII."""
    text = json.dumps(value, separators=(",", ":")).translate(_UNSAFE)
    return Markup(text)  # noqa: S704 - nothing in it can leave the element any more


def own_text(text: str) -> Markup:
    """Return this package's own style or script unescaped; both are raw text to a browser."""
    return Markup(text)  # noqa: S704 - part of the package, never of a report


def policy_hash(text: str) -> str:
    """Return the Content-Security-Policy source that allows exactly this inline text."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def file_target(path: str, line: int | None = None) -> str:
    """Return the fragment that opens a file in the page: ``#file=src/shop/orders.py:14``."""
    place = f":{line}" if line else ""
    return f"#file={quote(path, safe='/', errors='replace')}{place}"


def plain_text(text: str) -> str:
    """Return text without terminal colours, and what cannot be seen written as escapes."""
    if text.isprintable():  # nearly every name is, and then has nothing to change
        return text
    return several_lines(_TERMINAL.sub("", text))


def show(value: object) -> object:
    """Return what a template puts out: plain text for text, anything else as it is."""
    return plain_text(value) if type(value) is str else value


def with_code(text: str) -> Markup:
    """Return advice with what stands in backticks shown as code; everything is escaped."""
    pieces = plain_text(text).split("`")
    if len(pieces) % 2 == 0:
        return escape(plain_text(text))
    inside = Markup("<code>{}</code>")
    return Markup().join(
        inside.format(piece) if at % 2 else piece for at, piece in enumerate(pieces)
    )


def encodable(page: str) -> str:
    """Return the page with lone surrogates replaced, so that it can be written as UTF-8."""
    return page.encode("utf-8", "replace").decode("utf-8")
