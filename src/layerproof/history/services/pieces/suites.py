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
    """A piece of a suite: its tests, if it tells of any, and whether their run was ended early."""

    place: PiecePlace
    shards: int
    cases: Sequence[Case] = ()
    interrupted: bool = False

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
    def by_variant(self) -> Mapping[str, Sequence[SuitePart]]:
        """The parts of each variant: its shards."""
        parts: dict[str, list[SuitePart]] = {}
        for part in self.parts:
            parts.setdefault(part.place.group.variant, []).append(part)
        return parts


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
        _make_part(piece, tests.get(piece.place))
        for piece in sorted(told or own, key=lambda piece: piece.place)
    ]
    shards = {part.place.group: part.shards for part in parts}
    return SuiteSum(
        name=name,
        has_tests=bool(told),
        expected=sum(shards.values()),
        parts=parts,
        counts=count_tests(parts),
    )


def _make_part(piece: StoredPiece, tests: TestContent | None) -> SuitePart:
    if tests is None:
        return SuitePart(piece.place, piece.shards)
    return SuitePart(piece.place, piece.shards, tests.cases, tests.interrupted)


def count_tests(parts: Iterable[SuitePart]) -> TestCounts:
    """Return how the tests of some parts ended, all together."""
    counted = Counter(case.result for part in parts for case in part.cases)
    return TestCounts(selected=counted.total(), **counted)
