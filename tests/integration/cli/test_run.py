"""``layerproof run``: one suite, from the command to its exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command_line import Command
from tests.support.plain_shop import edit, write_plain_shop
from tests.support.runs import read_outcome


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """Return a project that has never run."""
    return write_plain_shop(tmp_path)


def test_kept(plain: Path, command: Command) -> None:
    """The suite runs, is recorded, held to its gates, and ends with its ruling."""
    done = command(plain, "run", "--suite", "unit")
    assert done.code == 0, done.text
    assert done.text.splitlines()[-2:] == [
        "  ✓ service: 100.0 % (gate: 80 %)",
        "suite unit: kept",
    ]
    outcome = read_outcome(plain, "unit")
    assert (outcome["status"], outcome["selected"], outcome["narrowed"]) == ("finished", 3, [])
    assert (plain / ".layerproof" / ".gitignore").read_text() == "*\n"


def test_failed_test(plain: Path, command: Command) -> None:
    """A test that fails exits with 1 and is named; pytest's own output comes first."""
    edit(plain / "tests/unit/test_prices.py", "== 120", "== 121")
    done = command(plain, "run", "--suite", "unit")
    assert done.code == 1
    assert done.text.index("assert 120 == 121") < done.text.index("broken: ")
    assert done.text.splitlines()[-1] == "suite unit: broken"


def test_narrowed_by_the_user(shop: Path, command: Command) -> None:
    """It passes by its tests alone, judges nothing, and leaves a record that is not whole."""
    done = command(shop, "run", "--suite", "unit", "--", "-k", "tax", "-q")
    assert done.code == 0, done.text
    assert done.text.splitlines()[-1] == (
        "narrowed by -k tax: the tests that ran have passed, nothing was judged"
    )
    assert read_outcome(shop, "unit")["narrowed"] == ["-k tax"]
    assert command(shop, "gate", "--suite", "unit").code == 3


def test_narrowed_by_the_environment(
    shop: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the environment leaves out is nobody's wish: the suite is not measured."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "-k 'tax'")
    done = command(shop, "run", "--suite", "unit")
    assert done.code == 3
    assert read_outcome(shop, "unit")["narrowed"] == ["-k tax"]


def test_shard(plain: Path, command: Command) -> None:
    """A shard is recorded as one part, and its gates wait for the others."""
    done = command(plain, "run", "--suite", "unit", "--shard", "1/2")
    assert done.code == 0, done.text
    assert "gate" not in done.text.splitlines()[-2]
    assert read_outcome(plain, "unit.1of2")["part"]["shards"] == 2


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--suite", "smoke"], "there is no suite named 'smoke'"),
        (["--suite", "unit", "--shard", "3/2"], "'3/2' is not a shard"),
        (["--suite", "unit", "--python", "3.12"], "'3.12' is not among the pythons"),
        (["--suite", "unit", "--jobs", "many"], "argument --jobs: invalid int value: 'many'"),
        (["--suite"], "argument --suite: expected one argument"),
    ],
)
def test_wrong_use(plain: Path, command: Command, words: list[str], problem: str) -> None:
    """It exits with 2, says what is wrong, and neither runs nor records anything."""
    done = command(plain, "run", *words)
    assert done.code == 2
    assert problem in done.text
    assert not (plain / ".layerproof" / "suites").exists()


def test_environment_that_cannot_be_read(
    plain: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Arguments of the environment with an open quotation are refused before anything runs."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "-k 'tax")
    done = command(plain, "run", "--suite", "unit")
    assert done.code == 2
    assert done.text == (
        'error[usage]: PYTEST_ADDOPTS cannot be read: No closing quotation in "-k \'tax"\n'
        "  do: close the quotation\n"
    )


def test_wrong_table(plain: Path, command: Command) -> None:
    """A table that is wrong exits with 2 and names the fault."""
    edit(plain / "pyproject.toml", "fail_under = 70", "fail_under = 170")
    done = command(plain, "run", "--suite", "unit")
    assert done.code == 2
    assert "tool.layerproof.fail_under" in done.text
    assert "Traceback" not in done.text


def test_no_project(tmp_path: Path, command: Command) -> None:
    """Where there is no project, the command says so."""
    done = command(tmp_path, "run", "--suite", "unit")
    assert done.code == 2
    assert "error[config]" in done.text


def test_records_folder_is_a_file(plain: Path, command: Command) -> None:
    """A file in the place of ``.layerproof`` is explained, and is not taken for a failed test."""
    (plain / ".layerproof").write_text("")
    done = command(plain, "run", "--suite", "unit")
    assert (done.code, done.text.splitlines()) == (
        3,
        [
            f"error[environment]: {plain / '.layerproof'}: File exists",
            "  do: make .layerproof a folder that this user may write, on a disk with room",
        ],
    )


def test_arguments_for_pytest_without_the_dashes(plain: Path, command: Command) -> None:
    """An option that is pytest's is refused with a word on where it goes."""
    done = command(plain, "run", "--suite", "unit", "-k", "tax")
    assert done.code == 2
    assert done.text.endswith("unrecognized arguments: -k; what is for pytest goes after --\n")
