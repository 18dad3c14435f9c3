"""What is remembered of a run, and read again."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from layerproof.core.judge.floor import PastRun
from layerproof.core.judge.values import Reason, Ruling, Verdict
from layerproof.core.report.past_run import name_record, read_past_run, to_past_run
from layerproof.errors import DataUnreadableError
from tests.support.verdicts import (
    broken_verdict,
    hostile_verdict,
    kept_verdict,
    partial_verdict,
    unmeasured_verdict,
)

SHARES = {"repository": (20, 20), "service": (48, 48), "router": (11, 12), "total": (89, 90)}


def again(verdict: Verdict) -> PastRun:
    """Return the run as it is read from what is written of it."""
    return read_past_run(json.loads(json.dumps(to_past_run(verdict))))


def test_a_run_is_read_as_it_was_written() -> None:
    """Time, place and the counts of each layer survive."""
    run = kept_verdict().provenance
    assert again(kept_verdict()) == PastRun(
        run_id=run.run_id,
        created_at=run.created_at,
        branch="main",
        commit=run.commit,
        dirty=False,
        whole=True,
        branch_coverage=False,
        shares=SHARES,
    )


def test_what_a_record_holds() -> None:
    """Ruling, project and all four counts are there for whoever reads the file."""
    record = to_past_run(broken_verdict())
    facts = ("record_version", "project", "ruling", "whole", "branch_coverage")
    assert [record[key] for key in facts] == [1, "shop", "broken", True, True]
    layers: Any = record["layers"]
    assert layers[1] == {
        "name": "service",
        "measured": True,
        "statements": 48,
        "missing": 10,
        "branches": 4,
        "missing_branches": 1,
        "covered": 41,
        "total": 52,
    }


@pytest.mark.parametrize(
    "verdict",
    [partial_verdict(), unmeasured_verdict(), replace(kept_verdict(), partial=True)],
)
def test_runs_that_were_not_measured_whole(verdict: Verdict) -> None:
    """Numbers without a verdict, and runs without numbers, hold nobody to anything."""
    assert again(verdict).whole is False


def test_a_broken_run_may_lack_a_suite() -> None:
    """A failed test outweighs a suite that did not run; the run is not whole all the same."""
    missing = Reason(Ruling.NOT_MEASURED, "suite-did-not-run", "suite api did not run")
    verdict = broken_verdict()
    assert again(replace(verdict, reasons=(*verdict.reasons, missing))).whole is False


def test_unmeasured_layers_have_no_share() -> None:
    """A layer with ``measured = false`` is in the record, and nobody is held to it."""
    verdict = kept_verdict()
    measurement = verdict.measurement
    assert measurement is not None
    layers = tuple(replace(layer, measured=layer.name != "router") for layer in measurement.layers)
    total = replace(measurement.total, measured=False)
    changed = replace(measurement, layers=layers, total=total)
    shares = again(replace(verdict, measurement=changed)).shares
    assert shares == {name: share for name, share in SHARES.items() if name != "router"}


def test_hostile_names_are_read_again() -> None:
    """Whatever a project calls its layers and branches, a record is whole JSON."""
    assert again(hostile_verdict()).whole is False


def test_names_stand_in_the_order_of_times() -> None:
    """A record's name is the time without punctuation, and the run's id."""
    run = replace(kept_verdict().provenance, run_id="r-1", created_at="2026-11-21T15:30:00+00:00")
    assert name_record(run) == "20261121T153000Z-r-1"


@pytest.mark.parametrize(
    "change",
    [
        {"record_version": 2},
        {"record_version": None},
        {"id": 1},
        {"dirty": 0},
        {"whole": "yes"},
        {"layers": {}},
        {"layers": [3]},
        {"layers": [{"name": "a"}]},
        {"layers": [{"name": "a", "measured": True, "covered": 2, "total": 1}]},
        {"layers": [{"name": "a", "measured": True, "covered": -1, "total": 1}]},
        {"layers": [{"name": "a", "measured": True, "covered": True, "total": 1}]},
        {"layers": [{"name": "a", "measured": 1, "covered": 1, "total": 1}]},
    ],
)
def test_what_is_no_record(change: dict[str, Any]) -> None:
    """A record that another version wrote, or somebody changed, is not read."""
    with pytest.raises(DataUnreadableError, match=r"^it is no record of a run \("):
        read_past_run({**to_past_run(kept_verdict()), **change})


@pytest.mark.parametrize("document", [None, [], "text", {}])
def test_what_is_no_document(document: object) -> None:
    """Anything else is refused as well."""
    with pytest.raises(DataUnreadableError, match=r"^it is no record of a run \("):
        read_past_run(document)
