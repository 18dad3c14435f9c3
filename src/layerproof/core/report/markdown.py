"""A project's text inside GitHub-flavoured Markdown: no markup, links or mentions come of it."""

from __future__ import annotations

import re

from layerproof.core.report.printable import one_line

#: A backslash makes any ASCII punctuation stand for itself (CommonMark, "Backslash escapes").
_MARKUP = re.compile(
    r"[\\`*{}\[\]#!|~<>&$]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # an underscore between letters is not markup
    r"|:(?=//)|(?<=www)\.",  # addresses become links by themselves
    re.IGNORECASE,
)
#: What would open a list or a quotation where a text begins a line or an item of a list.
_OPENING = re.compile(r"^(\d*)([-+=.)])(?=[\s=-]|$)")
#: Mentions are looked for in the finished text, so only a break in it hinders them.
_MENTION = "@<!-- -->"
_BACKTICKS = re.compile(r"`+")
_LONGEST = 600


def prose(text: str) -> str:
    """Return a text as prose that shows exactly its characters, on one line."""
    escaped = _MARKUP.sub(r"\\\g<0>", one_line(text.strip(), _LONGEST))
    return _OPENING.sub(r"\1\\\2", escaped).replace("@", _MENTION)


def code(text: str) -> str:
    """Return a text as a code span, on one line."""
    shown = one_line(text, _LONGEST) or " "
    fence = "`" * (max((len(run) for run in _BACKTICKS.findall(shown)), default=0) + 1)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def cell(text: str) -> str:
    """Return a text as code for a table's cell.

    A bar ends a cell even inside code, and renderers differ in what a backslash before it
    does, so a text with one is written as prose with the bar as an entity.
    """
    return prose(text).replace("\\|", "&#124;") if "|" in text else code(text)
