"""The manifest says of each suite what arrived of it, and what it was made from."""

from __future__ import annotations

from dataclasses import replace

from layerproof.core.outcome.values import Fingerprint
from layerproof.core.report.manifest import to_manifest
from tests.support.evidence import ruled, whole_run, with_unit


def test_parts_carry_their_fingerprint() -> None:
    """Each part has one digest over its source, its tests and its settings."""
    manifest = to_manifest(ruled(whole_run()))
    parts = {suite["name"]: suite["parts"] for suite in manifest["suites"]}
    (unit,), (integration,) = parts["unit"], parts["integration"]
    assert unit["fingerprint"] == integration["fingerprint"]
    assert {len(mark) for mark in unit["fingerprint"].values()} == {64, 2}
    assert unit["fingerprint"]["config"] == "d4"


def test_other_source_has_another_digest() -> None:
    """A part that was made from other source shows it."""
    evidence = with_unit()
    changed = replace(evidence.outcomes[0], fingerprint=Fingerprint({"a.py": "1"}, {}, "d4"))
    other = replace(evidence, outcomes=(changed, *evidence.outcomes[1:]))
    suites = to_manifest(ruled(other))["suites"]
    marks = {suite["name"]: suite["parts"][0]["fingerprint"]["source"] for suite in suites}
    assert marks["unit"] != marks["integration"]


def test_counts_what_was_expected_and_arrived() -> None:
    """A suite that did not run is in the manifest with nothing arrived."""
    evidence = whole_run()
    manifest = to_manifest(ruled(replace(evidence, outcomes=evidence.outcomes[:1])))
    counts = {s["name"]: (s["expected"], s["arrived"]) for s in manifest["suites"]}
    assert counts == {"unit": (1, 1), "integration": (1, 0)}
