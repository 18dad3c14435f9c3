"""Tests that end differently when all run the other way round: they lean on each other."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from layerproof.adoption.doctor.checks_running.bisecting import find_partner
from layerproof.adoption.doctor.checks_running.frames import place_test
from layerproof.adoption.doctor.checks_running.probes import (
    explain_lost,
    run_as_given,
    run_backwards,
    run_only,
)
from layerproof.adoption.doctor.short_lists import name_some
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.adoption.findings import Place
from layerproof.adoption.probing.values import ProbedRun
from layerproof.core.wording import count_noun

_GOOD = frozenset({"passed", "skipped", "xfailed"})
#: Tests whose partner is looked for; the others are only named.
_MOST = 3
_CHECK = "test-order"
_WHY = "it fails as soon as tests are chosen, split, or run by several workers"


@dataclass(frozen=True, slots=True)
class Leaning:
    """A test that ends well in one order and not in the other.

    ``before`` are the tests that ran before it where it failed, ``helpers`` those that ran before
    it where it passed.
    """

    nodeid: str
    message: str
    before: tuple[str, ...]
    helpers: tuple[str, ...]
    fails_reversed: bool


def examine_order(patient: Patient) -> Iterator[Diagnosis]:
    """Yield a finding for each test that leans on another, with the other where it was found."""
    given, backwards = run_as_given(patient), run_backwards(patient)
    places = {test.nodeid: place_test(test) for test in given.tests}
    leaning = compare_orders(given, backwards)
    deadline = time.monotonic() + patient.run_limit
    for each in leaning[:_MOST]:
        yield tell_leaning(each, _look_for_partner(patient, each, deadline), places)
    if leaning[_MOST:]:
        yield _tell_others(leaning[_MOST:], places)
    for run, name in ((given, "in their order"), (backwards, "the other way round")):
        lost = explain_lost(_CHECK, run, f"not every test was run {name}")
        if lost is not None:
            yield lost


def compare_orders(given: ProbedRun, backwards: ProbedRun) -> tuple[Leaning, ...]:
    """Return the tests that ended well in one order only, in the order that was given."""
    found = []
    orders = (tuple(given.outcomes), tuple(backwards.outcomes))
    for nodeid, ended in given.outcomes.items():
        other = backwards.outcomes.get(nodeid)
        if other is None or (ended.status in _GOOD) == (other.status in _GOOD):
            continue
        fails_reversed = ended.status in _GOOD
        failed, passed = (1, 0) if fails_reversed else (0, 1)
        message = (other if fails_reversed else ended).message
        found.append(
            Leaning(
                nodeid,
                message,
                before=orders[failed][: orders[failed].index(nodeid)],
                helpers=orders[passed][: orders[passed].index(nodeid)],
                fails_reversed=fails_reversed,
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Partner:
    """What was found out about a leaning test.

    ``nodeid`` is the other one, ``None`` where no single one was found; ``needed`` says that the
    test fails without it, and ``None`` that not even that could be seen.
    """

    nodeid: str | None
    needed: bool | None


def _look_for_partner(patient: Patient, leaning: Leaning, deadline: float) -> Partner:
    patient.say(f"looking for what {leaning.nodeid} leans on")

    def ends_well(before: Sequence[str]) -> bool | None:
        left = deadline - time.monotonic()
        if left <= 0:
            return None
        run = run_only(patient, (*before, leaning.nodeid), left)
        ended = run.outcomes.get(leaning.nodeid)
        return None if ended is None else ended.status in _GOOD

    alone = ends_well(())
    if alone is None:
        return Partner(None, needed=None)
    if alone:
        spoiler = find_partner(leaning.before, lambda some: ends_well(some) is False)
        return Partner(spoiler, needed=False)
    helper = find_partner(leaning.helpers, lambda some: ends_well(some) is True)
    return Partner(helper, needed=True)


def tell_leaning(leaning: Leaning, partner: Partner, places: dict[str, Place]) -> Diagnosis:
    """Return the finding on one test."""
    way = "the other way round" if leaning.fails_reversed else "in the usual order"
    if partner.needed and partner.nodeid:
        what = f"{leaning.nodeid} passes only after {partner.nodeid} has run"
    elif partner.nodeid:
        what = f"{leaning.nodeid} fails when {partner.nodeid} has run before it"
    elif partner.needed:
        what = f"{leaning.nodeid} fails alone, and {way}; what it needs are several tests before it"
    elif partner.needed is False:
        what = f"{leaning.nodeid} passes alone, and fails when all tests run {way}"
    else:
        what = f"{leaning.nodeid} fails when all tests run {way}"
    fix = (
        "let the test, or a fixture, make what it needs"
        if partner.needed
        else "let each test, or a fixture, take back what it changes; start from a known state"
    )
    named = [leaning.nodeid, *([partner.nodeid] if partner.nodeid else [])]
    return Diagnosis(
        _CHECK,
        State.FOUND,
        what + (f": {leaning.message}" if leaning.message else ""),
        why=_WHY,
        fix=fix,
        places=tuple(places[nodeid] for nodeid in named if nodeid in places),
    )


def _tell_others(leaning: Sequence[Leaning], places: dict[str, Place]) -> Diagnosis:
    names = [each.nodeid for each in leaning]
    return Diagnosis(
        _CHECK,
        State.FOUND,
        f"{count_noun(len(names), 'more test')} failing in one of two orders: {name_some(names)}",
        why="such tests fail as soon as tests are chosen, split, or run by several workers",
        fix="mend the tests above first: often one fixture is behind many of them",
        places=tuple(places[nodeid] for nodeid in names if nodeid in places),
    )


CHECKS = (Check(_CHECK, "tests end the same in two orders", examine_order, runs_tests=True),)
