"""Tests of the command that checks a fresh clone, with stand-ins for make and the browser."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.support.ci_checkout import ROOT, Checkout, make_checkout

#: Says how it was called, leaves a report as the tests do, and ends as it is told.
MAKE = """
echo "make $1 (CI=$CI)"
if [ "$1" = lint ]; then exit "${LINT:-0}"; fi
mkdir -p .layerproof/report
if [ -n "$REPORT" ]; then cp "$REPORT" .layerproof/report/report.json; fi
if [ -n "$JUNIT" ]; then cp -R "$JUNIT" .layerproof/report/junit; fi
exit "${TESTS:-0}"
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A checkout whose make and browser are stand-ins."""
    checkout = make_checkout(tmp_path)
    shutil.copytree(ROOT / ".ci", checkout.root / ".ci")
    checkout.write_tool("make", MAKE)
    for name in ("chromium", "chromedriver"):
        checkout.write_tool(name, "exit 0")
    return checkout


@pytest.fixture
def report(tmp_path: Path) -> str:
    """The path of a report with two suites."""
    none = dict.fromkeys(("failed", "error", "passed", "skipped", "xfailed", "xpassed"), 0)
    suites = [{"tests": {**none, "passed": 11, "skipped": 1}}, {"tests": {**none, "passed": 4}}]
    (tmp_path / "report.json").write_text(json.dumps({"suites": suites}))
    return str(tmp_path / "report.json")


def test_lint_and_tests_run_and_are_counted(
    checkout: Checkout, report: str, tmp_path: Path
) -> None:
    """Both commands of the README run, from any folder, and the last line counts the tests."""
    ended = checkout.run(".ci/run", cwd=tmp_path, REPORT=report)

    lines = ended.stdout.splitlines()
    assert ended.returncode == 0, ended.stderr
    assert lines[:-1] == [
        "make lint (CI=true)",
        "make test (CI=true)",
        "ci: make lint ended with 0, make test with 0",
    ]
    assert (checkout.root / ".layerproof/report/report.json").is_file()
    assert lines[-1].startswith("===== 15 passed, 1 skipped in ")


def test_what_this_machine_could_not_test_is_told(
    checkout: Checkout, report: str, tmp_path: Path
) -> None:
    """Every reason for which tests were skipped is a line of the output, with their number."""
    lists = {
        "integration": (
            '<testcase><skipped type="pytest.skip" message="no container engine &amp; no socket"/>'
            '</testcase><testcase><skipped type="pytest.xfail" message="expected"/></testcase>'
        ),
        "slow": '<testcase><skipped type="pytest.skip" message="no chromium"/></testcase>' * 2,
    }
    (tmp_path / "junit").mkdir()
    for name, cases in lists.items():
        (tmp_path / "junit" / f"{name}.xml").write_text(f"<testsuites>{cases}</testsuites>")
    ended = checkout.run(".ci/run", REPORT=report, JUNIT=str(tmp_path / "junit"))

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[2:-1] == [
        "ci: make lint ended with 0, make test with 0",
        "ci: not run: 1 test: no container engine & no socket",
        "ci: not run: 2 tests: no chromium",
    ]


@pytest.mark.parametrize(("lint", "tests"), [("2", "0"), ("0", "2"), ("2", "2")])
def test_either_failure_fails_and_hides_nothing(
    checkout: Checkout, report: str, lint: str, tests: str
) -> None:
    """The tests run although lint failed, and green tests do not make up for it."""
    ended = checkout.run(".ci/run", REPORT=report, LINT=lint, TESTS=tests)

    assert ended.returncode == 1
    assert f"ci: make lint ended with {lint}, make test with {tests}\n" in ended.stdout


def test_yesterdays_report_is_not_counted(checkout: Checkout, report: str) -> None:
    """Where the tests leave no report, there is nothing to count."""
    assert checkout.run(".ci/run", REPORT=report).returncode == 0
    ended = checkout.run(".ci/run", TESTS="2")

    assert ended.returncode == 1
    assert ended.stdout.splitlines()[-1] == "ci: the run left no readable report"


@pytest.mark.parametrize("missing", ["chromium", "chromedriver"])
def test_a_missing_browser_that_cannot_be_installed_is_told(
    checkout: Checkout, report: str, missing: str
) -> None:
    """The run goes on, and its output says what the browser's tests will miss."""
    (checkout.tools / missing).unlink()
    tools = ("bash", "dirname", "id", "rm", "mkdir", "cp", "sh")
    places = {name: shutil.which(name) for name in tools}
    for name, place in places.items():
        assert place is not None
        (checkout.tools / name).symlink_to(place)
    ended = checkout.run(".ci/run", REPORT=report, PATH=str(checkout.tools))

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("ci: no chromium with chromedriver, and no way to install it")
