"""The importable name of every Python file, by settings and by what the project itself imports.

A folder is a root of imports where settings say so (``pythonpath``, a distribution's ``src``), or
where the project's own imports only make sense from there.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from layerproof.adoption.reading.tree import ProjectTree
from layerproof.adoption.survey import ProjectSurvey, TestEstate

#: Packages that many repositories have a folder of the same name for.
_FOREIGN = frozenset({"alembic", "celery", "docker", "redis", "sqlalchemy", "fastapi", "pytest"})


def name_modules(tree: ProjectTree, project: ProjectSurvey, tests: TestEstate) -> Mapping[str, str]:
    """Return the dotted name under which each Python file is imported, by its path."""
    files = tree.python_files
    packages = {str(PurePosixPath(path).parent) for path in files if path.endswith("__init__.py")}
    told = set(_told_roots(project, tests))
    roots = {root for root in told if root not in packages} | {""}
    roots |= set(_imported_roots(tree, project, roots, packages))
    return {path: _name(path, roots) for path in files}


def _told_roots(project: ProjectSurvey, tests: TestEstate) -> Iterator[str]:
    for distribution in project.distributions:
        folder = _clean(distribution.folder)
        yield folder
        yield f"{folder}/src" if folder else "src"
    yield "src"
    said = tests.settings.values.get("pythonpath", ())
    origin = str(PurePosixPath(tests.settings.origin).parent) if tests.settings.origin else ""
    for entry in said.split() if isinstance(said, str) else said:
        yield _clean(f"{_clean(origin)}/{entry}" if _clean(origin) else entry)


def _clean(folder: str) -> str:
    text = str(PurePosixPath(folder))
    return "" if text == "." else text.strip("/")


def _imported_roots(
    tree: ProjectTree, project: ProjectSurvey, roots: Iterable[str], packages: set[str]
) -> Iterator[str]:
    places = _places_by_name(tree.python_files)
    known = set(roots)
    foreign = {found.value.name.replace("-", "_") for found in project.dependencies}
    for name in sorted(_absolute_imports(tree)):
        first, _, rest = name.partition(".")
        if first in sys.stdlib_module_names or first in _FOREIGN or first in foreign:
            continue
        parents = places.get(first, set())
        if parents & known:
            continue
        tail = rest.replace(".", "/")
        fitting = [
            parent
            for parent in sorted(parents, key=len)
            if parent not in packages and _exists(tree, parent, first, tail)
        ]
        yield from fitting[:1]


def _places_by_name(files: Iterable[str]) -> dict[str, set[str]]:
    places: dict[str, set[str]] = {}
    for path in files:
        parts = path.split("/")
        for depth, part in enumerate(parts):
            places.setdefault(part.removesuffix(".py"), set()).add("/".join(parts[:depth]))
    return places


def _absolute_imports(tree: ProjectTree) -> set[str]:
    names: set[str] = set()
    for path in tree.python_files:
        module = tree.parse(path)
        for node in module.tree.body if module else ():
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names.add(node.module)
    return names


def _exists(tree: ProjectTree, parent: str, first: str, tail: str) -> bool:
    start = f"{parent}/{first}" if parent else first
    whole = f"{start}/{tail}" if tail else start
    return any(tree.has(path) for path in (f"{whole}.py", f"{whole}/__init__.py")) or (
        bool(tail) and tree.has_folder(whole)
    )


def _name(path: str, roots: Iterable[str]) -> str:
    fitting = [root for root in roots if not root or path.startswith(f"{root}/")]
    root = max(fitting, key=len)
    inner = path[len(root) + 1 :] if root else path
    return inner.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
