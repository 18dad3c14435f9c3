"""The organizations keep their gates, and neither a broken rule nor a missing test goes unseen."""

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

SUITES = {"unit", "integration", "api", "security", "migrations", "concurrency"}
SERVICES = "src/organizations/services"

BREAKS = [
    Break(
        rule="an invitation expires",
        path=f"{SERVICES}/invitations.py",
        old="if invitation.expires_at <= now():",
        new="if invitation.expires_at is None:",
        tests=("tests/unit/test_invitation_service.py", "tests/api/test_invitations_api.py"),
        failing=("test_it_expires_after_a_week", "test_an_expired_invitation_is_gone"),
    ),
    Break(
        rule="an invitation is for one address",
        path=f"{SERVICES}/invitations.py",
        old="if invitation.email != user.email:",
        new="if not user.email:",
        tests=("tests/unit/test_invitation_service.py", "tests/api/test_invitations_api.py"),
        failing=("test_it_is_not_for_another_address",),
    ),
    Break(
        rule="a verification works once",
        path=f"{SERVICES}/accounts.py",
        old="if verification.used_at is not None:",
        new="if verification.user is None:",
        tests=("tests/unit/test_account_service.py", "tests/concurrency/test_races.py"),
        failing=("test_a_token_works_once", "test_a_verification_works_once"),
    ),
    Break(
        rule="an organization keeps an owner",
        path=f"{SERVICES}/members.py",
        old="count_owners(leaving.organization_id) == 1",
        new="count_owners(leaving.organization_id) == 0",
        tests=("tests/unit/test_member_service.py", "tests/api/test_members_api.py"),
        failing=(
            "test_the_last_owner_stays_owner",
            "test_the_last_owner_does_not_leave",
            "test_owners_elsewhere_do_not_count",
            "test_the_last_owner_cannot_leave",
        ),
    ),
]

DELETIONS = [
    ("unit", "test_invitation_service.py", "test_it_is_not_for_another_address", "service"),
    ("integration", "test_ports.py", "test_owners_are_counted_by_organization", "repository"),
    ("api", "test_accounts_api.py", "test_a_token_is_sent_again", "router"),
]


def test_the_organizations_are_kept(tmp_path: Path) -> None:
    """Nox runs every suite in environments of its own, and every gate is kept."""
    root = copy_example("organizations", tmp_path)

    done = run_nox(root, "-j", "2")

    assert done.code == 0, done.text
    report = read_report(root)
    assert report["verdict"]["ruling"] == "kept"
    assert {suite["name"] for suite in report["suites"]} == SUITES
    assert {(gate["scope"], gate["layer"]): gate["ruling"] for gate in report["gates"]} == {
        ("unit", "service"): "kept",
        ("integration", "repository"): "kept",
        ("api", "router"): "kept",
        ("merged", "repository"): "kept",
        ("merged", "service"): "kept",
        ("merged", "router"): "kept",
        ("merged", "total"): "kept",
    }


@pytest.mark.parametrize("change", BREAKS, ids=lambda change: change.rule)
def test_a_broken_rule_is_noticed(tmp_path: Path, change: Break) -> None:
    """The tests of a rule pass as long as it holds; those named fail once it does not."""
    root = copy_example("organizations", tmp_path)
    before = run_pytest(root, "-q", *change.tests)

    break_rule(root, change)
    after = run_pytest(root, "-q", *change.tests)

    assert (before.code, failed_tests(before)) == (0, set()), before.text
    assert (after.code, failed_tests(after)) == (1, set(change.failing)), after.text


@pytest.mark.parametrize(("suite", "module", "name", "layer"), DELETIONS)
def test_a_missing_test_is_noticed(
    tmp_path: Path, suite: str, module: str, name: str, layer: str
) -> None:
    """Without one of its tests a suite passes what is left, and its layer's gate is broken."""
    root = copy_example("organizations", tmp_path)
    delete_test(root, f"tests/{suite}/{module}", name)

    done = run_suite(root, suite)

    assert done.code == 1, done.text
    assert " failed" not in done.text
    assert f"✗ {layer}:" in done.text
