"""Runs held to the best of earlier ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layerproof.core.config.values import Layer
from layerproof.core.judge.evidence import Evidence, LayerFault, LayerFaultKind
from layerproof.core.judge.floor import Best, Floor
from layerproof.core.judge.values import Ratchet, RatchetResult, Reason, Ruling
from layerproof.core.measure.values import Counts
from layerproof.core.outcome.values import Result, Status
from tests.support.evidence import (
    RAN,
    SERVICE,
    a_config,
    a_measurement,
    a_record,
    outline,
    ruled,
    whole_run,
    with_unit,
)

#: One of the ten lines of the service did not run, and so of the twenty of the whole.
NINE = {suite: {**files, SERVICE: range(1, 10)} for suite, files in RAN.items()}


def a_best(layer: str, covered: int, total: int) -> Best:
    """Return a layer's best."""
    return Best(layer, covered, total, "run-7", "0123456789abcdef", "2026-11-20T08:00:00+00:00")


def a_floor(*bests: Best, **more: object) -> Floor:
    """Return a floor of three runs, where five were asked for."""
    return replace(Floor(5, "main", "here", known=3, bests=bests), **more)  # type: ignore[arg-type]


def held(*bests: Best, evidence: Evidence | None = None, **more: object) -> Evidence:
    """Return a run of which nine lines of ten in the service ran, held to a floor."""
    evidence = evidence or whole_run(measurement=a_measurement(ran=NINE))
    return replace(evidence, floor=a_floor(*bests, **more))


def test_nobody_asked() -> None:
    """Without a floor nothing is held, and nothing is said."""
    verdict = ruled(whole_run())
    assert (verdict.ratchet, verdict.notes, outline(verdict)) == (None, (), (Ruling.KEPT, []))


@pytest.mark.parametrize(("covered", "total"), [(9, 10), (8, 9), (17, 19), (0, 10)])
def test_a_layer_at_its_best_or_above_is_kept(covered: int, total: int) -> None:
    """The same share is no fall, however many statements it is of."""
    best = a_best("service", covered, total)
    verdict = ruled(held(best))
    result = RatchetResult(best, Counts(statements=10, missing=1), Ruling.KEPT)
    assert verdict.ratchet == Ratchet(a_floor(best), (result,))
    assert outline(verdict) == (Ruling.KEPT, [])
    assert verdict.notes == ("the ratchet holds no layer that is new: repository, total",)


def test_a_layer_that_fell_breaks_the_verdict() -> None:
    """The reason names the best, where it was, what there is now and how much is missing."""
    verdict = ruled(held(a_best("service", 91, 100), a_best("total", 1, 2)))
    assert verdict.ruling is Ruling.BROKEN
    assert verdict.reasons == (
        Reason(
            Ruling.BROKEN,
            "ratchet-missed",
            "layer service: 90.0 % (9 of 10 statements), it had 91.0 % (91 of 100) at its best "
            "(run run-7, commit 0123456789, 2026-11-20T08:00:00+00:00) in the last 5 runs of "
            "main; 1 more must run",
            "test the lines that the report lists as missing",
            layer="service",
        ),
    )
    assert verdict.ratchet is not None
    rulings = [(result.ruling, result.short) for result in verdict.ratchet.results]
    assert rulings == [(Ruling.BROKEN, 1), (Ruling.KEPT, 0)]


def test_the_whole_source_can_fall_alone() -> None:
    """The total is held like a layer."""
    verdict = ruled(held(a_best("total", 96, 100)))
    assert [reason.message[:40] for reason in verdict.reasons] == [
        "whole source: 95.0 % (19 of 20 statement"
    ]


def test_a_hair_is_a_fall() -> None:
    """Shares are compared as whole numbers, far below what a percentage shows."""
    verdict = ruled(held(a_best("service", 9 * 10**16 + 1, 10**17)))
    assert outline(verdict) == (Ruling.BROKEN, [("ratchet-missed", None)])
    assert "; 1 more must run" in verdict.reasons[0].message


def test_no_answer_is_no_pass() -> None:
    """What was asked for and is not known makes the verdict not measured."""
    verdict = ruled(replace(whole_run(), floor=a_floor(fault="the server is away", known=0)))
    assert outline(verdict) == (Ruling.NOT_MEASURED, [("ratchet-unmeasured", None)])
    assert verdict.reasons[0].message == (
        "the best of the last 5 runs of main is not known: the server is away"
    )
    assert verdict.notes == ()


def test_no_run_yet_is_a_note() -> None:
    """The first run of a project is held to nothing, and says so."""
    floor = Floor(5, "main", "here", notes=("three left out",))
    verdict = ruled(replace(whole_run(), floor=floor))
    assert outline(verdict) == (Ruling.KEPT, [])
    assert verdict.notes == (
        "three left out",
        "the ratchet held nothing: no whole run of main is known (here)",
    )


def test_layers_come_and_go() -> None:
    """A new layer has no best, one that is gone holds nobody; both are named."""
    bests = (a_best("service", 9, 10), a_best("total", 1, 2), a_best("prices", 1, 1))
    verdict = ruled(held(*bests))
    assert outline(verdict) == (Ruling.KEPT, [])
    assert verdict.notes == (
        "the ratchet holds no layer that is new: repository",
        "the ratchet holds no layer that is gone or no longer measured: prices",
    )


def test_a_layer_that_is_no_longer_measured_is_not_held() -> None:
    """``measured = false`` takes a layer out of the ratchet as out of the gates."""
    layers = (
        Layer("repository", ("src/shop/**/repository.py",)),
        Layer("service", ("src/shop/services/**",), measured=False),
    )
    config = a_config(layers=layers, suites=a_config().suites[1:])
    evidence = whole_run(measurement=a_measurement(config, NINE))
    verdict = ruled(held(a_best("service", 1, 1), evidence=evidence), config)
    assert verdict.ratchet is not None
    assert verdict.ratchet.results == ()
    assert verdict.notes[-1].endswith("gone or no longer measured: service")


def test_missing_data_is_no_fall() -> None:
    """Where the data did not arrive whole a layer has not fallen: it is not measured."""
    evidence = with_unit(status=Status.STARTED)
    verdict = ruled(held(a_best("service", 1, 1), a_best("total", 1, 1), evidence=evidence))
    assert verdict.ratchet is not None
    assert {result.ruling for result in verdict.ratchet.results} == {Ruling.NOT_MEASURED}
    assert outline(verdict) == (Ruling.NOT_MEASURED, [("suite-killed", "unit")])


def test_a_failed_test_does_not_hide_a_fall() -> None:
    """Both are told: a test that failed, and a layer that fell."""
    tests = (a_record(result=Result.FAILED), a_record("test_discount"))
    evidence = replace(with_unit(tests=tests, exit_code=1), measurement=a_measurement(ran=NINE))
    verdict = ruled(held(a_best("service", 1, 1), evidence=evidence))
    assert [reason.code for reason in verdict.reasons] == ["test-failed", "ratchet-missed"]


def test_a_fault_of_one_layer_leaves_the_others_held() -> None:
    """An overlap of other layers does not keep a layer from being held to its best."""
    faults = (LayerFault(LayerFaultKind.OVERLAP, ("repository", "model"), path="a.py"),)
    evidence = whole_run(measurement=a_measurement(ran=NINE), layer_faults=faults)
    bests = (a_best("service", 1, 1), a_best("repository", 1, 1))
    verdict = ruled(held(*bests, evidence=evidence))
    assert verdict.ratchet is not None
    rulings = [result.ruling for result in verdict.ratchet.results]
    assert rulings == [Ruling.BROKEN, Ruling.NOT_MEASURED]


def test_nothing_left_is_no_pass() -> None:
    """A layer that had statements and has none any more is not measured."""
    measurement = a_measurement(ran=NINE)
    layers = tuple(
        replace(layer, counts=Counts()) if layer.name == "repository" else layer
        for layer in measurement.layers
    )
    config = a_config(layers=(Layer("repository", ("r",)), Layer("service", ("s",))))
    evidence = whole_run(measurement=replace(measurement, layers=layers))
    verdict = ruled(held(a_best("repository", 1, 2), evidence=evidence), config)
    assert outline(verdict) == (Ruling.NOT_MEASURED, [("ratchet-unmeasured", None)])
    assert verdict.reasons[0].message == (
        "layer repository has nothing left to measure, and it had 50.0 % (1 of 2) at its best "
        "(run run-7, commit 0123456789, 2026-11-20T08:00:00+00:00) before"
    )


def test_nothing_counted_needs_no_note() -> None:
    """Without a measurement the reasons say why; the ratchet has no results and no notes."""
    verdict = ruled(replace(whole_run(measurement=None), floor=a_floor(a_best("total", 1, 2))))
    assert verdict.ratchet == Ratchet(a_floor(a_best("total", 1, 2)))
    assert verdict.notes == ()


def test_numbers_without_a_verdict_are_held_to_nothing() -> None:
    """``--partial`` rules on no layer."""
    verdict = ruled(held(a_best("service", 1, 1)), partial=True)
    assert verdict.ratchet is not None
    assert [result.ruling for result in verdict.ratchet.results] == [Ruling.NOT_MEASURED]
