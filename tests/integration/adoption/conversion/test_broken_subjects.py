"""The converted tests against the subject whole and broken: never green on a broken one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from layerproof.adoption.conversion.nodes import TODO
from layerproof.adoption.conversion.text_conversion import convert_text
from layerproof.adoption.conversion.values import Options
from tests.integration.adoption.conversion.subjects import (
    broken_subject,
    find_scripts,
    read_uses,
    whole_subject,
)


@dataclass(frozen=True)
class Ended:
    """How one converted test ended against one subject: passed, todo, or failed."""

    script: str
    subject: str
    test: str
    end: str


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> list[Ended]:
    """Run all converted scripts against all subjects that matter to them, in one pytest."""
    folder = tmp_path_factory.mktemp("converted")
    for name, text in find_scripts().items():
        converted = convert_text(text, f"test_{name}", Options(unittest=True)).text
        uses = read_uses(text)
        for subject in ("whole", "all", *uses):
            module = f"shop_{name}_{subject.replace('.', '_')}"
            broken = {"whole": (), "all": tuple(uses)}.get(subject, (subject,))
            source = broken_subject(*broken) if broken else whole_subject()
            (folder / f"{module}.py").write_text(source, encoding="utf-8")
            test = converted.replace("from shop import", f"from {module} import")
            (folder / f"test_{name}__{subject.replace('.', '_')}.py").write_text(
                test, encoding="utf-8"
            )
    return _run_pytest(folder)


def _run_pytest(folder: Path) -> list[Ended]:
    (folder / "pytest.ini").write_text("[pytest]\npythonpath = .\n", encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:layerproof",
    ]
    subprocess.run(
        [*command, "--import-mode=importlib", "--junitxml=report.xml"],
        cwd=folder, env=environment, capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    ended: list[Ended] = []
    for case in ET.parse(folder / "report.xml").iter("testcase"):
        words = [*case.get("classname", "").split("."), case.get("name", "")]
        module = next(word for word in words if "__" in word)
        name, _, subject = module.removeprefix("test_").partition("__")
        told = "".join(child.get("message", "") + (child.text or "") for child in case)
        end = "passed" if len(case) == 0 else "todo" if TODO in told else "failed"
        ended.append(Ended(name, subject, case.get("name", ""), end))
    return ended


def _by_script(ended: list[Ended], subject: str) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {name: Counter() for name in find_scripts()}
    for each in ended:
        if each.subject == subject:
            found[each.script][each.end] += 1
    return found


#: What becomes of each script's tests while the subject is as it should be.
WHOLE = {
    "arguments": {"passed": 3},
    "asyncio_main": {"passed": 2},
    "block_is_the_test": {"passed": 1},
    "branch_prints": {"passed": 1},
    "chosen_words": {"passed": 2},
    "class_with_init": {"passed": 2},
    "connection_from_main": {"passed": 2},
    "context_manager": {"passed": 1},
    "counters": {"passed": 1},
    "expected_errors": {"passed": 2},
    "flags": {"passed": 1},
    "global_counters": {"passed": 2},
    "handed_to_a_runner": {"passed": 2},
    "handed_on": {"passed": 1, "todo": 1},
    "helper_function": {"passed": 2},
    "inner_function": {"passed": 2},
    "loop_runner": {"passed": 2},
    "main_is_the_test": {"passed": 1},
    "matching": {"passed": 2},
    "module_calls": {"passed": 2},
    "module_level": {"passed": 1},
    "nothing_verifiable": {"todo": 2},
    "own_checks_in_main": {"passed": 1, "todo": 1},
    "returned_verdicts": {"passed": 2},
    "searching": {"passed": 2},
    "set_up_functions": {"passed": 2},
    "shared_global": {"passed": 2},
    "silent_end": {"passed": 2, "todo": 1},
    "suppressed": {"todo": 3},
    "swallowed": {"passed": 2},
    "table_of_cases": {"passed": 2},
    "test_list": {"passed": 2},
    "unittest_class": {"passed": 4},
}


def test_a_whole_subject_passes_or_is_a_todo(ended: list[Ended]) -> None:
    """Where the script was content, each converted test passes, or says what is to be written."""
    assert _by_script(ended, "whole") == WHOLE


def test_a_broken_subject_passes_nowhere(ended: list[Ended]) -> None:
    """Where all that a script looks at is broken, not one of its converted tests passes."""
    found = _by_script(ended, "all")

    assert {name: tally["passed"] for name, tally in found.items()} == dict.fromkeys(WHOLE, 0)
    assert all(tally.total() for tally in found.values())


def test_each_broken_function_is_noticed(ended: list[Ended]) -> None:
    """Where one function is broken, at least one converted test of each script using it fails."""
    noticed = {(each.script, each.subject) for each in ended if each.end != "passed"}
    wanted = {
        (name, use.replace(".", "_"))
        for name, text in find_scripts().items()
        for use in read_uses(text)
    }

    assert wanted - noticed == set()


def test_the_scripts_are_content_with_the_whole_subject(tmp_path: Path) -> None:
    """The scripts run as they are: content with the whole subject, which makes them a measure."""
    for name, text in find_scripts().items():
        (tmp_path / f"{name}.script").write_text(text, encoding="utf-8")
    (tmp_path / "shop.py").write_text(whole_subject(), encoding="utf-8")
    driver = Path(__file__).with_name("run_scripts.py")
    run = subprocess.run(
        [sys.executable, str(driver)], cwd=tmp_path, capture_output=True, check=True, timeout=60
    )
    ends = json.loads(run.stdout)

    assert {name: end for name, (end, _) in ends.items()} == dict.fromkeys(WHOLE, "0")
    complaining = [name for name, (_, said) in ends.items() if "✗" in said or "FAIL " in said]
    assert complaining == []


def test_a_second_conversion_changes_nothing() -> None:
    """A converted script is left as it is."""
    for name, text in find_scripts().items():
        once = convert_text(text, f"test_{name}", Options(unittest=True)).text
        assert convert_text(once, f"test_{name}", Options(unittest=True)).text == once
