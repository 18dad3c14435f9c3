"""The project's files as they are: listed, hashed, read, and about how many tests they hold."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from layerproof.adapters.source_files import (
    count_test_functions,
    hash_files,
    list_python_files,
    read_texts,
)
from tests.support.backends import write_files


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a project with source, tests, and folders that are neither."""
    names = (
        *("src/shop/main.py", "src/shop/a/b/deep.py", "src/shop/data.txt", "src/shop/a.pyc"),
        *("src/shop/__pycache__/main.py", "src/shop/.hidden/x.py", "src/node_modules/x.py"),
        *("tests/test_a.py", "other.py"),
    )
    return write_files(tmp_path, dict.fromkeys(names, "x = 1\n"))


def test_files_of_folders(root: Path) -> None:
    """Every Python file is listed once, in order, as a POSIX path from the root."""
    assert list_python_files(root, ["tests", "src", "src/shop", "other.py", "nowhere"]) == [
        "other.py",
        "src/shop/a/b/deep.py",
        "src/shop/main.py",
        "tests/test_a.py",
    ]


def test_loop_of_links_ends(root: Path) -> None:
    """A link to a folder is not followed, be it a loop or another way to the same files."""
    (root / "src/shop/loop").symlink_to(root / "src")
    (root / "src/again").symlink_to(root / "tests")
    assert list_python_files(root, ["src"]) == ["src/shop/a/b/deep.py", "src/shop/main.py"]


def test_link_to_a_file_is_a_file(root: Path) -> None:
    """A linked file is source like any other, with the content that it leads to."""
    (root / "src/shop/linked.py").symlink_to(root / "tests/test_a.py")
    assert "src/shop/linked.py" in list_python_files(root, ["src"])
    hashes = hash_files(root, ["src/shop/linked.py", "tests/test_a.py"])
    assert len(set(hashes.values())) == 1


def test_hashes(root: Path) -> None:
    """A file's hash is the SHA-256 of its bytes, whatever they are."""
    (root / "bytes.py").write_bytes(b"\xff\xfe\x00")
    assert hash_files(root, ["bytes.py"]) == {
        "bytes.py": hashlib.sha256(b"\xff\xfe\x00").hexdigest()
    }


def test_hash_of_what_cannot_be_read(root: Path) -> None:
    """A file that is gone, leads nowhere, or is a folder is named by its error, so it changes."""
    (root / "broken.py").symlink_to(root / "nowhere.py")
    (root / "folder.py").mkdir()
    assert hash_files(root, ["broken.py", "folder.py", "gone.py"]) == {
        "broken.py": "FileNotFoundError",
        "folder.py": "IsADirectoryError",
        "gone.py": "FileNotFoundError",
    }


def test_texts(root: Path) -> None:
    """Bytes that are not UTF-8 are replaced, and a file that cannot be read is empty."""
    (root / "latin.py").write_bytes("# é".encode("latin-1"))
    (root / "folder.py").mkdir()
    paths = ["other.py", "latin.py", "folder.py", "gone.py"]
    assert read_texts(root, paths) == {
        "other.py": "x = 1\n",
        "latin.py": "# \ufffd",
        "folder.py": "",
        "gone.py": "",
    }


def test_tests_are_counted_without_parsing(root: Path) -> None:
    """Functions and methods named as tests count, async ones too; calls and comments do not."""
    code = """
        def test_one(): ...
        async def test_two(): ...
        class TestThing:
            def test_three(self): ...
            async  def  test_four(self): ...
        def helper(): test_one()
        # def test_five
        x = "def test_six"
        def tested(
        """
    write_files(root, {"tests/test_b.py": code})
    assert count_test_functions(root, ["tests/test_b.py", "gone.py"]) == {
        "tests/test_b.py": 5,
        "gone.py": 0,
    }


def test_a_folder_elsewhere_holds_nothing(tmp_path: Path) -> None:
    """An absolute folder outside of the root is passed over."""
    (tmp_path / "away").mkdir()
    (tmp_path / "away" / "a.py").write_text("")
    root = tmp_path / "root"
    root.mkdir()
    assert list_python_files(root, [str(tmp_path / "away")]) == []
