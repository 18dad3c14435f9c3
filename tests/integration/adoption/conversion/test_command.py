"""``layerproof convert`` on files and folders: what is shown, written, kept and refused."""

from __future__ import annotations

import codecs
import stat
import subprocess
from pathlib import Path
from textwrap import dedent

import pytest

from tests.support.command_line import Command, make_command

SCRIPT = dedent(
    """\
    from shop import add


    def test_add():
        if add(1, 2) == 3:
            print("ok")
        else:
            print("FAIL")
    """
)
CONVERTED = dedent(
    """\
    from shop import add


    def test_add():
        assert add(1, 2) == 3, "FAIL"
    """
)
SUMMARY = "1 file converted, 0 files left alone (nothing script-like), 0 files not looked at\n"


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """Return a function that calls ``layerproof`` in a folder with words."""
    return make_command(monkeypatch, capfd)


def test_without_write_the_diff_is_shown_and_nothing_is_written(
    command: Command, tmp_path: Path
) -> None:
    """The default shows a unified diff and a summary, and exits with 1 while there is work."""
    (tmp_path / "test_a.py").write_text(SCRIPT)
    done = command(tmp_path, "convert", "test_a.py")

    assert done.code == 1
    assert done.text.splitlines() == [
        "--- a/test_a.py",
        "+++ b/test_a.py",
        "@@ -2,7 +2,4 @@",
        " ",
        " ",
        " def test_add():",
        "-    if add(1, 2) == 3:",
        '-        print("ok")',
        "-    else:",
        '-        print("FAIL")',
        '+    assert add(1, 2) == 3, "FAIL"',
        "to convert: test_a.py",
        "1 file to convert, 0 files left alone (nothing script-like), 0 files not looked at",
    ]
    assert (tmp_path / "test_a.py").read_text() == SCRIPT


def test_writing_converts_and_a_second_run_has_nothing_to_do(
    command: Command, tmp_path: Path
) -> None:
    """``--write`` writes, exits with 0, and leaves nothing for a second run."""
    (tmp_path / "test_a.py").write_text(SCRIPT)
    first = command(tmp_path, "convert", "--write", "--quiet", "test_a.py")
    second = command(tmp_path, "convert", "test_a.py")

    assert (first.code, first.text) == (0, f"converted: test_a.py\n{SUMMARY}")
    assert (tmp_path / "test_a.py").read_text() == CONVERTED
    assert (second.code, second.text) == (
        0,
        "0 files to convert, 1 file left alone (nothing script-like), 0 files not looked at\n",
    )
    assert [path.name for path in tmp_path.iterdir()] == ["test_a.py"]


def test_bytes_that_are_not_part_of_it_are_kept(command: Command, tmp_path: Path) -> None:
    """Line ends, byte order mark, encoding and the file's mode are as they were."""
    marked = tmp_path / "test_bom.py"
    marked.write_bytes(codecs.BOM_UTF8 + SCRIPT.replace("\n", "\r\n").encode())
    marked.chmod(0o750)
    latin = tmp_path / "test_latin.py"
    latin.write_bytes(b"# coding: latin-1\n# caf\xe9\n" + SCRIPT.encode())
    done = command(tmp_path, "convert", "--write", "--quiet", ".")

    assert done.code == 0
    assert marked.read_bytes() == codecs.BOM_UTF8 + CONVERTED.replace("\n", "\r\n").encode()
    assert stat.S_IMODE(marked.stat().st_mode) == 0o750
    assert latin.read_bytes() == b"# coding: latin-1\n# caf\xe9\n" + CONVERTED.encode()


def test_a_link_stays_a_link(command: Command, tmp_path: Path) -> None:
    """What a symbolic link names is written; the link is not replaced by a file."""
    real = tmp_path / "real.py"
    real.write_text(SCRIPT)
    (tmp_path / "test_a.py").symlink_to(real)
    command(tmp_path, "convert", "--write", "--quiet", "test_a.py")

    assert (tmp_path / "test_a.py").is_symlink()
    assert real.read_text() == CONVERTED


def test_files_that_cannot_be_looked_at_are_named_and_the_rest_goes_on(
    command: Command, tmp_path: Path
) -> None:
    """Each unreadable file is one line, the others are converted, and the exit code says it."""
    (tmp_path / "test_a.py").write_text(SCRIPT)
    (tmp_path / "test_broken.py").write_text("def test_a(:\n    print('ok')\n")
    (tmp_path / "test_bytes.py").write_bytes(b"print('\xff\xfe ok')\n")
    (tmp_path / "test_null.py").write_bytes(b"print('ok\0')\n")
    (tmp_path / "test_coding.py").write_bytes(b"# coding: klingon\nprint('ok')\n")
    (tmp_path / "test_gone.py").symlink_to(tmp_path / "nowhere.py")
    (tmp_path / "loop").symlink_to(tmp_path)
    done = command(tmp_path, "convert", "--write", "--quiet", ".")

    lines = done.text.splitlines()
    named = [line.split(":")[1].strip() for line in lines if line.startswith("not looked at")]
    assert done.code == 3
    assert named == [
        "test_broken.py", "test_bytes.py", "test_coding.py", "test_gone.py", "test_null.py",
    ]  # fmt: skip
    assert lines[0] == "converted: test_a.py"
    assert (tmp_path / "test_a.py").read_text() == CONVERTED


def test_a_folder_is_searched_for_test_like_files(command: Command, tmp_path: Path) -> None:
    """Files with a test's name are found anywhere, others in folders of tests; never conftest."""
    for name in ("check_a.py", "src/app.py", "tests/any.py", "tests/conftest.py", ".venv/test_b.py",
                 "deep/er/a_test.py", "node_modules/test_c.py"):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SCRIPT)
    done = command(tmp_path, "convert", "--quiet", ".")

    found = [line for line in done.text.splitlines() if line.startswith("to convert: ")]
    assert [line.removeprefix("to convert: ") for line in found] == [
        "check_a.py", "deep/er/a_test.py", "tests/any.py",
    ]  # fmt: skip


def test_a_file_that_pytest_does_not_collect_is_renamed_when_asked(
    command: Command, tmp_path: Path
) -> None:
    """Without ``--rename`` the name is told; with it the file moves, and replaces none."""
    (tmp_path / "check_a.py").write_text(SCRIPT)
    told = command(tmp_path, "convert", "--quiet", "check_a.py")
    moved = command(tmp_path, "convert", "--quiet", "--write", "--rename", "check_a.py")

    assert "pytest does not collect this name; --rename makes it test_check_a.py" in told.text
    assert moved.code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["test_check_a.py"]
    (tmp_path / "check_a.py").write_text(SCRIPT)
    refused = command(tmp_path, "convert", "--quiet", "--write", "--rename", "check_a.py")
    assert (refused.code, "test_check_a.py is there already" in refused.text) == (2, True)
    assert (tmp_path / "check_a.py").read_text() == SCRIPT


def test_the_projects_own_settings_decide_what_is_collected(
    command: Command, tmp_path: Path
) -> None:
    """``python_files`` and ``asyncio_mode`` are read from the nearest settings."""
    settings = '[tool.pytest.ini_options]\npython_files = "check_*.py"\nasyncio_mode = "auto"\n'
    (tmp_path / "pyproject.toml").write_text(settings)
    test = "async def test_a():\n    assert await f()\n"
    script = f"import asyncio\n\n\n{test}\n\nasyncio.run(test_a())\n"
    (tmp_path / "check_a.py").write_text(script)
    done = command(tmp_path, "convert", "--write", "check_a.py")

    assert (done.code, "rename" in done.text) == (0, False)
    assert (tmp_path / "check_a.py").read_text() == test


def test_todos_are_named_with_their_lines(command: Command, tmp_path: Path) -> None:
    """What a person has to write is listed with file and line."""
    (tmp_path / "test_a.py").write_text('def test_a():\n    f()\n    print("ok")\n')
    done = command(tmp_path, "convert", "--quiet", "test_a.py")

    assert done.text.splitlines()[:2] == [
        "to convert: test_a.py, 1 TODO to write",
        '  test_a.py:6: TODO nothing was checked before the script said: print("ok")',
    ]


def test_classes_that_cannot_be_converted_whole_are_left_alone(
    command: Command, tmp_path: Path
) -> None:
    """A class of unittest is converted whole or not at all, with the reason."""
    text = dedent(
        """\
        import unittest


        class Logs(unittest.TestCase):
            def test_logs(self):
                with self.assertLogs():
                    f()
        """
    )
    (tmp_path / "test_a.py").write_text(text)
    done = command(tmp_path, "convert", "--unittest", "test_a.py")

    assert (done.code, done.text.splitlines()[0]) == (
        0, "left alone: test_a.py:4: class Logs: uses self.assertLogs",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing.py"], "nothing.py is not there"),
        (["notes.txt"], "notes.txt is not a Python file"),
        (["--marker", "not-a-name", "notes.txt"], "'not-a-name' is no name of a marker"),
        (["--write", "--dry-run", "notes.txt"], "not allowed with argument"),
        ([], "the following arguments are required: PATH"),
    ],
)
def test_wrong_use_is_told(command: Command, tmp_path: Path, words: list[str], said: str) -> None:
    """Wrong words end with 2 and say what is wrong."""
    (tmp_path / "notes.txt").write_text("ok")
    done = command(tmp_path, "convert", *words)

    assert (done.code, said in done.text) == (2, True)


def test_uncommitted_changes_are_warned_of(command: Command, tmp_path: Path) -> None:
    """A file that git does not hold is written all the same, with a warning."""
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / "test_a.py").write_text(SCRIPT)
    done = command(tmp_path, "convert", "--write", "--quiet", "test_a.py")

    assert (done.code, "warning: test_a.py has changes that git does not hold" in done.text) == (
        0, True,
    )  # fmt: skip


def test_a_write_that_fails_leaves_the_file_whole(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the last step of writing is refused, the old file is whole and nothing lies about."""

    def refuse(path: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied", str(target))

    (tmp_path / "test_a.py").write_text(SCRIPT)
    monkeypatch.setattr(Path, "replace", refuse)
    done = command(tmp_path, "convert", "--write", "--quiet", "test_a.py")

    assert (done.code, "Permission denied" in done.text) == (3, True)
    assert [path.name for path in tmp_path.iterdir()] == ["test_a.py"]
    assert (tmp_path / "test_a.py").read_text() == SCRIPT
