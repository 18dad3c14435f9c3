"""Tests that pytest never runs, since another has their name or their file is not looked at."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import PurePosixPath

from layerproof.adoption.discovery.tests.naming import read_naming
from layerproof.adoption.doctor.option_words import read_option
from layerproof.adoption.doctor.short_lists import name_some
from layerproof.adoption.doctor.source_files import list_source, list_tests
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.adoption.doctor.written_tests import (
    is_unittest,
    list_decorators,
    list_written,
)
from layerproof.adoption.findings import Place
from layerproof.adoption.reading.syntax import Function
from layerproof.core.config.paths import is_under
from layerproof.core.wording import count_noun


def examine_duplicates(patient: Patient) -> Iterator[Diagnosis]:
    """Yield one finding for tests whose name is taken again below them in the same scope."""
    last: dict[tuple[str, str], Function] = {}
    lost: list[tuple[str, Place]] = []
    for one in list_written(patient):
        around = f"{one.around.name}:{one.around.lineno}" if one.around else ""
        key = (one.path, f"{around}:{one.node.name}")
        earlier = last.get(key)
        if earlier is not None and not _is_overload(earlier):
            lost.append((one.name, Place(one.path, earlier.lineno)))
        last[key] = one.node
    if lost:
        yield Diagnosis(
            "duplicate-tests",
            State.FOUND,
            f"{count_noun(len(lost), 'test')} that never run, since another of the same name"
            f" follows: {name_some(name for name, _ in lost)}",
            why="Python keeps the last function of a name, and nothing tells that one is gone",
            fix="give each a name of its own",
            places=tuple(place for _, place in lost),
        )


def examine_collected(patient: Patient) -> Iterator[Diagnosis]:
    """Yield findings on files and classes that hold tests and that pytest passes over."""
    files = list(_find_unnamed(patient))
    if files:
        yield _tell(
            f"{count_noun(len(files), 'file')} with tests and a name that pytest does not look at",
            "their tests never run, and nothing tells",
            "rename them to test_*.py, or add the pattern to `python_files`",
            files,
        )
    built = list(_find_constructed(patient))
    if built:
        yield _tell(
            f"{count_noun(len(built), 'test class')} with an __init__",
            "pytest does not collect them: it warns, and goes on",
            "turn __init__ into a fixture, or into setup_method",
            built,
        )


def examine_basenames(patient: Patient) -> Iterator[Diagnosis]:
    """Yield a finding for test modules of one name without packages, unless it does no harm."""
    if _import_mode(patient) != "prepend":
        return
    modules: dict[str, list[str]] = defaultdict(list)
    for path in list_tests(patient):
        if not patient.tree.has(str(PurePosixPath(path).parent / "__init__.py")):
            modules[PurePosixPath(path).name].append(path)
    for name, paths in sorted(modules.items()):
        if len(paths) > 1:
            yield Diagnosis(
                "equal-names",
                State.FOUND,
                f"{len(paths)} files of tests are called {name}, and lie in no package",
                why="pytest imports the first and stops at the next: import file mismatch",
                fix='give their folders an __init__.py, or set addopts "--import-mode=importlib"',
                places=tuple(map(Place, paths)),
            )


def _is_overload(node: Function) -> bool:
    """Whether a function is defined in several parts on purpose."""
    return any(
        name.endswith(("overload", ".register", ".setter")) for name in list_decorators(node)
    )


def _find_unnamed(patient: Patient) -> Iterator[Place]:
    """Yield files below the folders of tests that define tests, and are not named so."""
    settings, known = patient.survey.tests.settings, set(list_tests(patient))
    roots = [each for each in patient.survey.tests.roots if each not in ("", ".")]
    passed_over = {*known, *patient.survey.tests.conftests, *list_source(patient)}
    for path in patient.tree.python_files:
        name = PurePosixPath(path).name
        if path in passed_over or not any(is_under(path, root) for root in roots):
            continue
        if any(fnmatch(name, pattern) for pattern in settings.python_files):
            continue
        module = patient.tree.parse(path)
        line = _find_test(module.tree.body) if module else 0
        if line:
            yield Place(path, line)


def _find_test(body: list[ast.stmt]) -> int:
    """Return the line of the first function that claims something under a test's name."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith(
            "test"
        ):
            return node.lineno if any(isinstance(x, ast.Assert) for x in ast.walk(node)) else 0
    return 0


def _find_constructed(patient: Patient) -> Iterator[Place]:
    naming = read_naming(patient.survey.tests.settings)
    for path in list_tests(patient):
        module = patient.tree.parse(path)
        for node in module.tree.body if module else ():
            if not isinstance(node, ast.ClassDef) or is_unittest(node):
                continue
            if naming.is_class_of_tests(node.name):
                methods = {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
                if "__init__" in methods and any(map(naming.is_test, methods)):
                    yield Place(path, node.lineno)


def _import_mode(patient: Patient) -> str:
    return read_option(patient.survey.tests.settings.addopts, "--import-mode") or "prepend"


def _tell(what: str, why: str, fix: str, places: list[Place]) -> Diagnosis:
    return Diagnosis("uncollected-tests", State.FOUND, what, why, fix, tuple(places))


CHECKS = (
    Check("duplicate-tests", "no test hides another of its name", examine_duplicates),
    Check("uncollected-tests", "every file with tests is one that pytest reads", examine_collected),
    Check("equal-names", "no two test modules are in each other's way", examine_basenames),
)
