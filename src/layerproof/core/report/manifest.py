"""``manifest.json``: what the last verdict was made of, part by part. Renders; judges nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from layerproof.core.judge.values import Verdict
from layerproof.core.outcome.values import PartOutcome
from layerproof.core.report.document import SCHEMA_VERSION, to_document


def to_manifest(verdict: Verdict) -> dict[str, Any]:
    """Return the manifest as JSON-ready data.

    For each suite: parts expected and arrived, tests, and for each part how it ended, how it
    was traced, and one SHA-256 each over its source, its tests and its settings.
    """
    report: dict[str, Any] = to_document(verdict)
    fingerprints = {
        part.part.label: _digest_fingerprint(part)
        for suite in verdict.suites
        for part in suite.parts
    }
    for suite in report["suites"]:
        for part in suite["parts"]:
            part["fingerprint"] = fingerprints[part["label"]]
    kept = ("tool", "run", "verdict", "branch_coverage", "suites")
    return {"schema_version": SCHEMA_VERSION, **{key: report[key] for key in kept}}


def _digest_fingerprint(outcome: PartOutcome) -> dict[str, str]:
    mark = outcome.fingerprint
    return {
        "source": _digest(mark.source),
        "tests": _digest(mark.tests),
        "config": mark.config,
    }


def _digest(hashes: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()
