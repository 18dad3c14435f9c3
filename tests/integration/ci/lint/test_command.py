"""Tests of the lint's command line on real folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from ci.lint.command import main


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one fault in core, one in a test and noise beside them."""
    core = tmp_path / "src/layerproof/core"
    core.mkdir(parents=True)
    (core / "judge.py").write_text('"""Judges."""\nimport os\n')
    tests = tmp_path / "tests/unit"
    tests.mkdir(parents=True)
    (tests / "test_judge.py").write_text('def test_it():\n    """It holds."""\n')
    for ignored in ("src/.hidden", "src/__pycache__", "src/foreign"):
        (tmp_path / ignored).mkdir()
        (tmp_path / ignored / "utils.py").write_text("x = 1\n")
    return tmp_path


def test_findings_are_printed_with_their_place(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each finding is one line that begins with file and line, and the exit code is 1."""
    assert main(["--root", str(project), "src", "tests"]) == 1

    out, err = capsys.readouterr()
    assert out == (
        "src/layerproof/core/judge.py:2: pure-core: core may not import os\n"
        "tests/unit/test_judge.py:1: test-assertion: "
        "test_it asserts nothing, so it shows nothing\n"
    )
    assert err == "2 files, 10 rules, 2 findings\n"


def test_a_clean_tree_ends_with_zero(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nothing is wrong, nothing is printed but the count."""
    (project / "src/layerproof/core/judge.py").write_text('"""Judges."""\n')

    assert main(["--root", str(project), "src"]) == 0
    assert capsys.readouterr() == ("", "1 files, 10 rules, 0 findings\n")


def test_a_file_that_is_not_utf_8_is_a_finding(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that cannot be read is reported by name, without a traceback."""
    (project / "src/layerproof/core/judge.py").write_bytes(b"\xff\xfe")

    assert main(["--root", str(project), "src"]) == 1
    assert capsys.readouterr().out == (
        "src/layerproof/core/judge.py:1: syntax: not UTF-8: invalid start byte at byte 0\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["src", "scr"], "error: nothing there: scr\n"),
        ([], "error: name a file or a folder\n"),
    ],
)
def test_wrong_use_is_told_apart_from_findings(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    """A mistyped folder ends with 2, since an empty walk would pass."""
    assert main(["--root", str(project), *arguments]) == 2
    assert capsys.readouterr().err == message


def test_the_rules_can_be_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """``--rules`` names every rule with its sentence."""
    assert main(["--rules"]) == 0

    rules = [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()]
    assert rules == [
        "pure-core",
        "print-at-door",
        "transaction-edge",
        "query-place",
        "module-name",
        "module-length",
        "function-length",
        "test-docstring",
        "test-assertion",
        "raises-match",
    ]
