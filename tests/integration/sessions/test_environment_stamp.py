"""When an environment counts as installed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from layerproof.sessions.environment_stamp import (
    compute_stamp,
    is_installed,
    read_python,
    remove_stamp,
    write_stamp,
)
from layerproof.sessions.install_plan import plan_install
from layerproof.sessions.running_copy import RunningCopy
from tests.support.configs import MINIMAL, config_of
from tests.support.session_projects import BUILD, PROJECT, write_files

COPY = RunningCopy(("layerproof==1",), "1")
FILES = {
    "pyproject.toml": PROJECT + BUILD,
    "uv.toml": "",
    "env/pyvenv.cfg": "version_info = 3.11.7\n",
}


def _stamp(root: Path, copy: RunningCopy = COPY, table: str = "") -> str:
    plan = plan_install(config_of(MINIMAL + table), root, copy, uv=True)
    return compute_stamp(plan, copy, root / "env")


@pytest.mark.parametrize(
    "changed",
    [
        {"pyproject.toml": PROJECT + 'dependencies = ["httpx"]\n' + BUILD},
        {"pyproject.toml": PROJECT + BUILD + "[tool.hatch.build]\n"},
        {"uv.toml": "offline = true"},
        {"setup.cfg": ""},
        {"env/pyvenv.cfg": "version_info = 3.12.1\n"},
    ],
)
def test_a_changed_input_asks_for_an_install(tmp_path: Path, changed: dict[str, str]) -> None:
    """Metadata, locks, build settings and the environment's Python are inputs."""
    before = _stamp(write_files(tmp_path, FILES))
    assert _stamp(write_files(tmp_path, changed)) != before


@pytest.mark.parametrize(
    "change",
    [
        lambda root: _stamp(root, replace(COPY, identity="2")),
        lambda root: _stamp(root, RunningCopy(("layerproof==2",), "1")),
        lambda root: _stamp(root, table='[install]\npackages = ["httpx"]'),
    ],
)
def test_another_layerproof_or_choice_asks_for_an_install(
    tmp_path: Path, change: Callable[[Path], str]
) -> None:
    """The running copy of Layerproof and the table's choices are inputs too."""
    before = _stamp(write_files(tmp_path, FILES))
    assert change(tmp_path) != before


@pytest.mark.parametrize(
    "changed",
    [
        {"pyproject.toml": PROJECT + BUILD + "[tool.ruff]\nline-length = 99\n"},
        {"src/shop/services/sums.py": "def add(): ..."},
        {"README.md": "new"},
    ],
)
def test_what_is_not_installed_asks_for_nothing(tmp_path: Path, changed: dict[str, str]) -> None:
    """Sources are installed editable, and a linter's settings install nothing."""
    before = _stamp(write_files(tmp_path, FILES))
    assert _stamp(write_files(tmp_path, changed)) == before


def test_a_stamp_holds_until_it_is_taken_away(tmp_path: Path) -> None:
    """An environment is installed only while the stamp in it is the one asked for."""
    seen = [is_installed(tmp_path, "a")]
    write_stamp(tmp_path, "a")
    seen += [is_installed(tmp_path, "a"), is_installed(tmp_path, "b")]
    remove_stamp(tmp_path)
    remove_stamp(tmp_path)
    assert [*seen, is_installed(tmp_path, "a")] == [False, True, False, False]


@pytest.mark.parametrize(
    ("text", "python"),
    [
        ("home = /usr\nversion_info = 3.12.1\nuv = 0.13\n", "3.12"),
        ("version_info = 3.11.7.final.0\n", "3.11"),
        ("version = 3.13.0\n", "3.13"),
        ("home = /usr\n", None),
    ],
)
def test_the_python_of_an_environment_is_read(
    tmp_path: Path, text: str, python: str | None
) -> None:
    """Each of the three tools that make environments writes the version in its own way."""
    write_files(tmp_path, {"pyvenv.cfg": text})
    assert read_python(tmp_path) == python


def test_a_folder_that_is_no_environment_has_no_python(tmp_path: Path) -> None:
    """What a kill left behind is not taken for an environment."""
    assert read_python(tmp_path) is None
