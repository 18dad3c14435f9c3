"""Tests that the knowledge base keeps its gates, and that its tests would notice a broken rule."""

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

NAME = "knowledge_base"
SUITES = {
    "unit",
    "integration",
    "api",
    "security",
    "performance",
    "migrations",
    "concurrency",
}

SERVICES = "src/knowledge_base/services"
UNIT = "tests/unit/services"

BREAKS = (
    Break(
        rule="an update names the version that was read",
        path=f"{SERVICES}/documents.py",
        old="self._work.documents.revise(document_id, read_version, draft, now())",
        new="self._work.documents.revise("
        "document_id, (await self.read(document_id)).version, draft, now())",
        tests=(f"{UNIT}/test_documents.py",),
        failing=("test_who_has_not_read_the_newest_version_changes_nothing",),
    ),
    Break(
        rule="a document is given to a team by its members",
        path=f"{SERVICES}/documents.py",
        old="if not self._actor.visibility.includes(draft.team_id):",
        new="if self._actor.visibility is None:",
        tests=(f"{UNIT}/test_documents.py",),
        failing=("test_a_document_is_given_to_a_team_by_its_members",),
    ),
    Break(
        rule="a tenant keeps an admin",
        path=f"{SERVICES}/users.py",
        old="await self._work.users.count_admins() == 1",
        new="await self._work.users.count_admins() == 0",
        tests=(f"{UNIT}/test_users.py",),
        failing=("test_the_last_admin_stays",),
    ),
    Break(
        rule="a tool's name is taken once",
        path=f"{SERVICES}/tools.py",
        old="if await self._work.tools.find_by_name(name) is not None:",
        new="if not name:",
        tests=(f"{UNIT}/test_tools.py",),
        failing=("test_a_name_is_taken_once_in_whatever_case",),
    ),
)

#: A suite, the file and the name of one of its tests, and the layer whose gate needs it.
DELETIONS = (
    ("unit", f"{UNIT}/test_actor.py", "test_who_is_unknown_or_not_active_is_nobody", "service"),
    (
        "integration",
        "tests/integration/test_unit_of_work.py",
        "test_tools_are_listed_with_the_disabled_or_without",
        "repository",
    ),
    ("api", "tests/api/test_documents.py", "test_a_stale_version_is_a_conflict", "router"),
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the example without what earlier runs left in it."""
    return copy_example(NAME, tmp_path)


def test_the_knowledge_base_is_kept(copy: Path) -> None:
    """From nothing but its files: every suite runs, and every layer meets its gate."""
    done = run_nox(copy, "-j", "2")

    assert done.code == 0, done.text
    report = read_report(copy)
    merged = {
        each["layer"]: each["ruling"] for each in report["gates"] if each["scope"] == "merged"
    }
    assert report["verdict"]["ruling"] == "kept"
    assert {each["name"] for each in report["suites"]} == SUITES
    assert merged == dict.fromkeys(("repository", "service", "router", "total"), "kept")


@pytest.mark.parametrize("change", BREAKS, ids=lambda change: change.rule)
def test_a_broken_rule_is_noticed(copy: Path, change: Break) -> None:
    """The tests of a rule pass, and exactly these fail when the rule is taken out."""
    before = run_pytest(copy, *change.tests)
    break_rule(copy, change)
    after = run_pytest(copy, *change.tests)

    assert before.code == 0, before.text
    assert (after.code, failed_tests(after)) == (1, set(change.failing)), after.text


@pytest.mark.parametrize(("suite", "path", "test", "layer"), DELETIONS)
def test_a_deleted_test_breaks_its_layers_gate(
    copy: Path, suite: str, path: str, test: str, layer: str
) -> None:
    """The gates are so near to the truth that one test matters."""
    delete_test(copy, path, test)
    done = run_suite(copy, suite)

    assert done.code == 1, done.text
    assert f"broken: layer {layer} (suite {suite})" in done.text, done.text
