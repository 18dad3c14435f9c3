"""``layerproof init`` on folders: what it shows, writes, leaves alone and takes back."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from layerproof.adapters.config_file import read_config
from tests.integration.adoption.setup.conftest import commit, git_status
from tests.support.command_line import Command
from tests.support.existing_backend import FILES
from tests.support.new_backends import SYNCHRONOUS
from tests.support.runs import untraced_environment
from tests.support.session_projects import write_files

QUIET = ("--yes", "--no-doctor")
WRITTEN = " M pyproject.toml\n?? .github/workflows/tests.yml\n?? Makefile\n?? noxfile.py\n"


def _snapshot(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }


def test_tests_are_not_touched_and_the_table_holds(shop: Path, command: Command) -> None:
    """Only new files and ends of files change, and the table is one that Layerproof reads."""
    before = (shop / "pyproject.toml").read_bytes()
    done = command(shop, "init", *QUIET)
    assert (done.code, git_status(shop)) == (0, WRITTEN)
    assert (shop / "pyproject.toml").read_bytes().startswith(before)
    config = read_config(shop)
    assert [layer.name for layer in config.layers] == ["repository", "service", "router", "model"]
    assert config.app == "shop.main:app"


def test_nothing_is_written_beside_a_wrong_table(shop: Path, command: Command) -> None:
    """A table that is there and wrong is explained first, with exit code 2."""
    path = shop / "pyproject.toml"
    path.write_text(path.read_text() + '\n[tool.layerproof]\nsourse = ["shop"]\n')
    before = _snapshot(shop)
    done = command(shop, "init", *QUIET)
    assert done.code == 2
    assert "tool.layerproof.sourse" in done.text
    assert _snapshot(shop) == before


def test_the_diff_is_one_that_git_applies(shop: Path, command: Command) -> None:
    """What is printed is what would be written, and ``--dry-run`` writes nothing."""
    done = command(shop, "init", "--dry-run")
    assert (done.code, git_status(shop)) == (0, "")
    subprocess.run(["git", "apply", "-"], cwd=shop, input=done.out, text=True, check=True)
    applied = _snapshot(shop)
    subprocess.run(["git", "checkout", "-q", "."], cwd=shop, check=True)
    subprocess.run(["git", "clean", "-fdq"], cwd=shop, check=True)
    command(shop, "init", *QUIET)
    written = _snapshot(shop)
    assert {path: written[path] for path in applied} == applied


@pytest.mark.parametrize(
    "data", [b"def test_a(:\n", b"def test_\xff(): ...\n", b"scenarios('.')\n"]
)
def test_tests_that_cannot_be_read_are_tests(tmp_path: Path, command: Command, data: bytes) -> None:
    """No tree is written beside files of tests in which no test is seen."""
    service = {"shop/__init__.py": "", "shop/services/orders.py": "def place(): ...\n"}
    root = write_files(tmp_path, {**service, "tests/test_a.py": ""})
    (root / "tests" / "test_a.py").write_bytes(data)
    commit(root)
    assert command(root, "init", *QUIET).code == 0
    assert "tests/" not in git_status(root)


def test_a_tree_of_tests_is_a_diff_that_git_applies(tmp_path: Path, command: Command) -> None:
    """Empty files are in it as well; ``--undo`` leaves nothing of the tree."""
    root = commit(write_files(tmp_path, SYNCHRONOUS))
    diff = command(root, "init", "--dry-run").out
    command(root, "init", *QUIET)
    written = _snapshot(root)
    command(root, "init", "--undo")
    assert not (root / "tests").exists()
    subprocess.run(["git", "apply", "-"], cwd=root, input=diff, text=True, check=True)
    ours = {path: data for path, data in written.items() if not path.startswith(".layerproof")}
    assert _snapshot(root) == ours


def test_a_second_run_changes_nothing_and_says_so(shop: Path, command: Command) -> None:
    """The table that is there is left alone, whatever is asked for."""
    command(shop, "init", *QUIET)
    before = _snapshot(shop)
    done = command(shop, "init", *QUIET)
    assert (done.code, done.out) == (0, "")
    assert "has a [tool.layerproof] table already; it is left as it is\n" in done.text
    assert "nothing to do: everything is there already\n" in done.text
    assert _snapshot(shop) == before


def test_undo_takes_back_exactly_what_was_written(shop: Path, command: Command) -> None:
    """Every byte is as before, and new files and folders are gone."""
    before = _snapshot(shop)
    command(shop, "init", *QUIET)
    (shop / ".github" / "workflows" / "__pycache__").mkdir()
    done = command(shop, "init", "--undo")
    assert done.code == 0
    assert _snapshot(shop) == before
    assert not (shop / ".github").exists()
    assert not (shop / ".layerproof").exists()
    assert "nothing to take back" in command(shop, "init", "--undo").text


def test_undo_leaves_alone_what_was_changed_since(shop: Path, command: Command) -> None:
    """A file that somebody went on with is told, and can be undone once it is as it was."""
    command(shop, "init", *QUIET)
    ours = (shop / "Makefile").read_text(encoding="utf-8")
    (shop / "Makefile").write_text(ours + "\nmine:\n\ttrue\n", encoding="utf-8")
    done = command(shop, "init", "--undo")
    assert done.code == 1
    assert "left alone, since it was changed after `layerproof init`: Makefile\n" in done.text
    assert git_status(shop) == "?? Makefile\n"
    (shop / "Makefile").write_text(ours, encoding="utf-8")
    assert command(shop, "init", "--undo").code == 0
    assert git_status(shop) == ""


def test_without_a_terminal_nothing_is_written(
    shop: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can be asked, so the diff is shown and the way out is named."""
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    done = command(shop, "init")
    assert (done.code, git_status(shop)) == (2, "")
    assert "+[tool.layerproof]\n" in done.out
    assert "do: say `layerproof init --yes` to write this, `--dry-run` to look only" in done.text


@pytest.mark.parametrize(("answer", "status"), [("y\n", WRITTEN), ("\n", ""), ("", "")])
def test_at_a_terminal_somebody_is_asked(
    shop: Path, command: Command, monkeypatch: pytest.MonkeyPatch, answer: str, status: str
) -> None:
    """Only a yes writes."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal(answer))
    done = command(shop, "init", "--no-doctor")
    assert (done.code, git_status(shop)) == (0, status)
    assert "write these 4 files? [y/N]" in done.text


def test_windows_line_ends_stay(tmp_path: Path, command: Command) -> None:
    """A file with CRLF gets CRLF, and no final newline is no fault."""
    root = write_files(tmp_path, FILES)
    text = (root / "pyproject.toml").read_bytes().replace(b"\n", b"\r\n").rstrip()
    (root / "pyproject.toml").write_bytes(text)
    assert command(root, "init", *QUIET).code == 0
    after = (root / "pyproject.toml").read_bytes()
    assert after.startswith(text + b"\r\n\r\n[tool.layerproof]\r\n")
    assert after.count(b"\n") == after.count(b"\r\n")
    command(root, "init", "--undo")
    assert (root / "pyproject.toml").read_bytes() == text


def test_broken_settings_are_an_error_with_their_line(shop: Path, command: Command) -> None:
    """A ``pyproject.toml`` that is no TOML stops everything before anything is written."""
    text = (shop / "pyproject.toml").read_text(encoding="utf-8")
    (shop / "pyproject.toml").write_text(text + "\n[tool.x\n", encoding="utf-8")
    line = text.count("\n") + 2
    done = command(shop, "init", *QUIET)
    assert (done.code, git_status(shop)) == (2, " M pyproject.toml\n")
    assert f"error[config]: pyproject.toml:{line}: is not TOML" in done.text


@pytest.mark.parametrize("data", [b"\xff\xfe", b"a = '\xe4'\n"])
def test_settings_that_are_not_utf8_are_an_error(shop: Path, command: Command, data: bytes) -> None:
    """What cannot be read is not written over."""
    (shop / "pyproject.toml").write_bytes(data)
    done = command(shop, "init", *QUIET)
    assert (done.code, (shop / "pyproject.toml").read_bytes()) == (2, data)
    assert "error[config]: pyproject.toml:1: cannot be read as UTF-8" in done.text


def test_a_folder_without_code_is_an_error(tmp_path: Path, command: Command) -> None:
    """There is nothing to measure, and nothing is written."""
    done = command(tmp_path, "init", *QUIET)
    assert (done.code, list(tmp_path.iterdir())) == (2, [])
    assert "there is nothing to measure" in done.text


def test_what_is_no_folder_is_an_error(tmp_path: Path, command: Command) -> None:
    """A path that is not there is wrong use."""
    done = command(tmp_path, "init", "nowhere")
    assert (done.code, "nowhere is no folder" in done.text) == (2, True)


def test_outside_of_git_there_is_a_warning(tmp_path: Path, command: Command) -> None:
    """Nothing but ``--undo`` would take it back, so that is said; it goes on."""
    root = write_files(tmp_path, FILES)
    done = command(root, "init", *QUIET)
    assert done.code == 0
    assert "this is not a git checkout" in done.text.replace("\n    ", " ")


def _fail_at(number: int, error: BaseException) -> Callable[[str, str], None]:
    """Return ``os.replace`` that raises at its n-th call."""
    replace, calls = os.replace, []

    def fail(source: str, target: str) -> None:
        calls.append(target)
        if len(calls) == number:
            raise error
        replace(source, target)

    return fail


@pytest.mark.parametrize("number", [1, 2, 4])
@pytest.mark.parametrize(
    ("error", "code"),
    [(OSError(28, "No space left on device", "x"), 3), (KeyboardInterrupt(), 130)],
)
def test_all_of_the_files_or_none(
    shop: Path,
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    error: BaseException,
    code: int,
) -> None:
    """What is cut off anywhere, by the disk or by Ctrl-C, leaves every file as it was."""
    before = _snapshot(shop)
    monkeypatch.setattr("layerproof.adoption.setup.writing.os.replace", _fail_at(number, error))
    done = command(shop, "init", *QUIET)
    assert done.code == code
    assert _snapshot(shop) == before
    assert not (shop / ".github").exists()


def test_a_file_in_the_way_of_a_folder(shop: Path, command: Command) -> None:
    """Where the second file cannot be written, the first is not either."""
    (shop / ".github").write_text("not a folder", encoding="utf-8")
    before = _snapshot(shop)
    done = command(shop, "init", *QUIET)
    assert (done.code, _snapshot(shop)) == (3, before)
    assert "every file is as it was" in done.text


def test_a_file_that_changes_meanwhile_is_not_written_over(
    shop: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody writes while init waits for an answer is kept."""

    class Slow(io.StringIO):
        def isatty(self) -> bool:
            (shop / "noxfile.py").write_text("mine = 1\n", encoding="utf-8")
            return True

    monkeypatch.setattr("sys.stdin", Slow("y\n"))
    done = command(shop, "init", "--no-doctor")
    assert (done.code, git_status(shop)) == (2, "?? noxfile.py\n")
    assert "noxfile.py has changed since it was read, so nothing was written" in done.text


def test_a_link_is_followed_and_stays_a_link(shop: Path, command: Command) -> None:
    """The file behind a link is changed, with its mode, and the link stays."""
    real = shop / "settings" / "pyproject.toml"
    real.parent.mkdir()
    (shop / "pyproject.toml").rename(real)
    (shop / "pyproject.toml").symlink_to("settings/pyproject.toml")
    real.chmod(0o640)
    assert command(shop, "init", *QUIET).code == 0
    assert (shop / "pyproject.toml").is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert "layerproof" in tomllib.loads(real.read_text(encoding="utf-8"))["tool"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pytest.ini", "[pytest]\naddopts = -q\n"),
        ("tox.ini", "[pytest]\naddopts = -q\n"),
        ("setup.cfg", "[tool:pytest]\naddopts = -q\n"),
        ("conftest.py", ""),
    ],
)
def test_a_new_pyproject_leaves_pytest_as_it_is(
    tmp_path: Path, command: Command, name: str, text: str
) -> None:
    """Root folder, settings and outcome of plain pytest are those from before."""
    files = {"shop/__init__.py": "", "tests/test_a.py": "def test_a():\n    assert 1\n", name: text}
    root = commit(write_files(tmp_path, files))
    before = _run_pytest(root)
    assert command(root, "init", *QUIET).code == 0
    assert "pyproject.toml" in git_status(root)
    after = _run_pytest(root)
    assert after.replace("configfile: pyproject.toml\n", "") == before
    assert "1 passed" in after
    if name != "conftest.py":
        assert f"configfile: {name}" in after


def test_a_new_pyproject_makes_no_package(tmp_path: Path, command: Command) -> None:
    """Only the table is in it: no project and no build system; what changes is said."""
    test = "def test_a():\n    assert 1\n"
    root = write_files(
        tmp_path, {"shop/__init__.py": "", "tests/test_a.py": test, "setup.py": "x = 1\n"}
    )
    said = command(root, "init", *QUIET).text.replace("\n    ", " ")
    assert "`uv run` takes the folder for a project from now on" in said
    assert "with pyproject.toml beside setup.py, pip builds the project in isolation" in said
    document = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    assert list(document) == ["tool"]
    assert list(document["tool"]) == ["layerproof"]


def _run_pytest(root: Path) -> str:
    """Return what plain pytest says of itself, and how it ended."""
    words = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:layerproof", "-v"]
    done = subprocess.run(
        words,
        cwd=root,
        env=untraced_environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    kept = ("rootdir:", "configfile:", "tests/")
    told = [line for line in done.stdout.splitlines() if line.startswith(kept)]
    return "\n".join([*told, "1 passed" if "1 passed" in done.stdout else done.stdout])
