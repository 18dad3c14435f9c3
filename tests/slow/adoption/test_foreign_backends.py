"""Backends that know nothing of Layerproof, with suites of their own, are taken over whole."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support.foreign import (
    FOREIGN,
    Lines,
    changed_paths,
    copy_backend,
    read_findings,
    read_lines,
    read_suites,
    read_taken_over,
    run_as_authors,
    run_here,
)
from tests.support.foreign_facts import BACKENDS, Backend
from tests.support.foreign_findings import FINDINGS
from tests.support.runs import read_report, untraced_environment


def test_every_foreign_backend_is_run() -> None:
    """No folder of ``tests/foreign`` is left out here."""
    folders = {path.name for path in FOREIGN.iterdir() if any(path.glob("*.*"))}
    assert folders == set(BACKENDS)


@pytest.mark.parametrize("name", BACKENDS)
def test_a_suite_runs_as_it_did(tmp_path: Path, name: str) -> None:
    """``init`` and ``nox`` give what plain pytest gives: outcomes, coverage, and untouched tests.

    In a second run and with two workers as well, unless init says why these would meet; and init
    undone leaves the repository as it was.
    """
    backend = BACKENDS[name]
    authors = run_as_authors(copy_backend(name, tmp_path / "authors"), backend)
    root = copy_backend(name, tmp_path / "taken")

    written = run_here(root, "layerproof", "init", "--yes", "--no-doctor")
    assert written.code == 0, written.text
    assert changed_paths(root) == _announced(backend)

    first = run_here(root, "nox")
    assert len(authors.outcomes) == backend.tests, authors.done.text
    assert read_taken_over(root) == authors.outcomes, first.text
    _check_verdict(root, backend)
    assert _not_below(read_lines(root, backend.layers), authors.lines), first.text

    parallel = run_here(root, "nox", "-R", "-s", *read_suites(root), "--", "-n", "2")
    judged = run_here(root, "nox", "-R", "-s", "coverage")
    assert "2 workers" in parallel.text
    assert read_taken_over(root) == authors.outcomes, parallel.text + judged.text
    _check_verdict(root, backend)

    again = run_here(root, "nox")
    assert (again.code, read_taken_over(root)) == (first.code, authors.outcomes), again.text
    assert changed_paths(root) == _announced(backend)

    undone = run_here(root, "layerproof", "init", "--undo")
    assert (undone.code, changed_paths(root)) == (0, {}), undone.text


@pytest.mark.parametrize("name", BACKENDS)
def test_what_is_true_is_found(tmp_path: Path, name: str) -> None:
    """``discover`` finds what a reader of the backend knows to be true, and nothing beside it."""
    assert read_findings(copy_backend(name, tmp_path)) == FINDINGS[name]


def _announced(backend: Backend) -> dict[str, str]:
    """All that init writes: new files, and files of the authors that get lines at their end."""
    return dict.fromkeys(backend.adds, "?") | dict.fromkeys(backend.changes, "M")


def _check_verdict(root: Path, backend: Backend) -> None:
    """Nothing is wrong but what the authors know, and no test is in no suite."""
    report = read_report(root)
    told = report["verdict"]["reasons"]
    reasons = {(reason["code"], reason["message"].split(" ")[0]) for reason in told}
    assert reasons == {("test-failed", test) for test in backend.red}, report["verdict"]
    left_out = [note for note in report["verdict"]["notes"] if "left out on purpose" in str(note)]
    assert bool(left_out) == bool(backend.left_out), report["verdict"]


def _not_below(taken: Lines, authors: Lines) -> bool:
    """Whether each layer has the same lines, and at least as many of them covered."""
    return all(
        taken[layer][1] == total and taken[layer][0] >= covered
        for layer, (covered, total) in authors.items()
    )


def test_authors_tools_are_not_led_into_this_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Nox sets for uv stays outside: an author's `uv sync` would empty the session's own."""
    monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", sys.prefix)
    monkeypatch.setenv("UV_PYTHON", sys.executable)
    assert not {"UV_PROJECT_ENVIRONMENT", "UV_PYTHON"} & set(untraced_environment())
