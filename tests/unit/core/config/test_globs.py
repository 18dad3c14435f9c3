"""Globs: examples, a slow reference that agrees, and patterns that are refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from layerproof.core.config.globs import compile_glob, compile_globs, normalise_glob
from layerproof.errors import ConfigError


@pytest.mark.parametrize(
    ("pattern", "inside", "outside"),
    [
        (
            "src/x/services/**",
            ["src/x/services/a.py", "src/x/services/deep/er/a.py"],
            ["src/x/services", "src/x/services.py", "src/x/services2/a.py", "b/src/x/services/a"],
        ),
        (
            "src/**/repository.py",
            ["src/repository.py", "src/a/repository.py", "src/a/b/repository.py"],
            ["src/a/my_repository.py", "lib/src/repository.py", "src/a/repository.pyc"],
        ),
        ("**/views.py", ["views.py", "a/b/views.py"], ["a/reviews.py", "views.py/x"]),
        ("src/*.py", ["src/a.py", "src/.py"], ["src/a/b.py", "src/a.pyc"]),
        ("src/?.py", ["src/a.py"], ["src/.py", "src/ab.py", "src//.py"]),
        ("src/[ab]*.py", ["src/a.py", "src/bus.py"], ["src/c.py", "src/A.py"]),
        ("src/[!ab].py", ["src/c.py", "src/!.py"], ["src/a.py", "src/b.py", "src//.py"]),
        ("a[.-0]b", ["a.b", "a0b"], ["a/b"]),
        ("a[]]b", ["a]b"], ["ab", "a[]b"]),
        ("a[\\^]b".replace("\\", ""), ["a^b"], ["axb"]),
        ("src/a**b.py", ["src/ab.py", "src/axyb.py"], ["src/a/b.py"]),
        ("**/**/a.py", ["a.py", "x/y/a.py"], ["xa.py"]),
        ("a+b(c).py", ["a+b(c).py"], ["aab(c).py", "a+bc.py"]),
        ("**", ["a", "a/b"], []),
    ],
)
def test_pattern_takes_exactly_its_files(
    pattern: str, inside: list[str], outside: list[str]
) -> None:
    """A pattern matches what it names and nothing beside it."""
    match = compile_glob(pattern)
    assert [path for path in inside + outside if match(path)] == inside


def match_slowly(parts: list[str], path: list[str]) -> bool:
    """Match by trying everything; parts hold only ``*``, ``?``, ``**`` and letters."""
    if not parts:
        return not path
    if parts[0] == "**":
        if len(parts) == 1:
            return bool(path)
        return any(match_slowly(parts[1:], path[start:]) for start in range(len(path) + 1))
    return bool(path) and match_part(parts[0], path[0]) and match_slowly(parts[1:], path[1:])


def match_part(part: str, name: str) -> bool:
    """Match one part of a path by trying everything."""
    if not part:
        return not name
    if part[0] == "*":
        return any(match_part(part[1:], name[start:]) for start in range(len(name) + 1))
    return bool(name) and part[0] in ("?", name[0]) and match_part(part[1:], name[1:])


part_patterns = st.one_of(st.just("**"), st.text("ab*?", min_size=1, max_size=4))
paths = st.lists(st.text("ab", min_size=1, max_size=3), min_size=1, max_size=5)


@settings(deadline=None)
@given(st.lists(part_patterns, min_size=1, max_size=5), paths)
@example(["**", "a", "**"], ["a"])
@example(["**", "**"], ["a"])
def test_matching_agrees_with_a_slow_reference(parts: list[str], path: list[str]) -> None:
    """Every pattern means what trying all possibilities says that it means."""
    # A last part of letters alone names a folder; the dot makes it a file's name.
    parts = [*parts[:-1], parts[-1] if parts[-1] == "**" else f"{parts[-1]}.py"]
    path = [*path[:-1], f"{path[-1]}.py"]
    assert compile_glob("/".join(parts))("/".join(path)) is match_slowly(parts, path)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("src/shop/services", "src/shop/services/**"),
        ("src/shop/services/", "src/shop/services/**"),
        ("src/v1.2/", "src/v1.2/**"),
        ("./src//shop/./x.py", "src/shop/x.py"),
        ("src/*", "src/*"),
        ("src/**/", "src/**"),
        (".", "**"),
        ("./", "**"),
    ],
)
def test_pattern_has_one_form(written: str, meant: str) -> None:
    """Spellings of one pattern become the same text, and a folder means all below it."""
    assert normalise_glob(written) == meant


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("", "is empty"),
        ("  ", "is empty"),
        ("/src/**", '"/src/**" is absolute; it must start at the project\'s root'),
        ("~/src/**", '"~/src/**" is absolute; it must start at the project\'s root'),
        ("C:/src/**", '"C:/src/**" is absolute; it must start at the project\'s root'),
        ("../src/**", '"../src/**" leaves the project; ".." is not allowed'),
        ("src/../../x.py", '"src/../../x.py" leaves the project; ".." is not allowed'),
        ("src\\x.py", '"src\\x.py" has a backslash; parts are separated by "/"'),
        ("src/[ab.py", '"src/[ab.py" has a "[" that no "]" closes'),
        ("src/[z-a].py", '"src/[z-a].py" has a range in "[z-a]" that runs backwards'),
    ],
)
def test_pattern_that_cannot_be_meant_is_refused(pattern: str, problem: str) -> None:
    """A pattern that leaves the project or makes no sense is an error that quotes it."""
    with pytest.raises(ConfigError, match=f"^{re.escape(problem)}$"):
        compile_glob(pattern)


def test_any_of_several_patterns_is_enough() -> None:
    """A path matches several patterns when it matches one of them."""
    match = compile_globs(("a/*.py", "b/**"))
    found = [path for path in ("a/x.py", "b/c/d", "a/c/x.py", "x") if match(path)]
    assert found == ["a/x.py", "b/c/d"]


def test_no_pattern_takes_nothing() -> None:
    """Without patterns nothing matches."""
    assert not compile_globs(())("a.py")
