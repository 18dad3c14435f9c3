"""Tests that were seen to sleep, wherever the sleep stands."""

from __future__ import annotations

from collections.abc import Iterator

from layerproof.adoption.doctor.checks_running.frames import place_test
from layerproof.adoption.doctor.checks_running.probes import explain_lost, run_as_given
from layerproof.adoption.doctor.short_lists import name_some
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.adoption.probing.values import ProbedRun
from layerproof.core.wording import count_noun

#: Seconds of sleep in one test that are worth a word.
_LONG = 0.1


def examine_sleeping(patient: Patient) -> Iterator[Diagnosis]:
    """Yield one finding for all tests that slept."""
    yield from judge_sleeping(run_as_given(patient))


def judge_sleeping(run: ProbedRun) -> Iterator[Diagnosis]:
    """Yield what a run says of tests that slept, the longest first."""
    lost = explain_lost("sleeping-tests", run, "not every test was seen to its end")
    if lost is not None:
        yield lost
    slept = {n: ended.slept for n, ended in run.outcomes.items() if ended.slept >= _LONG}
    if not slept:
        return
    longest = sorted(slept, key=lambda nodeid: -slept[nodeid])
    places = {test.nodeid: place_test(test) for test in run.tests}
    total = sum(slept.values())
    whole = sum(ended.seconds for ended in run.outcomes.values())
    yield Diagnosis(
        "sleeping-tests",
        State.FOUND,
        f"{count_noun(len(slept), 'test')} slept {total:.1f} s of the {whole:.1f} s of all tests: "
        + name_some(f"{nodeid} {slept[nodeid]:.1f} s" for nodeid in longest),
        why="time asleep is waited for in every run, and is too short on a slow machine",
        fix="wait for the event itself, or give the code a clock that tests can move",
        places=tuple(places[nodeid] for nodeid in longest if nodeid in places),
    )


CHECKS = (Check("sleeping-tests", "no test was seen to sleep", examine_sleeping, runs_tests=True),)
