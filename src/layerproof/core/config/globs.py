"""Glob patterns over POSIX paths from the project's root. Used by layers, suites and omits.

``*`` and ``?`` stay inside one part of a path, ``[...]`` and ``[!...]`` stand for one
character, and ``**`` as a whole part stands for any number of parts (at the end: for every
file below). Matching is case-sensitive and never looks at a disk.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from layerproof.errors import ConfigError

Matcher = Callable[[str], bool]

_WILDCARDS = frozenset("*?[")


def normalise_path(path: str) -> str:
    """Return the path with ``./`` and doubled slashes removed; the root itself is ``.``.

    Raises ``ConfigError`` for a path that is empty, absolute, leaves the project or is written
    with backslashes.
    """
    if not path.strip():
        raise ConfigError("is empty")
    if "\\" in path:
        raise ConfigError(f'"{path}" has a backslash; parts are separated by "/"')
    if path.startswith(("/", "~")) or path[1:2] == ":":
        raise ConfigError(f'"{path}" is absolute; it must start at the project\'s root')
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise ConfigError(f'"{path}" leaves the project; ".." is not allowed')
    return "/".join(parts) or "."


def normalise_glob(pattern: str) -> str:
    """Return the pattern in the one form that is compared and compiled.

    A last part with neither wildcard nor dot (``src/shop/services``), or a trailing slash,
    names a folder, and means everything below it. Raises ``ConfigError`` as ``normalise_path``
    does, and for brackets that make no sense.
    """
    path = normalise_path(pattern)
    if path == ".":
        return "**"
    last = path.rpartition("/")[2]
    if pattern.endswith("/") or not ("." in last or _WILDCARDS & set(last)):
        path = path if last == "**" else f"{path}/**"
    _translate(path)
    return path


def escape_glob(path: str) -> str:
    """Return the glob that holds exactly one path: characters with a meaning stand in brackets."""
    return re.sub(r"[*?\[]", lambda match: f"[{match[0]}]", path)


def compile_glob(pattern: str) -> Matcher:
    """Return a function that tells whether a path matches; raises as ``normalise_glob`` does."""
    return _compile((pattern,))


def compile_globs(patterns: Sequence[str]) -> Matcher:
    """Return a function that tells whether a path matches any of the patterns; none: never."""
    return _compile(tuple(patterns))


@lru_cache(maxsize=512)
def _compile(patterns: tuple[str, ...]) -> Matcher:
    regex = "|".join(_translate(normalise_glob(pattern)) for pattern in patterns)
    fullmatch = re.compile(regex).fullmatch
    return lambda path: fullmatch(path) is not None


def _translate(pattern: str) -> str:
    """Return the regular expression of a normalised pattern, for ``fullmatch``."""
    parts = pattern.split("/")
    pieces: list[str] = []
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        if part == "**":
            if last:
                pieces.append(r"(?:[^/]+/)*[^/]+")
            elif parts[index + 1] != "**":
                pieces.append(r"(?:[^/]+/)*")
        else:
            pieces.append(_translate_part(part, pattern) + ("" if last else "/"))
    return "".join(pieces)


def _translate_part(part: str, pattern: str) -> str:
    pieces: list[str] = []
    index = 0
    while index < len(part):
        char = part[index]
        index += 1
        if char == "*":
            if pieces[-1:] != ["[^/]*"]:
                pieces.append("[^/]*")
        elif char == "?":
            pieces.append("[^/]")
        elif char == "[":
            end = part.find("]", index + 2 if part[index : index + 1] == "!" else index + 1)
            if end < 0:
                raise ConfigError(f'"{pattern}" has a "[" that no "]" closes')
            pieces.append(_translate_class(part[index:end], pattern))
            index = end + 1
        else:
            pieces.append(re.escape(char))
    return "".join(pieces)


def _translate_class(inside: str, pattern: str) -> str:
    negated = inside.startswith("!")
    members = inside[1:] if negated else inside
    escaped = re.sub(r"([\\\[\]^&~|])", r"\\\1", members)
    regex = f"(?!/)[{'^' if negated else ''}{escaped}]"
    try:
        re.compile(regex)
    except re.error:
        raise ConfigError(f'"{pattern}" has a range in "[{inside}]" that runs backwards') from None
    return regex
