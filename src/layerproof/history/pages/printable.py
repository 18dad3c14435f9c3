"""Text of tenants (names of tests, messages, branches) made fit to stand on a page.

Everything that a template puts out passes through here, and is then escaped by Jinja2.
"""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

#: Colours and other commands of a terminal; pytest's messages are full of them.
_TERMINAL: Final = re.compile(r"\x1b\[[0-9;:?]*[ -/]*[@-~]")

#: What cannot be seen, or turns round what is seen: controls apart from line feed and tab,
#: bidirectional marks, separators, lone surrogates, and code points that are no characters.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufeff\ufffe\uffff]"
)

#: After what a path or a test's name is best broken.
_JOINTS: Final = re.compile(r"(?<=[/\[,])|(?<=::)|(?<=[^_]_)(?=[^_])")

#: The longest name that a list shows whole.
NAME_LENGTH: Final = 200


def plain_text(text: str) -> str:
    """Return text without terminal colours, and what cannot be seen written as escapes."""
    if text.isprintable():  # nearly every text is, and then has nothing to change
        return text
    lines = _TERMINAL.sub("", text).replace("\r\n", "\n")
    return _UNSEEN.sub(_escape, lines)


def shorten(text: str, limit: int = NAME_LENGTH) -> str:
    """Return a name with its middle left out where it is longer than a list can show.

    Names of tests say most at their ends.
    """
    if len(text) <= limit:
        return text
    tail = limit // 2
    return f"{text[: limit - tail - 1]}…{text[-tail:]}"


def breakable(text: str) -> Markup:
    """Return a name, shortened, that a narrow column breaks at its joints first."""
    pieces = _JOINTS.split(shorten(plain_text(text)))
    return Markup("<wbr>").join(pieces)


def exact(text: str) -> Markup:
    """Return text escaped and otherwise as it is, for values that a form sends back."""
    return escape(text)


def show(value: object) -> object:
    """Return what a template puts out: plain text for text, anything else as it is."""
    return plain_text(value) if type(value) is str else value


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")
