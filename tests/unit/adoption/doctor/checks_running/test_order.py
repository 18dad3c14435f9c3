"""Tests that lean on each other, out of two runs."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from layerproof.adoption.doctor.checks_running.bisecting import find_partner
from layerproof.adoption.doctor.checks_running.order import (
    Leaning,
    Partner,
    compare_orders,
    tell_leaning,
)
from layerproof.adoption.findings import Place
from tests.support.probed_projects import make_run


def test_only_tests_that_end_differently_lean_on_others() -> None:
    """Always red is another matter; a skip for a pass is none; who did not run is unknown."""
    given = make_run({"a": "passed", "b": "passed", "c": "failed", "d": "skipped", "e": "passed"})
    backwards = make_run({"d": "passed", "c": "error", "b": "error", "a": "passed"})
    assert compare_orders(given, backwards) == (
        Leaning("b", "", before=("d", "c"), helpers=("a",), fails_reversed=True),
    )


def test_a_test_may_fail_in_the_usual_order_alone() -> None:
    """What spoils it then is what runs before it every day."""
    given = make_run({"a": "passed", "b": "failed"})
    backwards = make_run({"b": "passed", "a": "passed"})
    assert compare_orders(given, backwards) == (
        Leaning("b", "", before=("a",), helpers=(), fails_reversed=False),
    )


@pytest.mark.parametrize("guilty", range(7))
def test_the_partner_is_found_wherever_it_stands(guilty: int) -> None:
    """Halving needs few runs, and never one of all."""
    before = [f"t{n}" for n in range(7)]
    asked: list[int] = []

    def shows(some: Sequence[str]) -> bool:
        asked.append(len(some))
        return f"t{guilty}" in some

    assert find_partner(before, shows) == f"t{guilty}"
    assert len(asked) <= 6
    assert max(asked) <= 4


def test_no_partner_is_named_where_several_are_needed() -> None:
    """Neither half shows it, so it is not one test alone."""
    assert find_partner(["a", "b"], lambda some: set(some) == {"a", "b"}) is None
    assert find_partner([], lambda _: True) is None
    assert find_partner(["a"], lambda _: False) is None
    assert find_partner(["a", "b", "c"], lambda _: None) is None


def _leaning(*, fails_reversed: bool = True, message: str = "") -> Leaning:
    return Leaning("x", message, before=(), helpers=(), fails_reversed=fails_reversed)


@pytest.mark.parametrize(
    ("partner", "what"),
    [
        (Partner("y", needed=True), "x passes only after y has run: KeyError: 1"),
        (Partner("y", needed=False), "x fails when y has run before it: KeyError: 1"),
        (
            Partner(None, needed=True),
            (
                "x fails alone, and the other way round; what it needs are several tests before it:"
                " KeyError: 1"
            ),
        ),
        (
            Partner(None, needed=False),
            "x passes alone, and fails when all tests run the other way round: KeyError: 1",
        ),
        (Partner(None, needed=None), "x fails when all tests run the other way round: KeyError: 1"),
    ],
)
def test_the_finding_says_what_is_known(partner: Partner, what: str) -> None:
    """What could not be found out is not claimed."""
    places = {"x": Place("a.py", 3), "y": Place("b.py", 4)}
    found = tell_leaning(_leaning(message="KeyError: 1"), partner, places)
    assert found.what == what
    assert found.places == tuple(places[name] for name in ("x", partner.nodeid) if name)


def test_the_order_in_which_it_fails_is_named() -> None:
    """A test that fails as pytest orders them fails every day."""
    found = tell_leaning(_leaning(fails_reversed=False), Partner(None, needed=None), {})
    assert found.what == "x fails when all tests run in the usual order"
