"""The print shop keeps its gates, notices broken rules, and misses tests that are taken away."""

from __future__ import annotations

import sys
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

SUITES = {"services", "integration", "api", "migrations"}

SERVICES = "src/print_shop/services"

BREAKS = [
    Break(
        rule="stock cannot go below zero",
        path=f"{SERVICES}/inventory.py",
        old="if stocked.stock + quantity < 0:",
        new="if stocked.stock + quantity < -1:",
        tests=("tests/services/test_inventory.py", "tests/services/test_shipping.py"),
        failing=("test_stock_cannot_go_below_zero", "test_what_is_not_there_is_not_shipped"),
    ),
    Break(
        rule="a quote is valid until its last day is over",
        path=f"{SERVICES}/quotes.py",
        old="if quote.valid_until < today():",
        new="if quote.valid_until <= today():",
        tests=("tests/services/test_quotes.py",),
        failing=("test_a_quote_is_valid_until_the_end_of_its_last_day",),
    ),
    Break(
        rule="a printer has one running job",
        path=f"{SERVICES}/production.py",
        old="if running:",
        new="if running is order:",
        tests=("tests/services/test_production.py", "tests/api/test_production.py"),
        failing=("test_a_printer_has_one_job", "test_an_order_is_printed"),
    ),
    Break(
        rule="codes have neither gaps nor doubles",
        path="src/print_shop/repositories/codes.py",
        old='set_={"last": CodeCounter.last + 1}',
        new='set_={"last": CodeCounter.last + 2}',
        tests=("tests/services/test_codes.py", "tests/integration/test_at_once.py"),
        failing=(
            "test_codes_follow_each_other",
            "test_each_kind_counts_by_itself",
            "test_codes_have_no_gaps_and_no_doubles",
        ),
    ),
]

DELETIONS = [
    (
        "services",
        "tests/services/test_sales.py",
        "test_what_waits_for_a_cancelled_order_goes_to_stock",
        "service",
    ),
    (
        "integration",
        "tests/integration/test_repositories.py",
        "test_shipments_are_found_by_their_order",
        "repository",
    ),
]


def test_the_print_shop_is_kept(tmp_path: Path) -> None:
    """Plain nox runs every suite in environments of its own and keeps every gate."""
    root = copy_example("print_shop", tmp_path)

    done = run_nox(root, "-j", "2")

    report = read_report(root)
    assert (done.code, report["verdict"]["ruling"]) == (0, "kept"), done.text
    assert {suite["name"] for suite in report["suites"]} == SUITES
    rulings = {(g["scope"], g["layer"]): g["ruling"] for g in report["gates"]}
    assert rulings == {
        **{("merged", layer): "kept" for layer in ("repository", "service", "router", "total")},
        ("services", "service"): "kept",
        ("integration", "repository"): "kept",
        ("api", "router"): "kept",
    }


@pytest.mark.parametrize("change", BREAKS, ids=lambda change: change.rule)
def test_a_broken_rule_is_noticed(tmp_path: Path, change: Break) -> None:
    """The tests named for a rule pass, and fail when the rule is broken, and no others do."""
    root = copy_example("print_shop", tmp_path)
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
    root = copy_example("print_shop", tmp_path)
    delete_test(root, path, name)

    done = run_suite(root, suite)

    assert done.code == 1, done.text
    assert "failed" not in done.text
    assert f"✗ {layer}:" in done.text


def test_without_a_browser_the_suite_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test that needs Chromium skips, says what to install, and the rest counts."""
    root = copy_example("print_shop", tmp_path)
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))

    shown = run_pytest(root, "-rs", "tests/integration/browser")
    done = run_suite(root, "integration")

    assert shown.code == 0, shown.text
    assert "needs Chromium and chromedriver: apt-get install chromium chromium-driver" in shown.text
    assert (done.code, "1 skipped" in done.text) == (0, True), done.text
