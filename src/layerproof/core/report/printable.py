"""Text of the project (test names, messages, paths) made fit to stand in a report.

Everything that a report shows passes through here first. Beside it stand the renderers,
which then escape for their own format.
"""

from __future__ import annotations

import re
import textwrap

_BIDIRECTIONAL = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_LINE_ENDS = "\u2028\u2029"
_SURROGATES = "\ud800-\udfff"
_NOT_CHARACTERS = "\ufeff\ufffe\uffff"
_UNSEEN = _BIDIRECTIONAL + _LINE_ENDS + _SURROGATES + _NOT_CHARACTERS

_ONE_LINE = re.compile(f"[\x00-\x1f\x7f-\x9f{_UNSEEN}]")
_LINES = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_UNSEEN}]")
_LONE = re.compile(f"[{_SURROGATES}]")
_CUT = "..."


def one_line(text: str, limit: int | None = None) -> str:
    r"""Return the text on one line: what a terminal or reader would obey is written as escapes.

    Controls, line ends, bidirectional marks and lone surrogates become ``\n``, ``\x1b``,
    ``\u202e``. A text longer than ``limit`` characters ends in three dots.
    """
    shown = _ONE_LINE.sub(_escape, text)
    if limit is None or len(shown) <= limit:
        return shown
    return shown[: max(limit - len(_CUT), 0)] + _CUT[:limit]


def several_lines(text: str) -> str:
    """Return the text with its line feeds and tabs, all other controls written as escapes.

    The result holds only characters that XML 1.0 allows (its production 2, ``Char``).
    """
    return _LINES.sub(_escape, text.replace("\r\n", "\n"))


def well_formed(text: str) -> str:
    """Return the text with lone surrogates written as escapes, so that it can be UTF-8."""
    return _LONE.sub(_escape, text)


def wrap(text: str, width: int, *, indent: str = "") -> list[str]:
    """Return the text as lines of at most so many columns; at least one, even of no text.

    Lines break between words alone: paths and node ids stay whole, however long.

    :param indent: what every line but the first begins with.
    """
    lines = textwrap.wrap(
        text, width, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )
    return lines or [""]


def ascii_only(text: str) -> str:
    """Return the text with everything beyond ASCII written as escapes."""
    return text.encode("ascii", "backslashreplace").decode("ascii")


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")
