"""Tests of how rules and escapes work together on one text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

from ci.lint.engine import check_source
from ci.lint.values import Fault, Finding, Module, Rule

PATH = PurePosixPath("src/shop/orders.py")


def _pass_statements(module: Module) -> Iterator[Fault]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Pass):
            yield Fault(node.lineno, "idle")


NO_PASS = Rule("no-pass", "no idle lines", lambda module: module.is_under("src"), _pass_statements)


def test_findings_come_with_their_place_in_the_order_of_lines() -> None:
    """A finding says where it is, which rule it breaks and why."""
    found = check_source(PATH, "pass\nx = 1\npass\n", [NO_PASS])

    assert [finding.render() for finding in found] == [
        "src/shop/orders.py:1: no-pass: idle",
        "src/shop/orders.py:3: no-pass: idle",
    ]


def test_a_rule_is_not_asked_about_files_that_it_does_not_apply_to() -> None:
    """The place of a file decides which rules look at it."""
    assert check_source(PurePosixPath("tests/x.py"), "pass\n", [NO_PASS]) == []


def test_an_escape_hides_only_what_it_covers() -> None:
    """One excused line does not excuse its neighbours."""
    text = "pass  # lint-skip: no-pass because it is shown\npass\n"

    assert check_source(PATH, text, [NO_PASS]) == [Finding(PATH, 2, "no-pass", "idle")]


def test_an_escape_excuses_the_rule_that_it_names_and_no_other() -> None:
    """Two rules broken on one line need two exceptions."""
    other = Rule("no-idling", "the same again", NO_PASS.applies, NO_PASS.check)
    text = "pass  # lint-skip: no-pass because it is shown\n"

    assert check_source(PATH, text, [NO_PASS, other]) == [Finding(PATH, 1, "no-idling", "idle")]


def test_an_escape_that_hides_nothing_is_reported() -> None:
    """An exception may not outlive what it excused."""
    text = "x = 1  # lint-skip: no-pass because it was needed once\n"

    assert check_source(PATH, text, [NO_PASS]) == [
        Finding(PATH, 1, "escape", "nothing here breaks 'no-pass': remove it")
    ]


def test_a_malformed_escape_hides_nothing() -> None:
    """The fault stays visible beside the escape that was written wrongly."""
    found = check_source(PATH, "pass  # lint-skip: no-pass\n", [NO_PASS])

    assert [finding.rule for finding in found] == ["escape", "no-pass"]


def test_a_text_that_is_no_python_is_a_finding() -> None:
    """What cannot be read is reported and not passed over."""
    assert check_source(PATH, "def (:\n", [NO_PASS]) == [
        Finding(PATH, 1, "syntax", "invalid syntax")
    ]
