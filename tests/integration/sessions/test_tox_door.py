"""What tox makes of the table, without running an environment."""

from __future__ import annotations

from pathlib import Path

from layerproof.errors import ExitCode
from tests.support.session_projects import SHOP, TABLE, run_tool, write_files

TOX = {"tox.ini": "[tox]\nmin_version = 4.56\n"}
OWN = {"tox.ini": "[tox]\nenv_list = lint\n[testenv:lint]\nskip_install = true\ncommands =\n"}


def _default_of(output: str) -> list[str]:
    lines = output.split("default environments:\n")[1].split("\n\n")[0].splitlines()
    return [line.split()[0] for line in lines]


def test_tox_lists_the_same_environments(tmp_path: Path) -> None:
    """With a ``tox.ini`` of one line, plain tox runs the suites that have tests, then coverage."""
    listed = run_tool(write_files(tmp_path, SHOP | TOX), "tox", "list")
    assert _default_of(listed.output) == ["unit", "api", "coverage"]


def test_a_project_with_environments_of_its_own_keeps_its_default(tmp_path: Path) -> None:
    """Layerproof's environments stand beside those that the project describes."""
    listed = run_tool(write_files(tmp_path, SHOP | OWN), "tox", "list", "--no-desc")
    assert listed.output.split()[:4] == ["lint", "fast", "unit", "integration"]
    labelled = run_tool(tmp_path, "tox", "list", "--no-desc", "-m", "layerproof")
    assert labelled.output.split() == ["unit", "api", "coverage"]


def test_an_environment_of_the_project_stays_its_own(tmp_path: Path) -> None:
    """``[testenv:unit]`` is not overruled by the suite of that name."""
    own = {"tox.ini": "[testenv:unit]\nskip_install = true\ncommands = python -V\n"}
    shown = run_tool(
        write_files(tmp_path, SHOP | own), "tox", "config", "-e", "unit", "-k", "commands"
    )
    assert "commands = python -V" in shown.output


def test_a_project_without_a_table_does_not_notice(tmp_path: Path) -> None:
    """The plugin is installed wherever Layerproof is; without a table it does nothing."""
    write_files(tmp_path, OWN | {"pyproject.toml": "# layerproof is not used here\n"})
    listed = run_tool(tmp_path, "tox", "list", "--no-desc")
    assert (listed.code, listed.output) == (ExitCode.KEPT, "lint\n")


def test_a_wrong_table_is_explained(tmp_path: Path) -> None:
    """A fault in the table ends tox with code 2 and one message, not with a traceback."""
    write_files(tmp_path, TOX | {"pyproject.toml": TABLE.replace("source", "sauce")})
    ended = run_tool(tmp_path, "tox", "-e", "unit")
    assert ended.code == ExitCode.WRONG_USE
    assert 'sauce: is not a key of this table; did you mean "source"?' in ended.output
    assert "Traceback" not in ended.output


def test_arguments_and_environment_reach_the_suite(tmp_path: Path) -> None:
    """A suite gets what stands after ``--``, and the variables that its tests may need."""
    write_files(tmp_path, SHOP | {"tox.ini": "[testenv]\npass_env = MINE\n"})
    shown = run_tool(
        *(tmp_path, "tox", "config", "-e", "unit", "-k", "commands", "pass_env", "set_env"),
        *("--", "--shard", "1/2", "-x"),
    ).output
    assert "commands = python -m layerproof run --suite unit --shard 1/2 -- -x\n" in shown
    assert {"MINE", "LAYERPROOF_*", "DATABASE_*", "GITHUB_*"} <= set(shown.split())
    assert "LAYERPROOF_WATCH_PARENT=1" in shown
