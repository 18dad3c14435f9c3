"""Runs the rules over one source text. Pure: ``command`` reads the files and prints."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import PurePosixPath

from ci.lint.escapes import ESCAPE, Escape, read_escapes
from ci.lint.values import Finding, Module, Rule


def check_source(path: PurePosixPath, text: str, rules: Sequence[Rule]) -> list[Finding]:
    """Return every finding in ``text``, by line.

    :param path: where the text stands, relative to the project's root; rules go by it.
    """
    try:
        module = Module(path, text, ast.parse(text))
    except SyntaxError as error:
        return [Finding(path, error.lineno or 1, "syntax", error.msg)]
    found = [
        Finding(path, fault.line, rule.name, fault.message)
        for rule in rules
        if rule.applies(module)
        for fault in rule.check(module)
    ]
    escapes, faults = read_escapes(text, {rule.name for rule in rules})
    kept, unused = _apply(found, escapes)
    kept += [Finding(path, fault.line, ESCAPE, fault.message) for fault in faults]
    kept += [
        Finding(path, escape.line, ESCAPE, f"nothing here breaks '{escape.rule}': remove it")
        for escape in unused
    ]
    return sorted(kept)


def _apply(
    found: Sequence[Finding], escapes: Sequence[Escape]
) -> tuple[list[Finding], list[Escape]]:
    """Return the findings that no escape covers, and the escapes that covered none."""
    used: set[Escape] = set()
    kept: list[Finding] = []
    for finding in found:
        covering = [e for e in escapes if e.rule == finding.rule and finding.line in e.covers]
        used.update(covering)
        if not covering:
            kept.append(finding)
    return kept, [escape for escape in escapes if escape not in used]
