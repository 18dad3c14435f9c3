"""Tests that cannot fail: without an assertion, with an empty one, or with one that is caught."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from layerproof.adoption.doctor.assertion_calls import (
    Functions,
    asserts,
    collect_functions,
    find_swallowing,
    is_empty_claim,
)
from layerproof.adoption.doctor.memory import remember
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.adoption.doctor.written_tests import Written, list_decorators, list_written
from layerproof.adoption.findings import Place
from layerproof.core.wording import count_noun

#: Marks of tests that do not have to claim anything.
_EXCUSED = ("benchmark", "skip", "xfail", "given")

#: What an assertion has to look like to be worth a closer look.
_CLAIM = re.compile(r"assert\s*(?:True|[(\d\"'])")


def examine_assertions(patient: Patient) -> Iterator[Diagnosis]:
    """Yield one finding for tests that check nothing, and one for tests that are empty."""
    bare: list[Written] = []
    empty: list[Written] = []
    for one in list_written(patient):
        if _is_excused(one):
            continue
        if _is_empty(one):
            empty.append(one)
        elif not _asserts(one, patient):
            bare.append(one)
    if empty:
        yield _tell(
            f"{count_noun(len(empty), 'test')} with an empty body",
            "pytest calls them passed",
            "write them, or mark them `@pytest.mark.skip(reason=...)` until they are",
            [one.place for one in empty],
        )
    if bare:
        yield _tell(
            f"{count_noun(len(bare), 'test')} without an assertion",
            "such a test passes whatever the code returns; it only shows that nothing is raised,"
            " and its lines count as covered",
            "assert what the call is for; `layerproof convert` reads claims off prints",
            [one.place for one in bare],
        )


def examine_claims(patient: Patient) -> Iterator[Diagnosis]:
    """Yield findings on assertions that can only be true, and on those that are swallowed."""
    always: list[Place] = []
    swallowed: list[Place] = []
    for one in list_written(patient):
        text = patient.tree.read(one.path) or ""
        if _CLAIM.search(text):
            asserted = [each for each in ast.walk(one.node) if isinstance(each, ast.Assert)]
            empty = [each for each in asserted if is_empty_claim(each.test)]
            always += (Place(one.path, each.lineno) for each in empty)
        if "except" in text:
            swallowed += (Place(one.path, each.lineno) for each in find_swallowing(one.node))
    if always:
        yield _tell(
            f"{count_noun(len(always), 'assertion')} that can only be true",
            "`assert True`, or a tuple with a message in it, holds whatever happens",
            'write `assert condition, "message"`, without brackets around both',
            always,
            check="assertions-true",
        )
    if swallowed:
        yield _tell(
            f"{count_noun(len(swallowed), 'failure')} that an `except` swallows",
            "the assertion inside can fail, and the test passes",
            "take the try away, or use pytest.raises for the error that is meant",
            swallowed,
            check="assertions-true",
        )


def _tell(
    what: str, why: str, fix: str, places: list[Place], *, check: str = "assertions"
) -> Diagnosis:
    return Diagnosis(check, State.FOUND, what, why=why, fix=fix, places=tuple(places))


def _asserts(one: Written, patient: Patient) -> bool:
    known = remember(patient, _KnownFunctions).above(one.path)
    if any(name in known and asserts(known[name], {}) for name in _name_arguments(one)):
        return True  # a fixture that checks when it is taken down
    return asserts(one.node, known)


def _name_arguments(one: Written) -> list[str]:
    return [each.arg for each in (*one.node.args.args, *one.node.args.kwonlyargs)]


def _is_excused(one: Written) -> bool:
    names = [*list_decorators(one.node), *(list_decorators(one.around) if one.around else ())]
    marked = any(name.rpartition(".")[2].startswith(_EXCUSED) for name in names)
    return marked or "benchmark" in _name_arguments(one)


def _is_empty(one: Written) -> bool:
    return all(
        isinstance(node, ast.Pass)
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for node in one.node.body
    )


class _KnownFunctions:
    """Functions that tests may call: of their own file, and of the conftests above it."""

    def __init__(self, patient: Patient) -> None:
        self._patient = patient
        self._conftests = {path: self._collect(path) for path in patient.survey.tests.conftests}
        self._last: tuple[str, Functions] = ("", {})

    def above(self, path: str) -> Functions:
        if self._last[0] != path:
            folders = {str(folder) for folder in PurePosixPath(path).parents}
            known = dict(self._collect(path))
            for conftest, functions in self._conftests.items():
                if str(PurePosixPath(conftest).parent) in folders:
                    known = {**functions, **known}
            self._last = (path, known)
        return self._last[1]

    def _collect(self, path: str) -> Functions:
        module = self._patient.tree.parse(path)
        return collect_functions(module.tree.body) if module else {}


CHECKS = (
    Check("assertions", "every test asserts something", examine_assertions),
    Check("assertions-true", "every assertion can fail, and is heard", examine_claims),
)
