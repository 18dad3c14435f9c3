"""Every Python file of the project, and what a full name leads to across them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property
from pathlib import PurePosixPath

from layerproof.adoption.discovery.backend.importable import name_modules
from layerproof.adoption.discovery.backend.source import Source
from layerproof.adoption.reading.tree import Module, ProjectTree
from layerproof.adoption.survey import ProjectSurvey, TestEstate
from layerproof.core.config.paths import is_under

_TEST_FOLDERS = frozenset({"tests", "test", "e2e"})
#: Folders whose code is no part of the backend that runs.
_ASIDE = frozenset(
    {"docs", "doc", "examples", "example", "benchmarks", "benches", "scripts", "samples", "demo"}
    | {"docs_src", "templates", "tools", "tutorials", "old", "archive", "load_tests", "loadtests"}
)
_DEEPEST = 12


def _is_plugin(module: Module) -> bool:
    """Return whether a module brings fixtures or hooks of pytest, wherever it lies."""
    text = module.text
    if "pytest" not in text or not ("fixture" in text or "def pytest_" in text):
        return False
    imported = {
        alias.name
        for node in module.tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    } | {node.module for node in module.tree.body if isinstance(node, ast.ImportFrom)}
    return bool(imported & {"pytest", "pytest_asyncio"})


class Sources:
    """The project's parsed files."""

    def __init__(self, tree: ProjectTree, project: ProjectSurvey, tests: TestEstate) -> None:
        self.tree = tree
        self.project = project
        self.tests = tests
        self._resolved: dict[str, str] = {}
        self._names = name_modules(tree, project, tests)

    @cached_property
    def all(self) -> tuple[Source, ...]:
        """Every file that could be parsed, by path."""
        found = []
        for path in self.tree.python_files:
            if module := self.tree.parse(path):
                is_test = self._is_test(path) or _is_plugin(module)
                found.append(Source(module, self._names[path], is_test=is_test))
        return tuple(found)

    @cached_property
    def product(self) -> tuple[Source, ...]:
        """The backend's own files: in its source folders where these are known, without tests."""
        plain = tuple(each for each in self.all if not each.is_test and not self._is_aside(each))
        return tuple(each for each in plain if self.in_source(each)) or plain

    @cached_property
    def aside(self) -> tuple[Source, ...]:
        """The files that are neither of the backend nor of its tests: scripts, migrations."""
        inside = {each.path for each in self.product}
        return tuple(each for each in self.all if not each.is_test and each.path not in inside)

    @cached_property
    def near(self) -> tuple[Source, ...]:
        """The backend's files and those beside it, without examples, documents and the like."""
        beside = tuple(each for each in self.aside if not self._is_aside(each))
        return (*self.product, *beside)

    @cached_property
    def test(self) -> tuple[Source, ...]:
        """The tests' files, with conftests and what lies beside them."""
        return tuple(each for each in self.all if each.is_test and not self._is_aside(each))

    @cached_property
    def by_name(self) -> dict[str, Source]:
        """Every file by its importable name; of two with one name, the backend's."""
        return {each.name: each for each in sorted(self.all, key=lambda each: not each.is_test)} | {
            each.name: each for each in self.product
        }

    def mentioning(self, *words: str) -> Iterator[Source]:
        """Give the backend's files in whose text one of ``words`` stands."""
        return (each for each in self.product if each.mentions(*words))

    def in_source(self, source: Source) -> bool:
        """Return whether a file lies in one of the project's source folders, if any is known."""
        return any(is_under(source.path, found.value) for found in self.project.source)

    def resolve(self, full: str) -> str:
        """Return the full name of what ``full`` stands for, through imports of other modules."""
        if full not in self._resolved:
            here = full
            for _ in range(_DEEPEST):
                onward = self._step(here)
                if onward is None or onward == here:
                    break
                here = onward
            self._resolved[full] = here
        return self._resolved[full]

    def find(self, full: str) -> tuple[Source, ast.stmt] | None:
        """Return the file and the statement that define what ``full`` stands for."""
        source, rest = self.split(self.resolve(full))
        if source is None or not rest:
            return None
        node = source.definitions.get(rest[0])
        return (source, node) if node is not None else None

    def lineage(self, full: str) -> Iterator[tuple[Source, ast.ClassDef]]:
        """Give a class and its parents that are the project's own, nearest first, each once."""
        waiting, seen = [full], set()
        while waiting:
            here = waiting.pop(0)
            found = self.find(here)
            node = found[1] if found else None
            if here in seen or found is None or not isinstance(node, ast.ClassDef):
                continue
            seen.add(here)
            source = found[0]
            yield source, node
            waiting += [self.resolve(source.full(parent)) for parent in node.bases]

    def split(self, full: str) -> tuple[Source | None, tuple[str, ...]]:
        """Return the file whose name begins ``full``, and the parts that are left."""
        parts = full.split(".")
        for length in range(len(parts), 0, -1):
            source = self.by_name.get(".".join(parts[:length]))
            if source is not None:
                return source, tuple(parts[length:])
        return None, tuple(parts)

    def _step(self, full: str) -> str | None:
        source, rest = self.split(full)
        if source is None or not rest or rest[0] in source.definitions:
            return None
        tail = "".join(f".{part}" for part in rest[1:])
        if rest[0] in source.top_imports:
            return f"{source.top_imports[rest[0]]}{tail}"
        for star in source.stars:
            if self._offers(star, rest[0]):
                return f"{star}.{rest[0]}{tail}"
        return None

    def _offers(self, module: str, name: str) -> bool:
        source = self.by_name.get(module)
        return source is not None and (name in source.definitions or name in source.top_imports)

    @cached_property
    def _test_paths(self) -> frozenset[str]:
        return frozenset(file.path for file in self.tests.files) | set(self.tests.conftests)

    def _is_test(self, path: str) -> bool:
        parts = PurePosixPath(path)
        name = parts.name
        if path in self._test_paths or name == "conftest.py" or name.startswith("test_"):
            return True
        if name.endswith("_test.py") or _TEST_FOLDERS & set(parts.parts[:-1]):
            return True
        return any(self._is_test_root(root) and path.startswith(f"{root}/") for root in self._roots)

    @cached_property
    def _roots(self) -> tuple[str, ...]:
        return tuple(root.strip("/") for root in self.tests.roots)

    def _is_test_root(self, root: str) -> bool:
        if root in ("", "."):
            return False
        folders = [found.value for found in self.project.source]
        return not any(f"{each}/".startswith(f"{root}/") or each == "." for each in folders) and (
            not any(root.startswith(f"{each}/") or root == each for each in folders)
            or "test" in root.rpartition("/")[2]
        )

    def _is_aside(self, source: Source) -> bool:
        folders = set(PurePosixPath(source.path).parts[:-1])
        told = any(found.value.split("/")[0] in _ASIDE for found in self.project.source)
        return bool(folders & _ASIDE) and not told
