"""Which layers claim a file, by the globs of a project's settings. Pure.

A server matches globs of one stranger against paths of another, so time must not explode: a glob's
regular expression as the command line uses it can take hours for one path (``*a*a*a*a*b``). Here
each star takes the first place where what follows it fits and never comes back (atomic groups);
that finds whatever there is to find, since all between two stars has a fixed length. What a glob
means is the command line's: ``core.config.globs``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from layerproof.core.config.globs import normalise_glob
from layerproof.errors import ConfigError
from layerproof.history.errors.problem import Fault, InvalidRequestError

#: How many layers there can be, globs in one of them, globs in all, and characters in one.
LAYERS = 50
GLOBS_IN_LAYER = 50
GLOBS = 500
GLOB_LENGTH = 200

#: No path that is longer, or deeper, is in a layer.
PATH_LENGTH = 1_000
PATH_PARTS = 64

#: What reports call the whole source.
_RESERVED = "total"

_Parts = Sequence[re.Pattern[str]]

_TOKEN = re.compile(r"\*+|\[!?.[^\]]*\]|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Glob:
    """A glob that is ready to match.

    :param runs: what stands between ``**``, each a pattern for every part of a path; without any
        ``**`` there is one.
    """

    runs: Sequence[_Parts]

    def matches(self, names: Sequence[str]) -> bool:
        """Whether a path, given in its parts, is meant."""
        head, tail = self.runs[0], self.runs[-1]
        if len(self.runs) == 1:
            return len(names) == len(head) and _fit(head, names, 0)
        # A last `**` stands for at least one part, any other one for none as well.
        end = len(names) - (len(tail) or 1)
        if end < len(head) or not _fit(head, names, 0) or not _fit(tail, names, end):
            return False
        return _fit_in_turn(self.runs[1:-1], names[len(head) : end])


Layers = Mapping[str, Sequence[Glob]]


def read_layers(given: Mapping[str, Sequence[str]]) -> Layers:
    """Return layers that are ready to match, from names to lists of globs.

    :raises InvalidRequestError: there are too many, or a glob cannot be read; each fault is named.
    """
    faults = [*_count_faults(given)]
    layers: dict[str, list[Glob]] = {}
    for name, patterns in given.items():
        layers[name] = []
        for place, pattern in enumerate(patterns):
            try:
                layers[name].append(_read_glob(pattern))
            except ConfigError as error:
                faults.append(Fault(f"body.layers.{name}.{place}", error.problem))
    if faults:
        raise InvalidRequestError(
            "the layers have globs that cannot be read, or too many",
            advice="write them as in `[tool.layerproof.layers]`",
            faults=tuple(faults[:20]),
        )
    return layers


def find_layers(path: str, layers: Layers) -> tuple[str, ...]:
    """Return the layers with a glob that matches a file, in the settings' order.

    More than one is a fault of the settings, as it is for the command line.

    :param path: the file's path from the project's root, with ``/`` between its parts.
    """
    if len(path) > PATH_LENGTH:
        return ()
    names = path.split("/")
    if len(names) > PATH_PARTS or "" in names:
        return ()
    return tuple(
        layer for layer, globs in layers.items() if any(glob.matches(names) for glob in globs)
    )


def _count_faults(given: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    if len(given) > LAYERS:
        yield Fault("body.layers", f"there can be {LAYERS} layers")
    if sum(len(patterns) for patterns in given.values()) > GLOBS:
        yield Fault("body.layers", f"there can be {GLOBS} globs in all")
    for name, patterns in given.items():
        if len(patterns) > GLOBS_IN_LAYER:
            yield Fault(f"body.layers.{name}", f"a layer can have {GLOBS_IN_LAYER} globs")
    if _RESERVED in given:
        yield Fault(f"body.layers.{_RESERVED}", "this is what the whole source is called")


def _read_glob(pattern: str) -> Glob:
    if len(pattern) > GLOB_LENGTH:
        raise ConfigError(f"is longer than {GLOB_LENGTH} characters")
    runs: list[list[re.Pattern[str]]] = [[]]
    for part in normalise_glob(pattern).split("/"):
        if part == "**":
            runs.append([])
        else:
            runs[-1].append(re.compile(_translate(part), re.DOTALL))
    return Glob(runs)


def _translate(part: str) -> str:
    """Return the regular expression of one part of a glob, for ``fullmatch``."""
    chunks = [""]
    for token in _TOKEN.findall(part):
        if token.startswith("*"):
            chunks.append("")
        else:
            chunks[-1] += _translate_character(token)
    first, *others = chunks
    if not others:
        return first
    *middle, last = others
    return first + "".join(f"(?>.*?{chunk})" for chunk in middle) + f".*{last}"


def _translate_character(token: str) -> str:
    if token == "?":  # noqa: S105  (a piece of a glob)
        return "."
    if len(token) == 1:
        return re.escape(token)
    negated = token.startswith("[!")
    members = re.sub(r"([\\\[\]^&~|])", r"\\\1", token[2 if negated else 1 : -1])
    return f"[{'^' if negated else ''}{members}]"


def _fit(parts: _Parts, names: Sequence[str], start: int) -> bool:
    return all(
        part.fullmatch(names[place]) is not None for place, part in enumerate(parts, start=start)
    )


def _fit_in_turn(runs: Sequence[_Parts], names: Sequence[str]) -> bool:
    """Whether runs of parts stand one after another somewhere in a path."""
    start = 0
    for run in runs:
        while start + len(run) <= len(names) and not _fit(run, names, start):
            start += 1
        start += len(run)
        if start > len(names):
            return False
    return True
