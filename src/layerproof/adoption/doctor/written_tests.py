"""The tests of a project as syntax: every function that pytest would take for a test, by name.

What a project's settings say of names (``python_functions``, ``python_classes``) is honoured as
pytest does: a prefix, or a pattern.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from layerproof.adoption.discovery.tests.naming import Naming, read_naming
from layerproof.adoption.doctor.memory import remember
from layerproof.adoption.doctor.source_files import list_tests
from layerproof.adoption.doctor.values import Patient
from layerproof.adoption.findings import Place
from layerproof.adoption.reading.syntax import Function


@dataclass(frozen=True, slots=True)
class Written:
    """A test as it is written: its file, the class around it (``None`` for none), its function."""

    path: str
    around: ast.ClassDef | None
    node: Function

    @property
    def place(self) -> Place:
        """Where the function begins."""
        return Place(self.path, self.node.lineno)

    @property
    def name(self) -> str:
        """The name within its file, as in pytest's node ids."""
        return f"{self.around.name}::{self.node.name}" if self.around else self.node.name


def list_written(patient: Patient) -> tuple[Written, ...]:
    """Return every test of the project's test files, in the order of files and lines."""
    return remember(patient, _gather)


def _gather(patient: Patient) -> tuple[Written, ...]:
    naming = read_naming(patient.survey.tests.settings)
    return tuple(one for path in list_tests(patient) for one in _walk_file(patient, path, naming))


def is_unittest(node: ast.ClassDef) -> bool:
    """Whether a class derives from one of unittest's test cases, by name."""
    return any(name_dotted(each).endswith("TestCase") for each in node.bases)


def list_decorators(node: Function | ast.ClassDef) -> tuple[str, ...]:
    """Return what a function or class is decorated with, as dotted names without arguments."""
    return tuple(name_dotted(each) for each in node.decorator_list)


def name_dotted(node: ast.expr) -> str:
    """Return ``pytest.mark.slow`` of that expression or of its call; nothing for anything else."""
    parts: list[str] = []
    here = node.func if isinstance(node, ast.Call) else node
    while isinstance(here, ast.Attribute):
        parts.append(here.attr)
        here = here.value
    return ".".join([here.id, *reversed(parts)]) if isinstance(here, ast.Name) else ""


def is_fixture(node: Function) -> bool:
    """Whether a function is a fixture, whatever its name."""
    return any(name.rpartition(".")[2] == "fixture" for name in list_decorators(node))


def walk_own(nodes: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """Yield every node below the given ones, but nothing of functions and classes inside."""
    waiting = list(reversed(nodes))
    while waiting:
        here = waiting.pop()
        yield here
        if not isinstance(here, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting += reversed(list(ast.iter_child_nodes(here)))


def _walk_file(patient: Patient, path: str, naming: Naming) -> Iterator[Written]:
    module = patient.tree.parse(path)
    waiting: list[tuple[ast.ClassDef | None, ast.stmt]] = (
        [(None, node) for node in reversed(module.tree.body)] if module else []
    )
    while waiting:
        around, node = waiting.pop()
        if isinstance(node, Function):
            if naming.is_test(node.name) and not is_fixture(node):
                yield Written(path, around, node)
        elif isinstance(node, ast.ClassDef):
            if naming.is_class_of_tests(node.name) or is_unittest(node):
                waiting += ((node, each) for each in reversed(node.body))
        elif isinstance(node, ast.If | ast.Try | ast.With):
            waiting += ((around, each) for each in reversed(node.body))
