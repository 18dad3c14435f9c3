"""What source files import from outside the project, read off their syntax trees."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from layerproof.adoption.doctor.memory import remember
from layerproof.adoption.doctor.source_files import list_source
from layerproof.adoption.doctor.values import Patient
from layerproof.adoption.findings import Place

#: Provided by Python or by whoever runs it, though no distribution has them.
_ALWAYS = frozenset({"__future__", "__main__", "_typeshed", "pkg_resources", "setuptools"})

#: Names of files that only tests import, wherever they lie.
_FOR_TESTS = re.compile(r"test|fixture|factor(y|ies)\b", re.IGNORECASE)


def list_imported(patient: Patient) -> dict[str, list[Place]]:
    """Return by top-level module where source imports it, without the project's own modules.

    Left out is what an import error is caught for, and what only type checkers import.
    """
    return remember(patient, _gather)


def _gather(patient: Patient) -> dict[str, list[Place]]:
    own = _name_own(patient.tree.python_files)
    found: dict[str, list[Place]] = {}
    for path in list_source(patient):
        if _FOR_TESTS.search(path.rpartition("/")[2]):
            continue
        module = patient.tree.parse(path)
        for name, line in _walk(module.tree.body) if module else ():
            if name not in own and name not in _ALWAYS:
                found.setdefault(name, []).append(Place(path, line))
    return found


def _name_own(paths: Sequence[str]) -> set[str]:
    """Return every name that might be a module of the project's own."""
    parts = {part for path in paths for part in PurePosixPath(path).parts}
    return {part.removesuffix(".py") for part in parts}


def _walk(body: Sequence[ast.stmt]) -> Iterator[tuple[str, int]]:
    """Yield what is imported when the module is, with its line."""
    for node in body:
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.partition(".")[0], node.lineno
        elif isinstance(node, ast.If) and not _is_for_checkers(node.test):
            yield from _walk([*node.body, *node.orelse])
        elif isinstance(node, ast.With | ast.ClassDef):
            yield from _walk(node.body)
        elif isinstance(node, ast.Try) and not _catches_missing(node):
            yield from _walk([*node.body, *node.orelse, *node.finalbody])


def _is_for_checkers(test: ast.expr) -> bool:
    return "TYPE_CHECKING" in ast.unparse(test)


def _catches_missing(node: ast.Try) -> bool:
    caught = [ast.unparse(each.type) if each.type else "Exception" for each in node.handlers]
    names = ("ImportError", "ModuleNotFoundError", "Exception", "BaseException")
    return any(name in text for text in caught for name in names)
