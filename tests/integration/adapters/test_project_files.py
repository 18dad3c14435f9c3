"""Writing the project's own files."""

import stat
from pathlib import Path

import pytest

from layerproof.adapters.project_files import replace_file


def test_a_file_keeps_its_mode(tmp_path: Path) -> None:
    """What is replaced has the new bytes and the old mode, and nothing lies beside it."""
    path = tmp_path / "run.sh"
    path.write_bytes(b"old\r\n")
    path.chmod(0o750)
    replace_file(path, b"new\r\n")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode), list(tmp_path.iterdir())) == (
        b"new\r\n",
        0o750,
        [path],
    )


def test_a_new_file(tmp_path: Path) -> None:
    """What was not there is written as well."""
    replace_file(tmp_path / "new.txt", b"text")
    assert (tmp_path / "new.txt").read_bytes() == b"text"


def test_a_file_like_another(tmp_path: Path) -> None:
    """A file that takes another's place under a new name has the other's mode."""
    old = tmp_path / "check.py"
    old.touch()
    old.chmod(0o750)
    replace_file(tmp_path / "test_check.py", b"text", like=old)
    assert stat.S_IMODE((tmp_path / "test_check.py").stat().st_mode) == 0o750


def test_a_link_stays(tmp_path: Path) -> None:
    """The file that a link names is replaced, and the link goes on naming it."""
    (tmp_path / "real.txt").write_bytes(b"old")
    (tmp_path / "link.txt").symlink_to("real.txt")
    replace_file(tmp_path / "link.txt", b"new")
    assert ((tmp_path / "link.txt").is_symlink(), (tmp_path / "real.txt").read_bytes()) == (
        True,
        b"new",
    )


def test_nothing_is_left_of_what_fails(tmp_path: Path) -> None:
    """Where the file's place cannot be taken, what was to take it is removed again."""
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        replace_file(tmp_path / "folder", b"text")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
