"""Which top-level names a project's Python files import."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable

from layerproof.adoption.reading.tree import ProjectTree


def count_imported_names(tree: ProjectTree) -> Counter[str]:
    """Return how many files import each top-level name, absolute imports alone."""
    counted: Counter[str] = Counter()
    for path in tree.python_files:
        counted.update(imported_names(tree.nodes(path)))
    return counted


def is_for_tests(tree: ProjectTree, path: str) -> bool:
    """Whether a module needs pytest: a plugin of the project's own, which no user ever runs."""
    return bool({"pytest", "pytest_asyncio"} & imported_names(tree.nodes(path)))


def imported_names(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the top-level names that all the nodes of a module import."""
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names
