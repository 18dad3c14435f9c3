"""Where a source file lies in its project."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerproof.history.services.pieces.paths import (
    find_unplaced,
    is_absolute,
    is_below,
    place_path,
    tidy,
)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/a.py", "src/a.py"),
        ("./src//a.py", "src/a.py"),
        ("src\\shop\\a.py", "src/shop/a.py"),
        ("src/x/../a.py", "src/a.py"),
        ("../a.py", "../a.py"),
        ("//srv/a.py", "/srv/a.py"),
        ("//X/a.py", "/X/a.py"),
        ("C:\\ci\\a.py", "C:/ci/a.py"),
        ("", ""),
    ],
)
def test_tidying(path: str, expected: str) -> None:
    """A path has slashes alone, and no step that leads nowhere."""
    assert tidy(path) == expected


@given(st.text())
def test_tidying_twice_changes_nothing(path: str) -> None:
    """A tidy path is tidy."""
    assert tidy(tidy(path)) == tidy(path)


@pytest.mark.parametrize(
    ("path", "root", "sources", "expected"),
    [
        # From the checkout's folder.
        ("/ci/shop/src/a.py", "/ci/shop", [], "src/a.py"),
        ("/ci/shop/src/a.py", "/ci/shop/", ["/ci/shop/src"], "src/a.py"),
        ("C:\\ci\\src\\a.py", "C:\\ci", [], "src/a.py"),
        ("/ci/shopping/a.py", "/ci/shop", [], "/ci/shopping/a.py"),
        ("/a.py", "/", [], "a.py"),
        ("/ci/X/a.py", "/ci/X", [], "a.py"),
        # Else from a source that the file names.
        ("/ci/shop/src/a.py", "", ["/elsewhere", "/ci/shop"], "src/a.py"),
        ("/usr/lib/a.py", "", ["/ci/shop"], "/usr/lib/a.py"),
        # A relative path begins in the source.
        ("shop/a.py", "/ci/shop", ["/ci/shop/src"], "src/shop/a.py"),
        ("shop/a.py", "/ci/shop", ["/ci/shop"], "shop/a.py"),
        ("shop/a.py", "", ["src"], "src/shop/a.py"),
        ("shop/a.py", "", ["."], "shop/a.py"),
        ("shop/a.py", "", [""], "shop/a.py"),
        ("shop/a.py", "", ["/ci/shop/src"], "shop/a.py"),
        ("shop/a.py", "/other", ["/ci/shop/src"], "shop/a.py"),
        # Which of two it is, nobody knows.
        ("shop/a.py", "/ci", ["/ci/src", "/ci/lib"], "shop/a.py"),
        ("shop/a.py", "/ci", [], "shop/a.py"),
    ],
)
def test_places(path: str, root: str, sources: list[str], expected: str) -> None:
    """A file is told from the project's root as far as that is known."""
    assert place_path(path, root=root, sources=sources) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/a", True), ("C:/a", True), ("a/b", False), ("C:a", False), ("", False)],
)
def test_absolute_paths(path: str, expected: bool) -> None:
    """A path is absolute from a root, or from a drive's."""
    assert is_absolute(path) is expected


@pytest.mark.parametrize(
    ("sources", "root", "expected"),
    [
        ([], "", ()),
        # Told from the root, or from where the tool ran.
        (["/ci/src"], "/ci", ()),
        (["/ci"], "/ci/", ()),
        (["src"], "", ()),
        (["."], "/ci", ()),
        # Somewhere.
        (["/ci/src/"], "", ("/ci/src",)),
        (["/ci/src"], "/other", ("/ci/src",)),
        (["C:\\ci\\src"], "", ("C:/ci/src",)),
        # In one of several.
        (["/ci/src", "/ci/lib", "/ci/lib"], "/ci", ("lib", "src")),
        (["/ci/src", "lib"], "", ("/ci/src", "lib")),
    ],
)
def test_sources_that_are_not_placed(
    sources: list[str], root: str, expected: tuple[str, ...]
) -> None:
    """Where a relative path begins is known if its only source lies below the root."""
    assert find_unplaced(sources, root=root) == expected


@pytest.mark.parametrize(
    ("path", "folder", "expected"),
    [("/ci/a", "/ci/", True), ("/cia", "/ci", False), ("a", "/ci", False), ("/ci/a", "", False)],
)
def test_paths_below_a_folder(path: str, folder: str, expected: bool) -> None:
    """A path lies below a folder if both are absolute; below none lies nothing."""
    assert is_below(path, folder) is expected
