"""The CI files of the page on CI, played from the first job to the verdict on a small backend."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.support.ci_players import Machines, play_commands, read_yaml
from tests.support.doc_pages import find_blocks, find_section, read_page
from tests.support.plain_shop import edit, write_plain_shop
from tests.support.session_projects import NOXFILE

PAGE = read_page("ci.md")
API = "from shop.services.prices import total\n\n\ndef test_total():\n    assert total([]) == 0\n"
GATES = "{ gates = { repository = 80 } }"


def _yaml(section: str) -> dict[str, Any]:
    [block] = find_blocks(find_section(PAGE, section), "yaml")
    return read_yaml(block.text)


@pytest.fixture
def machines(tmp_path: Path) -> Machines:
    """Machines with a backend whose tests are in the suites that the page names."""
    more = {"noxfile.py": NOXFILE.lstrip(), "tests/api/test_total.py": API}
    return Machines(write_plain_shop(tmp_path / "source", **more), tmp_path)


def test_the_workflow_ends_in_a_kept_verdict(machines: Machines) -> None:
    """Three jobs and the verdict on what they uploaded, each in a checkout of its own."""
    workflow = _yaml("GitHub Actions")
    sessions = workflow["jobs"]["suite"]["strategy"]["matrix"]["session"]
    assert [machines.play_github_suite(workflow, n).code for n in range(len(sessions))] == [0] * 3

    verdict = machines.play_github_verdict(workflow)
    assert verdict.code == 0, verdict.said
    assert "kept: 3 suites" in verdict.said
    kept = workflow["jobs"]["verdict"]["steps"][-1]["with"]["path"]
    assert (verdict.checkout / kept / "index.html").is_file()


def test_a_failed_test_reaches_the_verdict(machines: Machines) -> None:
    """The record of a suite that failed travels too, and the verdict says which test it was."""
    edit(machines.source / "tests/unit/test_prices.py", "== 120", "== 121")
    workflow = _yaml("GitHub Actions")
    assert machines.play_github_suite(workflow, 0).code == 1
    for number in (1, 2):
        machines.play_github_suite(workflow, number)

    verdict = machines.play_github_verdict(workflow)
    assert verdict.code == 1
    assert "test-failed: tests/unit/test_prices.py::test_adds_tax failed in unit" in verdict.said


def test_a_suite_that_is_forgotten_is_missed(machines: Machines) -> None:
    """A verdict over two of three suites is none, although both passed."""
    workflow = _yaml("GitHub Actions")
    for number in (0, 1):
        assert machines.play_github_suite(workflow, number).code == 0

    verdict = machines.play_github_verdict(workflow)
    assert verdict.code == 3
    assert "suite api did not run, though 1 test of it exist" in verdict.said


def test_the_pipeline_of_gitlab_ends_in_a_kept_verdict(machines: Machines) -> None:
    """Its jobs run for each session, and its reports are where it looks for them."""
    pipeline = _yaml("GitLab")
    [matrix] = pipeline["suite"]["parallel"]["matrix"]
    for session in matrix["SESSION"]:
        assert machines.play_gitlab(session, pipeline["suite"], SESSION=session).code == 0

    verdict = machines.play_gitlab("verdict", pipeline["verdict"])
    reports = pipeline["verdict"]["artifacts"]["reports"]
    assert verdict.code == 0, verdict.said
    assert len(list(verdict.checkout.glob(reports["junit"]))) == 3
    assert (verdict.checkout / reports["coverage_report"]["path"]).is_file()
    found = re.search(pipeline["verdict"]["coverage"].strip("/"), verdict.said)
    assert found is not None
    assert float(found[1]) > 90


def test_a_failed_test_reaches_the_verdict_of_gitlab(machines: Machines) -> None:
    """The artifacts of a failed job are kept, and the verdict runs."""
    edit(machines.source / "tests/unit/test_prices.py", "== 120", "== 121")
    pipeline = _yaml("GitLab")
    assert machines.play_gitlab("unit", pipeline["suite"], SESSION="unit").code == 1

    assert pipeline["verdict"]["when"] == "always"
    verdict = machines.play_gitlab("verdict", pipeline["verdict"])
    assert "test-failed: tests/unit/test_prices.py::test_adds_tax failed in unit" in verdict.said


def test_two_files_of_each_part_travel(machines: Machines) -> None:
    """A verdict needs no other file of a record, wherever its folder was put."""
    run = machines.check_out("run")
    assert play_commands(run, ["nox"]).code == 0
    judge = machines.check_out("judge")
    for record in (run / ".layerproof/suites").iterdir():
        target = judge / "arrived/suites" / record.name
        target.mkdir(parents=True)
        for name in ("outcome.json", "coverage.data"):
            shutil.copy(record / name, target / name)
    command = find_blocks(find_section(PAGE, "What travels"), "console")[0].commands[0]

    verdict = play_commands(judge, [re.sub(r"machine-1 --data machine-2", "arrived", command)])
    assert (verdict.code, "kept: 3 suites" in verdict.said) == (0, True), verdict.said


def test_the_plan_lists_the_sessions_with_their_shards(machines: Machines) -> None:
    """The job writes the matrix that the section on shards shows, and its words run."""
    sharded = GATES.replace("{ gates", "{ shards = 2, gates")
    edit(machines.source / "pyproject.toml", GATES, sharded)
    steps = _yaml("Suites from the table")["plan"]["steps"]
    out = machines.folder / "out"
    out.touch()
    plan = machines.check_out("plan")
    commands = [step["run"] for step in steps if "run" in step]
    played = play_commands(plan, commands, GITHUB_OUTPUT=str(out))
    assert played.code == 0, played.said

    [shown] = find_blocks(find_section(PAGE, "Shards"), "yaml")
    sessions = json.loads(out.read_text(encoding="utf-8").removeprefix("sessions="))
    assert sorted(sessions) == sorted(read_yaml(shown.text)["session"])

    workflow = _yaml("GitHub Actions")
    workflow["jobs"]["suite"]["strategy"]["matrix"]["session"] = sessions
    for number in range(len(sessions)):
        machines.play_github_suite(workflow, number)
    verdict = machines.play_github_verdict(workflow)
    assert "2 of 2" in verdict.said
