"""A part's record as plain data, and back: nothing is lost, and nothing half is believed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerproof.core.outcome.document import outcome_from_document, outcome_to_document
from layerproof.core.outcome.document import test_from_row as read_row
from layerproof.core.outcome.document import test_to_row as write_row
from layerproof.core.outcome.values import (
    CoverageFacts,
    Fingerprint,
    Part,
    PartOutcome,
    Result,
    Status,
    TestRecord,
)
from layerproof.errors import DataUnreadableError

_TEXT = st.text(max_size=8)
_TEXTS = st.lists(_TEXT, max_size=3).map(tuple)
_NUMBER = st.integers(0, 10**6)
_SECONDS = st.floats(0, 10**6)
_HASHES = st.dictionaries(_TEXT, _TEXT, max_size=3)

OUTCOMES = st.builds(
    PartOutcome,
    part=st.builds(Part, _TEXT, st.none() | _TEXT, _NUMBER, _NUMBER),
    status=st.sampled_from(Status),
    python_version=_TEXT,
    started_at=_TEXT,
    seconds=_SECONDS,
    exit_code=st.none() | st.integers(-64, 255),
    selected=_NUMBER,
    assigned=_NUMBER,
    narrowed=_TEXTS,
    tests=st.lists(
        st.builds(TestRecord, _TEXT, st.sampled_from(Result), _SECONDS, _TEXT, _NUMBER, _TEXT),
        max_size=3,
    ).map(tuple),
    census=st.dictionaries(_TEXT, _NUMBER, max_size=3),
    orphans=_TEXTS,
    faults=_TEXTS,
    uncollected=_TEXTS,
    misplaced=_TEXTS,
    notes=_TEXTS,
    fingerprint=st.builds(Fingerprint, _HASHES, _HASHES, _TEXT),
    coverage=st.none()
    | st.builds(CoverageFacts, _TEXT, _TEXT, _TEXTS, st.booleans(), _NUMBER, _NUMBER, _TEXT),
)

TEST = TestRecord("t.py::test_a", Result.PASSED, 0.5, "t.py", 3, "")

#: An outcome of which nothing is empty.
FULL = PartOutcome(
    part=Part("unit", "3.12", 1, 2),
    status=Status.FINISHED,
    python_version="3.12.1",
    started_at="2026-11-21T15:30:00+00:00",
    seconds=1.5,
    exit_code=0,
    selected=2,
    assigned=1,
    narrowed=("-x",),
    tests=(TEST,),
    census={"unit": 2},
    orphans=("o",),
    faults=("f",),
    uncollected=("u",),
    misplaced=("m",),
    notes=("n",),
    fingerprint=Fingerprint({"a.py": "1"}, {"t.py": "2"}, "3"),
    coverage=CoverageFacts("7.17.3", "ctrace", ("thread",), True, 1, 1, "4"),
)

Place = tuple[Any, ...]

#: One of each kind of value that JSON has; ``None`` is allowed in three places.
KINDS: tuple[Any, ...] = (None, True, 7, 1.5, "text", [], {}, [[]], ["a", 1])
NULLABLE: tuple[Place, ...] = (("part", "python"), ("exit_code",), ("coverage",))

#: Where only certain values may stand, and the objects whose keys are free.
CHOSEN: tuple[Place, ...] = (("status",), ("record_version",), ("tests", 0, 1))
FREE = {"source", "tests", "census"}


def full_document() -> Any:
    """Return the document of ``FULL`` as it is read from a file."""
    return json.loads(json.dumps(outcome_to_document(FULL)))


def places(value: Any, place: Place = ()) -> Iterator[Place]:
    """Return where every value of a document stands, its containers before what they hold."""
    if place:
        yield place
    if isinstance(value, dict | list):
        keys: Any = value if isinstance(value, dict) else range(len(value))
        for key in keys:
            yield from places(value[key], (*place, key))


def replaced(place: Place, new: Any) -> tuple[Any, Any]:
    """Return the full document with another value at ``place``, and what stood there."""
    document = full_document()
    holder = document
    for key in place[:-1]:
        holder = holder[key]
    old, holder[place[-1]] = holder[place[-1]], new
    return document, old


def fits(place: Place, old: object, new: object) -> bool:
    """Return whether ``new`` could stand at ``place``, where ``old`` stands."""
    if new is None:
        return place in NULLABLE
    if place in CHOSEN:
        return False
    if isinstance(old, float):
        return type(new) in {int, float}
    if isinstance(old, list):
        return new == [] and place != ("tests", 0)
    if isinstance(old, dict):
        return new == {} and place[-1] in FREE
    return type(new) is type(old)


@settings(max_examples=25, deadline=None)
@given(outcome=OUTCOMES)
def test_nothing_is_lost(outcome: PartOutcome) -> None:
    """An outcome that goes through JSON comes back as it was."""
    document = json.loads(json.dumps(outcome_to_document(outcome)))
    assert outcome_from_document(document) == outcome


PLACES = list(places(full_document()))
KEYS = [place for place in PLACES if isinstance(place[-1], str)]


@pytest.mark.parametrize(
    "place", [place for place in KEYS if not FREE.intersection(place[:-1])], ids=str
)
def test_missing_key(place: Place) -> None:
    """A record that lacks any key is refused, and says which key."""
    document = full_document()
    holder = document
    for key in place[:-1]:
        holder = holder[key]
    del holder[place[-1]]
    with pytest.raises(DataUnreadableError, match=f"is not whole .KeyError: '{place[-1]}'"):
        outcome_from_document(document)


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_wrong_type(place: Place) -> None:
    """A value of another type is refused wherever it stands."""
    for new in KINDS:
        document, old = replaced(place, new)
        if fits(place, old, new):
            outcome_from_document(document)
            continue
        with pytest.raises(DataUnreadableError, match="the record of a run is not whole"):
            outcome_from_document(document)


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), float("-inf")])
def test_seconds_are_a_number(seconds: float) -> None:
    """What JSON cannot write is no number of seconds."""
    document, _ = replaced(("seconds",), seconds)
    with pytest.raises(DataUnreadableError, match="expected seconds, not"):
        outcome_from_document(document)


@pytest.mark.parametrize("version", [0, 2, 99])
def test_other_version(version: int) -> None:
    """A record of another version is refused by its number."""
    document, _ = replaced(("record_version",), version)
    with pytest.raises(DataUnreadableError, match=f"record version {version} is not 1") as caught:
        outcome_from_document(document)
    assert caught.value.advice == "run the suite again"


@pytest.mark.parametrize("document", [None, [], "", 1, {}], ids=repr)
def test_no_record_at_all(document: object) -> None:
    """Anything that is not a record is refused."""
    with pytest.raises(DataUnreadableError, match="the record of a run is not whole"):
        outcome_from_document(document)


def test_test_as_a_row() -> None:
    """A test is written as a row of six, or of seven if it was tried again, and read from it."""
    row = ["t.py::test_a", "passed", 0.5, "t.py", 3, ""]
    assert (write_row(TEST), read_row(row)) == (row, TEST)
    again = replace(TEST, retries=2)
    assert (write_row(again), read_row([*row, 2])) == ([*row, 2], again)


@pytest.mark.parametrize("length", [0, 5, 8])
def test_row_of_another_length(length: int) -> None:
    """A row that is longer or shorter is refused."""
    row = [*write_row(TEST), 1, "more"][:length]
    document, _ = replaced(("tests", 0), row)
    with pytest.raises(DataUnreadableError, match="ValueError"):
        outcome_from_document(document)
