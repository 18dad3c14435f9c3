"""Tests of what the workflow's own checkers cannot know: that it is complete and cannot be green
by accident.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

WORKFLOW = Path(__file__).parents[3] / ".github/workflows/ci.yml"


@pytest.fixture(scope="module")
def jobs() -> dict[str, Any]:
    """The jobs of the workflow by name."""
    loaded = YAML(typ="safe").load(WORKFLOW.read_text(encoding="utf-8"))
    return dict(loaded["jobs"])


def _steps(jobs: dict[str, Any], action: str) -> list[dict[str, Any]]:
    return [
        step
        for job in jobs.values()
        for step in job["steps"]
        if str(step.get("uses", "")).startswith(f"actions/{action}@")
    ]


def test_the_required_job_waits_for_every_other_job(jobs: dict[str, Any]) -> None:
    """A job that is added and not required would be able to fail unseen."""
    assert set(jobs["required"]["needs"]) == set(jobs) - {"required"}
    assert jobs["required"]["if"] == "${{ always() }}"


def test_the_required_job_passes_on_success_alone(jobs: dict[str, Any]) -> None:
    """Skipped and cancelled jobs have shown nothing."""
    assert 'all(.[]; .result == "success")' in jobs["required"]["steps"][0]["run"]


def test_the_verdict_is_given_whatever_the_suites_did(jobs: dict[str, Any]) -> None:
    """One failed suite neither stops the others nor the verdict over all of them."""
    assert jobs["suite"]["strategy"]["fail-fast"] is False
    assert jobs["suite"]["strategy"]["matrix"] == "${{ fromJSON(needs.plan.outputs.matrix) }}"
    assert jobs["verdict"]["if"] == "${{ always() }}"
    assert jobs["verdict"]["needs"] == ["plan", "suite"]


def test_no_upload_loses_hidden_files_or_is_empty(jobs: dict[str, Any]) -> None:
    """Everything that Layerproof writes lies in a hidden folder, which uploads leave out."""
    uploads = _steps(jobs, "upload-artifact")

    assert len(uploads) == 2
    for step in uploads:
        assert step["with"]["include-hidden-files"] is True
        assert step["with"]["if-no-files-found"] == "error"


def test_every_action_is_pinned_to_a_commit(jobs: dict[str, Any]) -> None:
    """A tag can be moved to other code, a commit cannot."""
    used = [step["uses"] for job in jobs.values() for step in job["steps"] if "uses" in step]

    assert used
    assert [use for use in used if not re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", use)] == []


def test_every_job_ends_and_may_do_little(jobs: dict[str, Any]) -> None:
    """No job hangs for hours, none writes to the repository, no checkout keeps its token."""
    for name, job in jobs.items():
        assert job["timeout-minutes"] <= 30, name
        assert job["permissions"] in ({}, {"contents": "read"}), name
    for step in _steps(jobs, "checkout"):
        assert step["with"] == {"persist-credentials": False}
