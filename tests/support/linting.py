"""Runs one rule of the house lint over a text, as if it stood at some path."""

from __future__ import annotations

from pathlib import PurePosixPath
from textwrap import dedent

from ci.lint.engine import check_source
from ci.lint.values import Rule


def lines_found(rule: Rule, path: str, text: str) -> list[int]:
    """Return the lines of ``text`` that break ``rule``.

    A leading line break of ``text`` is dropped, so that its first line has number 1.
    """
    source = dedent(text).removeprefix("\n")
    return [finding.line for finding in check_source(PurePosixPath(path), source, [rule])]


def messages_found(rule: Rule, path: str, text: str) -> list[str]:
    """Return what ``rule`` says about ``text``."""
    source = dedent(text).removeprefix("\n")
    return [finding.message for finding in check_source(PurePosixPath(path), source, [rule])]
