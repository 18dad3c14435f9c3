"""The installable projects of a repository, and which of them is the backend's."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from layerproof.adoption.discovery.folders import is_within, join_path, parent_of
from layerproof.adoption.reading.tree import ProjectTree
from layerproof.adoption.survey import Distribution

_MANIFESTS = ("pyproject.toml", "setup.py", "setup.cfg", "Pipfile", "requirements.txt")


def find_distributions(tree: ProjectTree, test_roots: Iterable[str]) -> tuple[Distribution, ...]:
    """Return every project that can be installed, by folder; those that tests hold do not count."""
    roots = tuple(test_roots)
    names: dict[str, str] = {}
    for path in tree.files:
        folder, _, file = path.rpartition("/")
        folder = folder or "."
        if file not in _MANIFESTS or folder in names or is_within(path, roots):
            continue
        name = _read_name(tree, path, file)
        if name:
            names[folder] = name
    return tuple(Distribution(folder, names[folder]) for folder in sorted(names))


def choose_home(tree: ProjectTree, distributions: Iterable[Distribution]) -> str:
    """Return the folder of the backend's own project file.

    The root's, if it has one of any kind; else the one of the distributions that holds the most
    Python files, and the root where there is none.
    """
    if any(tree.has(name) for name in _MANIFESTS):
        return "."
    sizes = {
        each.folder: sum(1 for path in tree.python_files if is_within(path, (each.folder,)))
        for each in distributions
    }
    loose = {parent_of(p) for p in tree.files if p.rpartition("/")[2] in _MANIFESTS}
    for folder in loose - set(sizes):
        sizes[folder] = sum(1 for path in tree.python_files if is_within(path, (folder,)))
    return min(sizes, key=lambda folder: (-sizes[folder], folder), default=".")


def _read_name(tree: ProjectTree, path: str, file: str) -> str | None:
    if file == "pyproject.toml":
        toml = tree.toml(path)
        if toml is None:
            return None
        return toml.text("project", "name") or toml.text("tool", "poetry", "name")
    if file == "setup.cfg":
        ini = tree.ini(path)
        return ini.section("metadata").get("name") if ini else None
    return _read_setup_name(tree, path) if file == "setup.py" else None


def _read_setup_name(tree: ProjectTree, path: str) -> str | None:
    call = find_setup_call(tree, path)
    if call is None:
        return None
    for keyword in call.keywords:
        if keyword.arg == "name" and isinstance(keyword.value, ast.Constant):
            return str(keyword.value.value)
    return None


def find_setup_call(tree: ProjectTree, path: str) -> ast.Call | None:
    """Return the call of ``setup()`` in a ``setup.py``, ``None`` where there is none."""
    module = tree.parse(path)
    for node in ast.walk(module.tree) if module else ():
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else None
            name = function.id if isinstance(function, ast.Name) else name
            if name == "setup":
                return node
    return None


def manifest_in(tree: ProjectTree, folder: str, name: str) -> str | None:
    """Return the path of a file in a folder, ``None`` where there is none."""
    path = join_path(folder, name)
    return path if tree.has(path) else None
