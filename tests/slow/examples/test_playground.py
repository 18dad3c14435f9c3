"""The playground keeps its gates, notices broken rules, and misses tests that are taken away."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.examples import (
    Break,
    break_rule,
    copy_example,
    delete_test,
    failed_tests,
    run_nox,
    run_pytest,
    run_suite,
)
from tests.support.runs import read_report

SUITES = {"unit", "integration", "api", "migrations", "concurrency"}

SNIPPETS = "src/playground/snippets"
ACCOUNTS = "src/playground/accounts"

BREAKS = [
    Break(
        rule="nobody has more snippets than the limit",
        path=f"{SNIPPETS}/service.py",
        old=">= self._limit",
        new="> self._limit",
        tests=(f"{SNIPPETS}/test_service.py", "tests/concurrency/test_snippets.py"),
        failing=(
            "test_the_limit_holds",
            "test_a_fork_counts_to_the_limit_of_who_forks",
            "test_the_last_places_are_given_once",
        ),
    ),
    Break(
        rule="what is private does not exist for others",
        path=f"{SNIPPETS}/service.py",
        old='snippet.visibility != "shared"',
        new="not snippet.visibility",
        tests=(f"{SNIPPETS}/test_service.py", "tests/integration/test_sharing_flow.py"),
        failing=(
            "test_a_private_snippet_does_not_exist_for_others",
            "test_a_private_snippet_is_not_forked_by_others",
            "test_a_private_snippet_is_not_run_by_others",
            "test_a_snippet_is_shared_forked_and_withdrawn",
        ),
    ),
    Break(
        rule="a key does only what it was made for",
        path="src/playground/api_keys/service.py",
        old="if scope not in found.scopes:",
        new="if not found.scopes:",
        tests=(
            "src/playground/api_keys/test_service.py",
            "tests/integration/test_api_key_flow.py",
        ),
        failing=(
            "test_a_key_does_only_what_it_was_made_for",
            "test_a_key_works_until_it_is_revoked",
        ),
    ),
    Break(
        rule="who is going to write takes the lock before reading",
        path="src/playground/database.py",
        old='session.info.get("writes")',
        new='session.info.get("reads")',
        tests=("tests/concurrency/test_snippets.py", "tests/integration/test_sharing_flow.py"),
        failing=(
            "test_fifty_creations_and_a_hundred_reads",
            "test_the_last_places_are_given_once",
            "test_every_run_counts",
            "test_a_writer_waits_before_it_reads",
        ),
    ),
]

DELETIONS = [
    ("unit", f"{ACCOUNTS}/test_service.py", "test_an_address_is_taken_in_any_case", "service"),
    (
        "integration",
        f"{SNIPPETS}/test_repository.py",
        "test_forks_outlive_their_source",
        "repository",
    ),
]


def test_the_playground_is_kept(tmp_path: Path) -> None:
    """Plain nox runs every suite in environments of its own and keeps every gate."""
    root = copy_example("playground", tmp_path)

    done = run_nox(root, "-j", "2")

    report = read_report(root)
    assert (done.code, report["verdict"]["ruling"]) == (0, "kept"), done.text
    assert {suite["name"] for suite in report["suites"]} == SUITES
    rulings = {(g["scope"], g["layer"]): g["ruling"] for g in report["gates"]}
    assert rulings == {
        **{("merged", layer): "kept" for layer in ("repository", "service", "router", "total")},
        ("unit", "service"): "kept",
        ("integration", "repository"): "kept",
        ("api", "router"): "kept",
    }


@pytest.mark.parametrize("change", BREAKS, ids=lambda change: change.rule)
def test_a_broken_rule_is_noticed(tmp_path: Path, change: Break) -> None:
    """The tests named for a rule pass, and fail when the rule is broken, and no others do."""
    root = copy_example("playground", tmp_path)
    before = run_pytest(root, "-q", *change.tests)

    break_rule(root, change)
    after = run_pytest(root, "-q", *change.tests)

    assert (before.code, failed_tests(before)) == (0, set()), before.text
    assert (after.code, failed_tests(after)) == (1, set(change.failing)), after.text


@pytest.mark.parametrize(("suite", "path", "name", "layer"), DELETIONS)
def test_a_deleted_test_is_missed(
    tmp_path: Path, suite: str, path: str, name: str, layer: str
) -> None:
    """A suite without one of its tests passes them all and breaks the gate of its layer."""
    root = copy_example("playground", tmp_path)
    delete_test(root, path, name)

    done = run_suite(root, suite)

    assert done.code == 1, done.text
    assert "failed" not in done.text
    assert f"✗ {layer}:" in done.text
