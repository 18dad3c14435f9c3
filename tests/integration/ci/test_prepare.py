"""Tests of the script that makes the environment, with a stand-in for uv."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.ci_checkout import Checkout, make_checkout

#: Writes down how it was called; makes an environment that can run, as the real one does.
UV = """
echo "uv $1 $2" >>"$UV_LOG"
if [ "$1" = venv ]; then
    for last; do :; done
    mkdir -p "$last/bin" && printf '#!/bin/sh\\nexit 0\\n' >"$last/bin/python"
    chmod +x "$last/bin/python"
fi
exit "${UV_EXIT:-0}"
"""

VENV, INSTALL = "uv venv --quiet", "uv pip install"


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A checkout without an environment, and uv on the PATH."""
    checkout = make_checkout(tmp_path)
    checkout.write_tool("uv", UV)
    return checkout


def _calls(checkout: Checkout) -> list[str]:
    """Run ``ci/prepare`` successfully and return the calls of uv that it made."""
    log = checkout.tools / "uv.log"
    log.write_text("")
    ended = checkout.run("prepare", UV_LOG=str(log))
    assert ended.returncode == 0, ended.stderr
    return log.read_text().splitlines()


def test_an_environment_is_made_once(checkout: Checkout) -> None:
    """The first call makes and fills it, and the second does nothing."""
    assert _calls(checkout) == [VENV, INSTALL]
    assert _calls(checkout) == []


def test_a_changed_project_is_installed_again_into_the_same_environment(
    checkout: Checkout,
) -> None:
    """New dependencies are installed; what is installed already stays."""
    _calls(checkout)
    (checkout.root / "pyproject.toml").write_text('[project]\nname = "other"\n')

    assert _calls(checkout) == [INSTALL]


def test_a_touched_project_is_not_installed_again(checkout: Checkout) -> None:
    """A checkout gives files new times; only their content counts."""
    _calls(checkout)
    (checkout.root / "pyproject.toml").touch()

    assert _calls(checkout) == []


def test_an_environment_that_was_moved_is_made_anew(checkout: Checkout) -> None:
    """Its scripts and its link to the source still mean the old place."""
    _calls(checkout)
    moved = Checkout(checkout.root.rename(checkout.root.with_name("moved")), checkout.tools)

    assert _calls(moved) == [VENV, INSTALL]


def test_an_environment_whose_python_is_gone_is_made_anew(checkout: Checkout) -> None:
    """An interpreter that was removed from the machine leaves a link to nothing."""
    _calls(checkout)
    python = checkout.root / ".venv/bin/python"
    python.unlink()
    python.symlink_to("/nowhere/python3")

    assert _calls(checkout) == [VENV, INSTALL]


def test_an_install_that_failed_is_tried_again(checkout: Checkout) -> None:
    """An environment that was changed half-way fits neither the new project nor the old one."""
    log = checkout.tools / "uv.log"
    project = checkout.root / "pyproject.toml"
    before = project.read_text()
    _calls(checkout)
    project.write_text('[project]\nname = "other"\n')
    failed = checkout.run("prepare", UV_LOG=str(log), UV_EXIT="1")
    project.write_text(before)

    assert failed.returncode == 1
    assert INSTALL in _calls(checkout)


def test_it_works_from_any_folder(checkout: Checkout, tmp_path: Path) -> None:
    """The environment lies beside the scripts, wherever they are called from."""
    log = checkout.tools / "uv.log"

    assert checkout.run("prepare", cwd=tmp_path, UV_LOG=str(log)).returncode == 0
    assert (checkout.root / ".venv/bin/python").exists()
    assert not (tmp_path / ".venv").exists()


def test_a_python_that_is_not_there_is_named(checkout: Checkout) -> None:
    """The message says what is needed, what is missing and how to name another one."""
    ended = checkout.run("prepare", PYTHON="python3.99")

    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr == (
        "error: Layerproof needs Python 3.11 or newer, and 'python3.99' is not on the PATH.\n"
        "error: Install one, or name it: make PYTHON=/path/to/python3.12\n"
    )


def test_a_python_that_is_too_old_is_told_apart(checkout: Checkout) -> None:
    """The version that was found is in the message, and so is a newer one that is there."""
    checkout.write_tool("python3.14", (checkout.tools / "python3").read_text().splitlines()[-1])
    checkout.write_tool("oldpython", '[ "$1" = -V ] && echo "Python 3.8.1" || exit 1')
    ended = checkout.run("prepare", PYTHON="oldpython")

    assert ended.returncode == 3
    assert ended.stderr == (
        "error: Layerproof needs Python 3.11 or newer, and 'oldpython' is Python 3.8.1.\n"
        "error: Name another one: make PYTHON=python3.14\n"
    )
