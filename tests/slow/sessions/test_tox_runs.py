"""Whole tox runs on a small layered project, with real environments and real installs."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from layerproof.errors import ExitCode
from tests.support.session_projects import SHOP, Finished, run_tool, write_files

FAILING = {"tests/unit/test_sums.py": "def test_it():\n    assert False\n"}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project with tests in two suites and a ``tox.ini`` of one line."""
    return write_files(tmp_path, SHOP | {"tox.ini": "[tox]\n"})


def _commands(ended: Finished) -> list[str]:
    """Return what tox ran: each environment's name, and its command or that it installed."""
    return [
        match[1] + (" install" if match[2] == "install" else match[3])
        for match in re.finditer(
            r"^(\S+): (install|commands\[0\])> \S+(?: -m layerproof)?(.*)$",
            ended.output,
            re.MULTILINE,
        )
    ]


def _ruling(root: Path) -> str:
    report = json.loads((root / ".layerproof/report/report.json").read_text(encoding="utf-8"))
    return str(report["verdict"]["ruling"])


def test_plain_tox_ends_in_a_verdict_and_installs_once(shop: Path) -> None:
    """The same environments as in Nox run by tox, and are not installed twice."""
    first = run_tool(shop, "tox")
    assert (first.code, _ruling(shop)) == (ExitCode.KEPT, "kept"), first.output
    assert _commands(first) == [
        *("unit install", "unit run --suite unit", "api install", "api run --suite api"),
        *("coverage install", "coverage coverage"),
    ]

    again = run_tool(shop, "tox", "-e", "unit", "--", "-k", "add", "-x")
    assert _commands(again) == ["unit run --suite unit -- -k add -x"], again.output
    assert "1 passed" in again.output

    broken = run_tool(
        write_files(shop, FAILING), "tox", "run-parallel", "-p", "2", "--parallel-live"
    )
    assert sorted(_commands(broken)) == [
        "api run --suite api --jobs 2",
        "coverage coverage",
        "unit run --suite unit --jobs 2",
    ]
    assert _commands(broken)[-1] == "coverage coverage"
    assert (broken.code != 0, _ruling(shop)) == (True, "broken")


def test_a_failed_install_leaves_no_record_of_the_suite(shop: Path) -> None:
    """A suite that ran yesterday is not measured when today's packages cannot be installed."""
    before = run_tool(shop, "nox", "--no-venv")
    assert before.code == ExitCode.KEPT, before.output
    text = (shop / "pyproject.toml").read_text(encoding="utf-8")
    table = '\n[tool.layerproof.install]\npackages = ["layerproof==99"]\n'
    (shop / "pyproject.toml").write_text(text + table, encoding="utf-8")
    ended = run_tool(shop, "tox", "-e", "unit")
    assert (ended.code, _commands(ended)) == (1, ["unit install"])
    run_tool(shop, "nox", "--no-venv", "-s", "coverage")
    assert _ruling(shop) == "not measured"


def test_a_free_mix_of_names_runs_the_suite(shop: Path) -> None:
    """``py311-unit``, which tox would take for an empty environment that passes, runs the suite."""
    name = f"py{sys.version_info.major}{sys.version_info.minor}-unit"
    ended = run_tool(write_files(shop, FAILING), "tox", "-e", name)
    assert (ended.code, _commands(ended)) == (1, [f"{name} install", f"{name} run --suite unit"])


def test_packages_of_testenv_stay_in(shop: Path) -> None:
    """What tox installs from ``deps`` of the project is not taken out again."""
    test = {"tests/unit/test_sums.py": "import toolz\n\n\ndef test_it(): ...\n"}
    write_files(shop, test | {"tox.ini": "[testenv]\ndeps = toolz\n"})
    ended = run_tool(shop, "tox", "-e", "unit")
    assert "1 passed" in ended.output
