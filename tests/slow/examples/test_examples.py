"""Every example keeps its gates, and neither a broken rule nor a missing test goes unseen."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest

from tests.support.examples import (
    EXAMPLES,
    Break,
    Deletion,
    break_rule,
    copy_example,
    delete_test,
    failed_tests,
    run_nox,
    run_pytest,
    run_suite,
)
from tests.support.runs import read_report

NAMES = ("knowledge_base", "organizations", "playground", "print_shop")
MERGED = ("repository", "service", "router", "total")


def read_faults(name: str) -> ModuleType:
    """Return what an example must notice."""
    return importlib.import_module(f"tests.support.example_faults.{name}")


BREAKS = [(name, change) for name in NAMES for change in read_faults(name).BREAKS]
DELETIONS = [(name, deleted) for name in NAMES for deleted in read_faults(name).DELETIONS]


def test_every_example_is_run() -> None:
    """No folder of ``examples`` is left out here."""
    assert tuple(sorted(path.parent.name for path in EXAMPLES.glob("*/pyproject.toml"))) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_kept(tmp_path: Path, name: str) -> None:
    """From nothing but its files: all suites in environments of their own, every gate kept."""
    root = copy_example(name, tmp_path)

    done = run_nox(root, "-j", "2")

    assert done.code == 0, done.text
    report = read_report(root)
    rulings = {(gate["scope"], gate["layer"]): gate["ruling"] for gate in report["gates"]}
    assert report["verdict"]["ruling"] == "kept"
    assert {suite["name"] for suite in report["suites"]} == read_faults(name).SUITES
    assert {layer for scope, layer in rulings if scope == "merged"} == set(MERGED)
    assert set(rulings.values()) == {"kept"}


@pytest.mark.parametrize(
    ("name", "change"), BREAKS, ids=[f"{name}: {change.rule}" for name, change in BREAKS]
)
def test_a_broken_rule_is_noticed(tmp_path: Path, name: str, change: Break) -> None:
    """Exactly the tests that are named for a rule fail when it is taken out."""
    root = copy_example(name, tmp_path)
    break_rule(root, change)

    done = run_pytest(root, "-q", *change.tests)

    assert (done.code, failed_tests(done)) == (1, set(change.failing)), done.text


@pytest.mark.parametrize(
    ("name", "deleted"), DELETIONS, ids=[f"{name}: {deleted.test}" for name, deleted in DELETIONS]
)
def test_a_missing_test_is_noticed(tmp_path: Path, name: str, deleted: Deletion) -> None:
    """A suite without one of its tests passes what is left, and its layer's gate is broken."""
    root = copy_example(name, tmp_path)
    delete_test(root, deleted)

    done = run_suite(root, deleted.suite)

    assert done.code == 1, done.text
    assert "failed" not in done.text
    assert f"broken: layer {deleted.layer} (suite {deleted.suite})" in done.text, done.text
