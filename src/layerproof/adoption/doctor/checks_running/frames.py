"""Frames of a probe as places, for findings."""

from __future__ import annotations

import re
from collections.abc import Iterable

from layerproof.adoption.findings import Place
from layerproof.adoption.probing.values import ProbedTest

_FRAME = re.compile(r"^(?P<path>.+):(?P<line>\d+) in ")


def read_places(frames: Iterable[str], known: frozenset[str]) -> tuple[Place, ...]:
    """Return the frames that lie in files of the project, innermost first.

    :param known: the project's Python files, from its root.
    """
    found = (_FRAME.match(frame) for frame in frames)
    places = [Place(each["path"], int(each["line"])) for each in found if each]
    return tuple(dict.fromkeys(place for place in places if place.path in known))


def place_test(test: ProbedTest) -> Place:
    """Return where a test stands."""
    return Place(test.path, test.line)
