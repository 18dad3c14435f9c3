"""Parts expected and arrived: Python versions and shards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layerproof.core.judge.evidence import Evidence
from layerproof.core.judge.roll_call import is_wanted
from layerproof.core.judge.values import Ruling
from layerproof.core.outcome.values import Part, PartOutcome, Status
from tests.support.evidence import (
    a_config,
    a_record,
    an_outcome,
    messages,
    outline,
    ruled,
    whole_run,
    with_suite,
)

NOT_MEASURED = Ruling.NOT_MEASURED


def a_shard(shard: int, shards: int = 2, python: str | None = None) -> PartOutcome:
    """Return a shard of ``unit`` that took one test of as many as there are shards."""
    return an_outcome(
        part=Part("unit", python, shard, shards),
        python_version=f"{python}.1" if python else "3.12.1",
        selected=shards,
        assigned=1,
        tests=(a_record(f"test_{shard}"),),
    )


def units(*parts: PartOutcome) -> Evidence:
    """Return the whole run with those parts of ``unit``."""
    return whole_run(outcomes=(*parts, an_outcome("integration")))


def test_all_shards_together_are_kept() -> None:
    """A suite whose shards all arrived and fit together is kept."""
    verdict = ruled(units(a_shard(1), a_shard(2)))
    assert outline(verdict) == (Ruling.KEPT, [])
    assert [(one.expected, one.arrived) for one in verdict.suites] == [(2, 2), (1, 1)]


def test_missing_shard_is_named() -> None:
    """A shard that did not arrive is named, and the suite is not measured."""
    verdict = ruled(units(a_shard(1, 3), a_shard(3, 3)))
    assert outline(verdict) == (NOT_MEASURED, [("shard-missing", "unit")])
    assert messages(verdict) == ["suite unit: 1 of 3 shards did not arrive: unit.2of3"]
    assert [(one.expected, one.arrived) for one in verdict.suites] == [(3, 2), (1, 1)]


def test_whole_run_stands_for_all_configured_shards() -> None:
    """An unsharded run is complete even where the config asks for shards."""
    config = with_suite(a_config(), "unit", shards=3)
    assert outline(ruled(whole_run(), config)) == (Ruling.KEPT, [])


def test_configured_number_of_shards_is_expected() -> None:
    """Parts cut into another number of shards than configured contradict the config."""
    config = with_suite(a_config(), "unit", shards=3)
    verdict = ruled(units(a_shard(1), a_shard(2)), config)
    assert outline(verdict) == (
        NOT_MEASURED,
        [("shard-missing", "unit"), ("shards-disagree", "unit")],
    )


@pytest.mark.parametrize(
    ("second", "problem"),
    [
        (a_shard(2, 3), "parts were cut into different numbers of shards: 2, 3"),
        (replace(a_shard(2), selected=9), "shards saw different numbers of tests: 2, 9"),
        (
            replace(a_shard(2), assigned=0, tests=()),
            "the shards took 1 tests of 2",
        ),
        (
            replace(a_shard(2), assigned=2, tests=(a_record("test_1"), a_record("test_2"))),
            "the shards took 3 tests of 2",
        ),
    ],
)
def test_shards_that_contradict_each_other_are_not_measured(
    second: PartOutcome, problem: str
) -> None:
    """Shards of different numbers, of different tests, or that lose tests are not measured."""
    verdict = ruled(units(a_shard(1), second))
    assert verdict.ruling is NOT_MEASURED
    assert f"suite unit: {problem}" in messages(verdict)


def test_shard_outside_of_the_number_is_not_measured() -> None:
    """A third shard of two is a contradiction."""
    third = replace(a_shard(2), part=Part("unit", None, 3, 2), assigned=0, tests=())
    verdict = ruled(units(a_shard(1), a_shard(2), third))
    assert messages(verdict) == [
        "suite unit: a shard's number lies outside of the number of shards"
    ]


def test_killed_shard_is_no_disagreement() -> None:
    """A shard that was killed is named as killed, not as one that contradicts the others."""
    killed = replace(a_shard(2), status=Status.STARTED, selected=0, assigned=0, tests=())
    assert outline(ruled(units(a_shard(1), killed))) == (NOT_MEASURED, [("suite-killed", "unit")])


def test_part_that_arrived_twice_is_not_measured() -> None:
    """Two records of one part leave open which one counts."""
    verdict = ruled(units(a_shard(1), a_shard(1), a_shard(2)))
    assert ("part-duplicate", "unit") in outline(verdict)[1]
    assert "unit.1of2 arrived 2 times, so it cannot be said which one counts" in messages(verdict)


def test_missing_python_is_named() -> None:
    """A suite that did not run on a configured Python version is not measured."""
    parts = (Part("unit", "3.12"), Part("integration", "3.12"), Part("integration", "3.13"))
    outcomes = tuple(an_outcome(part=part) for part in parts)
    verdict = ruled(whole_run(outcomes=outcomes), a_config(pythons=("3.12", "3.13")))
    assert outline(verdict) == (NOT_MEASURED, [("python-missing", "unit")])
    assert messages(verdict) == ["suite unit did not run on Python 3.13"]


def test_python_is_worked_out_where_a_part_names_none() -> None:
    """A part without a Python version in its name stands for the one that it ran on."""
    assert outline(ruled(whole_run(), a_config(pythons=("3.12",)))) == (Ruling.KEPT, [])


def test_similar_python_is_not_taken_for_another() -> None:
    """Python 3.12 does not stand for 3.1."""
    verdict = ruled(whole_run(), a_config(pythons=("3.1",)))
    assert outline(verdict) == (
        NOT_MEASURED,
        [("python-missing", "unit"), ("python-missing", "integration")],
    )


def test_shards_that_ran_the_same_test() -> None:
    """Where two shards ran one test and the numbers add up, another test ran in neither."""
    same = replace(a_shard(2), tests=(a_record("test_1"),))
    verdict = ruled(units(a_shard(1), same))
    assert outline(verdict) == (NOT_MEASURED, [("shards-disagree", "unit")])
    ran = "more than one shard ran tests/unit/test_orders.py::test_1"
    assert messages(verdict) == [f"suite unit: {ran}, so another test may have run in none"]


@pytest.mark.parametrize(
    ("label", "version", "pythons", "answer"),
    [
        (None, "3.12.1", (), True),
        ("3.12", "3.12.1", (), False),
        ("3.12", "3.12.1", ("3.11", "3.12"), True),
        ("3.12", "3.12.1", ("3.11",), False),
        (None, "3.12.1", ("3.12",), True),
        (None, "3.12.1", ("3.11",), False),
    ],
)
def test_part_of_a_python_that_is_asked_for(
    label: str | None, version: str, pythons: tuple[str, ...], answer: bool
) -> None:
    """A part is wanted if its Python is in the table, or neither of the two names any."""
    outcome = PartOutcome(Part("unit", label), Status.FINISHED, python_version=version)
    assert is_wanted(outcome, pythons) is answer
