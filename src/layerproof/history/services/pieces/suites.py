"""The suites of a run, with the tests that its pieces tell of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from layerproof.history.records.pieces import (
    Case,
    Matter,
    PiecePlace,
    StoredPiece,
    TestContent,
)
from layerproof.history.records.runs import TestCounts
from layerproof.history.services.pieces.limits import MAX_RUN_TESTS
from layerproof.history.services.pieces.refusals import refuse

#: More seconds than a report can tell.
_MOST_SECONDS = 1e9


@dataclass(frozen=True, slots=True)
class SuitePart:
    """A piece of a suite: its tests, if it tells of any."""

    place: PiecePlace
    shards: int
    cases: Sequence[Case]

    @property
    def label(self) -> str:
        """The part's name as reports give it: ``unit``, ``unit-3.12``, ``unit.2of3``."""
        group = self.place.group
        variant = f"-{group.variant}" if group.variant else ""
        shard = f".{self.place.shard}of{self.shards}" if self.shards > 1 else ""
        return f"{group.suite}{variant}{shard}"

    @property
    def seconds(self) -> float:
        """What its tests took together."""
        return min(sum(case.seconds for case in self.cases), _MOST_SECONDS)


@dataclass(frozen=True, slots=True)
class SuiteSum:
    """A suite. Its parts are those with tests; where it has none, those with coverage."""

    name: str
    has_tests: bool
    expected: int
    parts: Sequence[SuitePart]
    counts: TestCounts

    @property
    def seconds(self) -> float:
        """What its parts took together."""
        return min(sum(part.seconds for part in self.parts), _MOST_SECONDS)

    @property
    def ran(self) -> int:
        """How many tests came to an end, skipped ones left out."""
        return self.counts.selected - self.counts.skipped

    @property
    def empty_variants(self) -> Sequence[str]:
        """The variants whose parts have no test, all shards together."""
        numbers = Counter({part.place.group.variant: 0 for part in self.parts})
        for part in self.parts:
            numbers[part.place.group.variant] += len(part.cases)
        return [variant for variant, number in numbers.items() if not number]


def sum_suites(
    pieces: Sequence[StoredPiece], tests: Mapping[PiecePlace, TestContent]
) -> tuple[SuiteSum, ...]:
    """Return the suites of a run, by name.

    :param tests: what the pieces with tests say.
    :raises InvalidPieceError: there are more tests than a run may have.
    """
    number = sum(len(content.cases) for content in tests.values())
    if number > MAX_RUN_TESTS:
        problem = f"with this piece there would be {number} tests, more than {MAX_RUN_TESTS}"
        raise refuse("the run", problem, kind="a piece of a run")
    names = sorted({piece.place.group.suite for piece in pieces})
    return tuple(_sum_suite(name, pieces, tests) for name in names)


def _sum_suite(
    name: str, pieces: Sequence[StoredPiece], tests: Mapping[PiecePlace, TestContent]
) -> SuiteSum:
    own = [piece for piece in pieces if piece.place.group.suite == name]
    told = [piece for piece in own if piece.place.group.matter is Matter.TESTS]
    parts = [
        SuitePart(
            piece.place,
            piece.shards,
            tests[piece.place].cases if piece.place in tests else (),
        )
        for piece in sorted(told or own, key=lambda piece: piece.place)
    ]
    shards = {part.place.group: part.shards for part in parts}
    return SuiteSum(
        name=name,
        has_tests=bool(told),
        expected=sum(shards.values()),
        parts=parts,
        counts=_count(case for part in parts for case in part.cases),
    )


def _count(cases: Iterable[Case]) -> TestCounts:
    counted = Counter(case.result for case in cases)
    return TestCounts(selected=counted.total(), **counted)
