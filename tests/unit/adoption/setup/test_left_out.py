"""What the project's own pytest leaves out, in the words of the table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerproof.adoption.setup.addopts import Addopts, read_addopts
from layerproof.adoption.setup.deselection import negate
from layerproof.adoption.setup.ignored import (
    cover_ignored,
    find_ignored,
    find_passed_over,
    read_collect_ignore,
)
from layerproof.adoption.survey import PytestSettings
from layerproof.core.config.markers import compile_expression


@pytest.mark.parametrize(
    ("expression", "left_out"),
    [
        ("not slow", "slow"),
        ("not (slow or gpu)", "slow or gpu"),
        ("not slow and not gpu", "slow or gpu"),
        ("not (slow and gpu) and not net", "slow and gpu or net"),
        ("not not slow", "not slow"),
        ("not not (slow and gpu)", "not (slow and gpu)"),
        ("unit", "not (unit)"),
        ("unit and not slow", "not (unit and not slow)"),
        ("", ""),
        ("slow(1)", None),
    ],
)
def test_an_expression_is_negated(expression: str, left_out: str | None) -> None:
    """A plain negation loses its ``not``; what cannot be read is nothing."""
    assert negate(expression) == left_out


_EXPRESSIONS = st.recursive(
    st.sampled_from("abc"),
    lambda inner: (
        st.builds("not ({})".format, inner)
        | st.builds("({}) and ({})".format, inner, inner)
        | st.builds("{} or {}".format, inner, inner)
    ),
    max_leaves=6,
)


@given(_EXPRESSIONS, st.frozensets(st.sampled_from("abc")))
def test_a_negation_is_true_where_the_expression_is_not(text: str, names: frozenset[str]) -> None:
    """A test runs by ``-m`` or is left out by ``deselect``, never both and never neither."""
    left_out = negate(text)
    assert left_out
    assert compile_expression(left_out).matches(names) is not compile_expression(text).matches(
        names
    )


def test_words_of_addopts() -> None:
    """Every spelling counts, and of two the last."""
    words = (
        "-m",
        "a",
        "-mnot b",
        "-n=3",
        "--ignore",
        "x",
        "--ignore=y",
        "--ignore-glob",
        "*z",
        "-q",
    )
    more = ("--deselect", "t.py::a", "-k", "k", "--numprocesses=auto", "--timeout", "9.5", "-n")
    settings = PytestSettings(addopts=(*words, *more[:-1]), values={"timeout": "20"})
    assert read_addopts(settings) == Addopts(
        "not b", "k", "auto", ("x", "y"), ("*z",), ("t.py::a",), 9.5
    )
    assert read_addopts(PytestSettings(addopts=more[-1:])) == Addopts()


FILES = ("t/a/test_1.py", "t/a/b/test_2.py", "t/test_old_3.py", "t/c/test_old_4.py", "test_5.py")


@pytest.mark.parametrize(
    ("patterns", "globs"),
    [
        (("t/a",), ("t/a",)),
        (("t/a/test_1.py",), ("t/a/test_1.py",)),
        (("t/test_old*",), ("t/test_old*",)),
        (("*old*",), ("*old*/**", "**/*old*")),
        (("t/*old*",), ("t/*old*", "t/c/test_old_4.py")),
        (("*/b",), ("**/b",)),
        (("nothing",), ()),
    ],
)
def test_patterns_become_globs(patterns: tuple[str, ...], globs: tuple[str, ...]) -> None:
    """A pattern is taken over only as far as it holds the same files."""
    files = FILES if patterns != ("*old*",) else (*FILES, "xold/test_6.py")
    assert cover_ignored(patterns, files) == globs


def test_a_glob_that_would_hold_more_is_not_taken() -> None:
    """A pattern of pytest begins at the root; the file that only a wider glob holds is named."""
    files = ("t/c/t/q_1.py", "u/t/y_1.py")
    assert cover_ignored(("t/*_1.py",), files) == ("t/c/t/q_1.py",)


def test_patterns_of_conftests_and_settings() -> None:
    """Names in a conftest are held to its folder; a folder's name is left out wherever it is."""
    conftests = [("t/conftest.py", "collect_ignore_glob = ['a_*']"), ("conftest.py", "x = 1")]
    found = find_ignored(Addopts(ignore=("./old/",)), ("data", "t/x"), conftests)
    assert found == ("old", "*/data", "t/x", "t/a_*")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("collect_ignore = ['a.py', 'b']", ("a.py", "b")),
        ("if True:\n    collect_ignore.append('c.py')", ("c.py",)),
        (
            "collect_ignore_glob: list[str] = ['*_x.py']\ncollect_ignore += ['d.py']",
            ("*_x.py", "d.py"),
        ),
        ("collect_ignore = [name for name in x]", ()),
        ("def (", ()),
    ],
)
def test_names_in_a_conftest(text: str, names: tuple[str, ...]) -> None:
    """Names that stand there as text are read, in conditions too."""
    assert read_collect_ignore(text) == names


@pytest.mark.parametrize(
    ("patterns", "roots", "expected"),
    [
        (("test_*.py", "*_test.py"), ("tests",), ()),
        (("check_*.py",), ("tests",), ("tests/b_test.py", "tests/old/test_[[]a].py")),
        (("check_*.py", "test_*.py"), ("tests",), ("tests/b_test.py",)),
        (("check_*.py", "old/test_*.py"), ("tests",), ("tests/b_test.py",)),
        (("check_*.py",), (".",), ("test_top.py", "tests/b_test.py", "tests/old/test_[[]a].py")),
    ],
)
def test_files_that_own_names_pass_over(
    patterns: tuple[str, ...], roots: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    """Files of pytest's usual names are ignored where the project's own pytest takes others."""
    files = ["tests/check_a.py", "tests/old/test_[a].py", "tests/b_test.py", "test_top.py", "a.py"]
    assert find_passed_over(files, roots, patterns) == expected
