r"""coverage.py's own patterns for files (``omit``), matched without coverage.py.

They differ from Layerproof's globs: a pattern without a slash is held to the file's name,
``/*`` at the end takes everything below, and ``*/`` at the start any folder or none. Others are
held to the absolute path. Here the project's root stands for ``/``, so that the folder into
which somebody checked the project out never decides what is counted.

The language is that of ``_glob_to_regex`` in coverage.py 7.17 (``coverage/files.py``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from layerproof.core.config.globs import Matcher
from layerproof.errors import ConfigError

_FORBIDDEN = re.compile(r"\*\*\*|[^/*]\*\*|\*\*[^/*]|\*\*/\*\*")
_PIECE = re.compile(
    r"(?P<deep>\*\*/)|(?P<any>\*)|(?P<one>\?)|(?P<set>\[.*?\])|(?P<text>[^*?\[]+|\[)"
)


def compile_omit(patterns: Sequence[str]) -> Matcher:
    """Return a function that tells whether any pattern takes a path from the project's root.

    Raises ``ConfigError`` for a pattern that coverage.py refuses.
    """
    return _compile(tuple(patterns))


@lru_cache(maxsize=64)
def _compile(patterns: tuple[str, ...]) -> Matcher:
    fullmatch = re.compile("|".join(f"(?:{_translate(text)})" for text in patterns)).fullmatch
    return lambda path: fullmatch(f"/{path}") is not None


def _translate(pattern: str) -> str:
    text = pattern.replace("\\", "/")
    if "/" not in text:
        text = f"**/{text}"
    elif not text.startswith(("*", "?", "/")):
        text = f"/{text.removeprefix('./')}"
    if _FORBIDDEN.search(text):
        raise ConfigError(f'"{pattern}" is no pattern of coverage.py: "**" must stand alone')
    before = after = ""
    if text.startswith(("*/", "**/")):
        before, text = "(?:.*/)?", text.partition("/")[2]
    if text.endswith(("/*", "/**")) and not text.endswith("**/*"):
        after, text = "/.*", text.rpartition("/")[0]
    regex = before + "".join(_translate_piece(match) for match in _PIECE.finditer(text)) + after
    try:
        re.compile(regex)
    except re.error as error:
        raise ConfigError(f'"{pattern}" is no pattern of coverage.py: {error.msg}') from None
    return f"(?s:{regex})"


def _translate_piece(match: re.Match[str]) -> str:
    fixed = {"deep": "(?:.*/)?", "any": "[^/]*", "one": "[^/]"}
    kind = match.lastgroup or ""
    if kind in fixed:
        return fixed[kind]
    return match[0] if kind == "set" else re.escape(match[0])
