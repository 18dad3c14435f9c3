"""Dividing one suite's tests over several machines, the same way on each of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from layerproof.errors import UsageError

_FORM = re.compile(r"([0-9]{1,4})/([0-9]{1,4})")


@dataclass(frozen=True, slots=True)
class Shard:
    """The ``number``-th of ``total`` parts, counted from 1."""

    number: int
    total: int


def parse_shard(text: str) -> Shard:
    """Return the shard that ``I/N`` means.

    :raises UsageError: when it has another form, or I is not in 1 to N.
    """
    match = _FORM.fullmatch(text)
    if match and 1 <= int(match[1]) <= int(match[2]):
        return Shard(int(match[1]), int(match[2]))
    raise UsageError(f"{text!r} is not a shard", advice="give I/N with I from 1 to N, such as 2/3")


def take_shard(files: Sequence[str], shard: Shard) -> frozenset[str]:
    """Return the test files of ``shard``, given the file of each test of the suite.

    Files stay whole, the longest goes first to the shard that has the fewest tests yet. The
    answer depends on the counts and paths alone, so that machines agree without talking.
    """
    loads = [0] * shard.total
    taken: set[str] = set()
    for file, count in sorted(Counter(files).items(), key=lambda item: (-item[1], item[0])):
        lightest = loads.index(min(loads))
        loads[lightest] += count
        if lightest == shard.number - 1:
            taken.add(file)
    return frozenset(taken)
