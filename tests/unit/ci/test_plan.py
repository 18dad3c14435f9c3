"""Tests of the CI matrix that is made from Nox's list of sessions."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from ci.plan import Job, main, plan_jobs


def _session(name: str, *, label: str = "", tags: tuple[str, ...] = ("suite",)) -> dict[str, Any]:
    return {"session": label or name, "name": name, "python": "3.12", "tags": list(tags)}


def test_each_suite_is_a_job_and_other_sessions_are_not() -> None:
    """The verdict and the quick run have no data to hand over."""
    sessions = [
        _session("fast", tags=("fast",)),
        _session("unit"),
        _session("api"),
        _session("coverage", tags=("coverage",)),
    ]

    assert plan_jobs(sessions) == [
        Job(part="unit", suite="unit", python="", shard=""),
        Job(part="api", suite="api", python="", shard=""),
    ]


def test_each_python_of_a_suite_is_a_job() -> None:
    """The version is read from the session's label, where the project asks for several."""
    sessions = [_session("unit", label="unit-3.11"), _session("unit", label="unit-3.12")]

    assert plan_jobs(sessions) == [
        Job(part="unit-3.11", suite="unit", python="3.11", shard=""),
        Job(part="unit-3.12", suite="unit", python="3.12", shard=""),
    ]


def test_each_shard_of_a_suite_is_a_job() -> None:
    """A suite that is split becomes as many jobs; one shard is not a split."""
    sessions = [
        _session("unit", label="unit-3.12", tags=("suite", "shards=2")),
        _session("api", tags=("suite", "shards=1")),
    ]

    assert plan_jobs(sessions) == [
        Job(part="unit-3.12.1of2", suite="unit", python="3.12", shard="1/2"),
        Job(part="unit-3.12.2of2", suite="unit", python="3.12", shard="2/2"),
        Job(part="api", suite="api", python="", shard=""),
    ]


def test_the_matrix_is_one_line_of_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The output can be appended to a CI's output file as it is."""
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps([_session("unit")])))

    assert main() == 0
    assert capsys.readouterr().out == (
        '{"include":[{"part":"unit","suite":"unit","python":"","shard":""}]}\n'
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[]", "no session is tagged as a suite"),
        ("", "Expecting value: line 1 column 1 (char 0)"),
        ('[{"name": "unit"}]', "'tags'"),
        ("[1]", "'int' object is not subscriptable"),
    ],
)
def test_a_list_without_suites_is_no_empty_matrix(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, reason: str
) -> None:
    """An empty matrix would let a run pass that tested nothing."""
    monkeypatch.setattr("sys.stdin", io.StringIO(text))

    assert main() == 2
    assert capsys.readouterr() == (
        "",
        f"error: cannot plan from this list of sessions: {reason}\n",
    )
