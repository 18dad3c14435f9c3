"""Which pieces are there, and which go together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from layerproof.history.errors.pieces import PieceConflictError
from layerproof.history.errors.runs import RunConflictError
from layerproof.history.records.pieces import (
    Case,
    Content,
    Matter,
    PieceGroup,
    PieceTally,
    RunHead,
)
from layerproof.history.services.intake import receive
from layerproof.history.services.pieces.tallying import (
    check_run,
    describe_gaps,
    find_same,
    made_at,
    tally,
)
from tests.factories.pieces import (
    ARRIVED,
    coverage_of,
    lines_of,
    make_piece,
    place_of,
    told,
)
from tests.factories.reports import write_report

MADE = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)
HEAD = RunHead("run", 3, "9f8e7d6c", "main")
FACTS = replace(receive(write_report(run_id="run")).facts, pieces=3)


def test_a_tally() -> None:
    """Shards of which others are there are missing by name; the rest is only counted."""
    pieces = [
        make_piece(suite="unit", shard=3, shards=3),
        make_piece(suite="unit", shard=1, shards=3),
        make_piece(suite="unit", shard=1, shards=2, variant="3.12"),
        make_piece(coverage_of(), suite="unit"),
    ]
    found = tally(8, pieces)
    assert found == PieceTally(
        expected=8,
        arrived=(
            place_of("unit", Matter.COVERAGE),
            place_of("unit", Matter.TESTS, 1),
            place_of("unit", Matter.TESTS, 3),
            place_of("unit", Matter.TESTS, 1, "3.12"),
        ),
        missing=(
            place_of("unit", Matter.TESTS, 2),
            place_of("unit", Matter.TESTS, 2, "3.12"),
        ),
        unannounced=2,
    )
    assert list(describe_gaps(found)) == [
        (
            PieceGroup("unit", Matter.TESTS),
            "tests of suite unit: 1 of 3 shards did not arrive: 2",
        ),
        (
            PieceGroup("unit", Matter.TESTS, "3.12"),
            "tests of suite unit (3.12): 1 of 2 shards did not arrive: 2",
        ),
    ]


def test_many_gaps_are_told_shortly() -> None:
    """Of many missing shards the first twenty are named."""
    ((_, said),) = describe_gaps(tally(99, [make_piece(shard=1, shards=22)]))
    assert said.endswith(
        "21 of 22 shards did not arrive: " + ", ".join(map(str, range(2, 22))) + ", …"
    )


def test_twenty_gaps_are_all_of_them() -> None:
    """Where all missing shards are named, nothing says that there are more."""
    ((_, said),) = describe_gaps(tally(99, [make_piece(shard=1, shards=21)]))
    assert said.endswith("20 of 21 shards did not arrive: " + ", ".join(map(str, range(2, 22))))


@pytest.mark.parametrize(
    ("expected", "shards", "complete"),
    [(2, [(1, 2), (2, 2)], True), (2, [(1, 2)], False), (3, [(1, 2), (2, 2)], False)],
)
def test_completeness(expected: int, shards: list[tuple[int, int]], *, complete: bool) -> None:
    """A run is complete when every piece is there, and not before."""
    pieces = [make_piece(shard=number, shards=of) for number, of in shards]
    assert tally(expected, pieces).is_complete is complete


def test_a_piece_that_agrees() -> None:
    """A piece that says the same of its run as those before it goes together with them."""
    check_run(FACTS, HEAD)
    assert not find_same([make_piece(shard=1, shards=2)], make_piece(shard=2, shards=2), expected=2)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"pieces": 4}, "^run run has pieces 3, this piece says 4$"),
        ({"commit": "other"}, "^run run has commit '9f8e7d6c', this piece says 'other'$"),
        ({"branch": ""}, "^run run has branch 'main', this piece says ''$"),
    ],
)
def test_pieces_that_disagree_on_the_run(changes: dict[str, object], said: str) -> None:
    """What a piece says of its run must be what the others say."""
    with pytest.raises(PieceConflictError, match=said):
        check_run(FACTS, replace(HEAD, **changes))  # type: ignore[arg-type]  # from the table


def test_a_run_that_was_pushed_whole() -> None:
    """A run without pieces is a whole report, to which nothing can be added."""
    with pytest.raises(RunConflictError, match=r"^run run is already stored as a whole report$"):
        check_run(replace(FACTS, pieces=0), HEAD)


def test_the_same_piece_again() -> None:
    """A piece is the same if its place and its file are."""
    there = [make_piece(shard=1, shards=2), make_piece(shard=2, shards=2)]
    assert find_same(there, make_piece(shard=2, shards=2), expected=2)


def test_another_content_in_one_place() -> None:
    """A place holds one file, and no other one replaces it."""
    other = make_piece(told(Case("other", "passed")))
    said = "^shard 1 of tests of suite unit is stored with other content$"
    with pytest.raises(PieceConflictError, match=said):
        find_same([make_piece()], other, expected=1)


def test_one_file_that_is_placed_now() -> None:
    """A file whose sources were not placed before is another piece where `root` places them."""
    content = coverage_of(lines_of("a.py", [1]))
    there = replace(make_piece(replace(content, sources=("/w/shop",))), digest="d")
    new = replace(make_piece(content), digest="d")
    with pytest.raises(PieceConflictError, match=r"is stored with other paths$"):
        find_same([there], new, expected=1)


def test_one_file_with_other_paths() -> None:
    """What makes a piece is where its files lie as well: the same bytes alone are not enough."""
    there, new = (
        replace(make_piece(coverage_of(lines_of(path, [1]))), digest="d")
        for path in ("/ci/src/a.py", "src/a.py")
    )
    said = "^shard 1 of coverage of suite unit is stored with other paths$"
    with pytest.raises(PieceConflictError, match=said) as refused:
        find_same([there], new, expected=1)
    advice = "give the `root` that was given before, or give another run an id of its own"
    assert refused.value.advice == advice


@pytest.mark.parametrize(
    ("there", "new"),
    [
        (coverage_of(lines_of("a.py", [1])), coverage_of(lines_of("a.py", [1], [2]))),
        (told(Case("a", "passed")), told(Case("b", "passed"))),
    ],
)
def test_one_file_that_was_understood_otherwise(there: Content, new: Content) -> None:
    """A file that comes again is the same, though another version has read the first one."""
    first, again = (replace(make_piece(content), digest="d") for content in (there, new))
    assert find_same([first], again, expected=1)


@pytest.mark.parametrize(
    ("new", "same"),
    [
        (make_piece(variant="3.12"), False),
        (make_piece(suite="api"), False),
        (make_piece(coverage_of()), False),
    ],
)
def test_places_are_told_apart(new: object, *, same: bool) -> None:
    """Suites, matters and variants are cut into shards by themselves."""
    assert find_same([make_piece()], new, expected=2) is same  # type: ignore[arg-type]  # a piece


def test_shards_that_disagree() -> None:
    """All shards of a suite say how many they are, and say the same."""
    said = r"^tests of suite unit \(3\.12\) came in 2 shards, this piece is one of 3$"
    with pytest.raises(PieceConflictError, match=said):
        find_same(
            [make_piece(shards=2, variant="3.12")],
            make_piece(shard=2, shards=3, variant="3.12"),
            expected=9,
        )


def test_more_pieces_than_there_are() -> None:
    """The shards of all suites are no more than the pieces of the run."""
    there = [make_piece(suite="unit", shards=2)]
    assert not find_same(there, make_piece(suite="api"), expected=3)
    with pytest.raises(
        PieceConflictError, match=r"^the run has 3 pieces, and with this one there are more$"
    ) as refused:
        find_same(there, make_piece(suite="api", shards=2), expected=3)
    advice = "count the files of all suites, shards and formats in `pieces`"
    assert refused.value.advice == advice


def test_moments_that_disagree() -> None:
    """Pieces that say when the run was made say the same; those that do not, do not mind."""
    silent, speaking = make_piece(suite="a"), make_piece(suite="b", created_at=MADE)
    assert not find_same([silent], speaking, expected=2)
    assert not find_same([speaking], silent, expected=2)
    assert not find_same([speaking], make_piece(suite="c", created_at=MADE), expected=2)
    late = make_piece(suite="c", created_at=MADE + timedelta(seconds=1))
    said = r"^the run was made at 2026-11-21T15:30:00\+0000 by what came before$"
    with pytest.raises(PieceConflictError, match=said):
        find_same([silent, speaking], late, expected=3)


def test_when_a_run_was_made() -> None:
    """A run was made when a piece says so, else when the first one came, else now."""
    first = make_piece(suite="a", received_at=ARRIVED)
    second = make_piece(suite="b", received_at=ARRIVED + timedelta(hours=1))
    told_so = make_piece(suite="c", created_at=MADE, received_at=ARRIVED - timedelta(days=9))
    moments = [
        made_at(pieces, otherwise=MADE + timedelta(days=1))
        for pieces in ([second, first], [first, told_so], [])
    ]
    assert moments == [ARRIVED, MADE, MADE + timedelta(days=1)]
