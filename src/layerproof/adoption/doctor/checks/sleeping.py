"""Tests that wait by the clock."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from layerproof.adoption.doctor.assertion_calls import name_call
from layerproof.adoption.doctor.source_files import list_tests
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.adoption.doctor.written_tests import walk_own
from layerproof.adoption.findings import Place
from layerproof.adoption.reading.syntax import Function
from layerproof.core.wording import count_noun

#: Seconds below which a sleep only lets others run.
_SHORT = 0.05


def examine_sleeps(patient: Patient) -> Iterator[Diagnosis]:
    """Yield one finding for all literal sleeps in files of tests, the longest first."""
    found: list[tuple[float, Place]] = []
    for path in (*list_tests(patient), *patient.survey.tests.conftests):
        module = patient.tree.parse(path)
        for node in _walk(module.tree) if module and "sleep" in module.text else ():
            seconds = _read_sleep(node)
            if seconds is not None and seconds >= _SHORT:
                found.append((seconds, Place(path, getattr(node, "lineno", 0))))
    if found:
        found.sort(key=lambda each: (-each[0], each[1]))
        total = sum(seconds for seconds, _ in found)
        yield Diagnosis(
            "sleeps",
            State.FOUND,
            f"{count_noun(len(found), 'sleep')} in tests, {total:g} s if each is passed once,"
            f" the longest {found[0][0]:g} s",
            why="a sleep is too long on a quick machine and too short on a slow one",
            fix="wait for what is meant: an event, a condition with a deadline; or move the clock",
            places=tuple(place for _, place in found),
        )


def _walk(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield what tests and other functions do themselves.

    A function inside a test stands in for something slow, and is often cut short.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef):
            for each in node.body:
                if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield from _walk_patient(each)


def _walk_patient(function: Function) -> Iterator[ast.AST]:
    """Yield what a function does itself, without what a deadline around it cuts short."""
    cut: set[ast.AST] = set()
    for node in walk_own(function.body):
        if isinstance(node, ast.With | ast.AsyncWith):
            held = " ".join(ast.unparse(item.context_expr) for item in node.items)
            if "timeout" in held or "fail_after" in held or "move_on_after" in held:
                cut.update(ast.walk(node))
        if node not in cut:
            yield node


def _read_sleep(node: ast.AST) -> float | None:
    """Return the seconds of a call of ``sleep`` with a number."""
    if not isinstance(node, ast.Call) or name_call(node) != "sleep" or len(node.args) != 1:
        return None
    value = node.args[0]
    if isinstance(value, ast.Constant) and isinstance(value.value, int | float):
        return float(value.value)
    return None


CHECKS = (Check("sleeps", "no test waits by the clock", examine_sleeps),)
