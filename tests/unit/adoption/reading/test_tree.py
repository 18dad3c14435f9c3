"""A project's files: listed once, parsed once, and what cannot be read is a fault."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from layerproof.adoption.findings import Fault, Place
from layerproof.adoption.reading.tree import ProjectTree, list_nodes
from tests.support.closed_folders import close_folder
from tests.support.planted import plant


def test_folders_that_hold_no_code_are_not_entered(tmp_path: Path) -> None:
    """Environments, caches and built folders are left out; a package by such a name is not."""
    tree = plant(
        tmp_path,
        (
            "app/build/__init__.py",
            "app/build/x.py",
            "build/lib/y.py",
            "env/lib/y.py",
            "odd-env/pyvenv.cfg",
            "odd-env/z.py",
            ".venv/z.py",
            "a.egg-info/z.py",
            "node_modules/z.py",
            ".github/workflows/ci.yml",
            ".env.test",
            ".hidden",
            "räume/größe 1.py",
        ),
    )
    assert tree.files == (
        ".env.test",
        ".github/workflows/ci.yml",
        "app/build/__init__.py",
        "app/build/x.py",
        "räume/größe 1.py",
    )
    assert tree.faults == ()


def test_links_in_a_circle_are_passed_by(tmp_path: Path) -> None:
    """Links to folders are not followed, and a link that leads to itself is no file."""
    plant(tmp_path, ["app/a.py"])
    (tmp_path / "app" / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "app" / "self.py").symlink_to(tmp_path / "app" / "self.py")
    (tmp_path / "b.py").symlink_to(tmp_path / "app" / "a.py")
    tree = ProjectTree(tmp_path)
    assert (tree.files, tree.faults) == (("app/a.py", "b.py"), ())


def test_what_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    """Each broken file is named once, with its line, however often it is asked for."""
    tree = plant(
        tmp_path,
        {
            "broken.toml": "a = 1\nb = = 2\n",
            "broken.ini": "[a]\nb\n",
            "broken.yml": "a: [\n",
            "broken.py": "a = 1\ndef (:\n",
        },
    )
    (tmp_path / "latin.py").write_bytes(b"a = 1\n# \xe9\n")
    (tmp_path / "zero.py").write_bytes(b"a = 1\x00")
    for _ in range(2):
        assert (tree.toml("broken.toml"), tree.ini("broken.ini")) == (None, None)
        assert (tree.yaml("broken.yml"), tree.read("nowhere.py")) == (None, None)
        assert list(map(tree.parse, ("broken.py", "latin.py", "zero.py"))) == [None] * 3
    assert [(fault.place, fault.problem.split(":")[0]) for fault in tree.faults] == [
        (Place("broken.ini", 2), "is no INI file"),
        (Place("broken.py", 2), "is not Python"),
        (Place("broken.toml", 2), "is not TOML"),
        (Place("broken.yml", 2), "is not YAML"),
        (Place("latin.py", 2), "is not UTF-8"),
        (Place("nowhere.py"), "cannot be read"),
        (Place("zero.py"), "is not Python"),
    ]


def test_code_that_is_nested_too_deeply_is_a_fault(tmp_path: Path) -> None:
    """Code that Python's own parser cannot hold is named like any other that it cannot read."""
    tree = plant(tmp_path, {"deep.py": "x = " + "a." * 50_000 + "b\n", "more.py": "-" * 50_000})
    assert (tree.parse("deep.py"), tree.parse("more.py")) == (None, None)
    assert [fault.place.path for fault in tree.faults] == ["deep.py", "more.py"]


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    """A file of more than two megabytes is data, not code."""
    tree = plant(tmp_path, {"data.py": "x" * 2_000_001})
    assert tree.parse("data.py") is None
    assert tree.faults == (Fault(Place("data.py"), "is larger than 2 MB"),)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_listed_is_a_fault(tmp_path: Path) -> None:
    """A folder without permission is named, and the others are listed."""
    plant(tmp_path, ["a.py", "closed/b.py"])
    (tmp_path / "closed").chmod(0)
    tree = ProjectTree(tmp_path)
    try:
        assert tree.files == ("a.py",)
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert tree.faults == (Fault(Place("closed"), "cannot be listed: Permission denied"),)


def test_a_folder_that_may_not_be_looked_into_is_a_fault_for_root_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked about a folder without permission is answered with no, and never an error."""
    plant(tmp_path, ["a.py", "closed/b.py", "venv/c.py"])
    for name in ("closed", "venv"):
        close_folder(tmp_path / name, monkeypatch)
    tree = ProjectTree(tmp_path)
    assert tree.files == ("a.py",)
    assert not tree.has("closed/b.py")
    assert not tree.has_folder("closed/deeper")
    assert tree.faults == (Fault(Place("closed"), "cannot be listed: Permission denied"),)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    """A file that begins with a mark of its encoding is read as it is meant."""
    (tmp_path / "a.py").write_bytes(b"\xef\xbb\xbfa = 1\n")
    module = ProjectTree(tmp_path).parse("a.py")
    assert module is not None
    assert module.text == "a = 1\n"


def test_nodes_are_those_of_ast_walk(tmp_path: Path) -> None:
    """Every node is given in the order of ``ast.walk``, contexts left out."""
    code = ast.parse(Path(ast.__file__).read_text(encoding="utf-8"))
    assert list(list_nodes(code)) == [
        node for node in ast.walk(code) if not isinstance(node, ast.expr_context)
    ]
    tree = plant(tmp_path, {"a.py": "x = 1\n", "b.py": "("})
    assert [type(node).__name__ for node in tree.nodes("a.py")] == [
        "Module",
        "Assign",
        "Name",
        "Constant",
    ]
    assert tree.nodes("a.py") is tree.nodes("a.py")
    assert tree.nodes("b.py") == ()


def test_a_module_that_declares_its_encoding_is_read(tmp_path: Path) -> None:
    """A coding line counts as it does for Python; the module is parsed and is no fault."""
    (tmp_path / "a.py").write_bytes(b"# -*- coding: latin-1 -*-\nNAME = 'Gr\xfc\xdfe'\n")
    (tmp_path / "b.py").write_bytes(b"# -*- coding: martian -*-\nNAME = '\xfc'\n")
    tree = ProjectTree(tmp_path)
    module = tree.parse("a.py")
    assert module is not None
    assert module.text.endswith("NAME = 'Grüße'\n")
    assert tree.parse("b.py") is None
    assert [fault.place.path for fault in tree.faults] == ["b.py"]
