"""The files of tests: about how many tests each has, what marks them, what they ask for."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from layerproof.adoption.discovery.folders import is_within
from layerproof.adoption.discovery.tests.naming import Naming, read_naming
from layerproof.adoption.reading.syntax import (
    Function,
    argument_names,
    assigned,
    dotted_name,
    functions_in,
    texts_of,
)
from layerproof.adoption.reading.tree import ProjectTree
from layerproof.adoption.survey import PytestSettings, TestFile

_UNITTEST = ("TestCase", "IsolatedAsyncioTestCase", "TransactionTestCase", "SimpleTestCase")


def find_test_files(
    tree: ProjectTree, roots: Sequence[str], settings: PytestSettings
) -> tuple[TestFile, ...]:
    """Return the files that pytest would collect by their names; those that hold no test too."""
    return tuple(
        read_test_file(tree, path, settings)
        for path in tree.python_files
        if is_collected(path, roots, settings)
    )


def is_collected(path: str, roots: Sequence[str], settings: PytestSettings) -> bool:
    """Whether pytest collects a file: by its name, below ``testpaths`` or a folder of tests."""
    *folders, name = path.split("/")
    unentered = settings.values.get("norecursedirs", ())
    unentered = (unentered,) if isinstance(unentered, str) else unentered
    if any(fnmatchcase(folder, pattern) for folder in folders for pattern in unentered):
        return False
    if not any(fnmatchcase(path if "/" in p else name, p) for p in settings.python_files):
        return False
    return not roots or is_within(path, roots)


def read_test_file(tree: ProjectTree, path: str, settings: PytestSettings) -> TestFile:
    """Return what a file of tests holds; one that cannot be parsed holds nothing."""
    module = tree.parse(path)
    if module is None:
        return TestFile(path, 0)
    seen = _Seen(read_naming(settings))
    seen.markers.update(_marks_of(assigned(module.tree.body, "pytestmark")))
    seen.take_functions(functions_in(module.tree.body))
    seen.take_classes(module.tree.body)
    return TestFile(
        path=path,
        tests=seen.tests,
        markers=tuple(sorted(seen.markers)),
        fixtures=tuple(sorted(seen.fixtures)),
        asynchronous=seen.asynchronous,
        unittest_classes=seen.unittest_classes,
        script=seen.prints or _has_main(module.tree),
    )


@dataclass(slots=True)
class _Seen:
    """What has been seen of one file."""

    naming: Naming
    tests: int = 0
    asynchronous: int = 0
    unittest_classes: int = 0
    prints: bool = False
    markers: set[str] = field(default_factory=set)
    fixtures: set[str] = field(default_factory=set)

    def take_functions(self, functions: Iterable[Function], *, plain: bool = True) -> None:
        for function in functions:
            if not self.naming.is_test(function.name) or _is_fixture(function):
                continue
            self.tests += 1
            self.asynchronous += isinstance(function, ast.AsyncFunctionDef)
            marks = [m for each in function.decorator_list for m in _marks_of(each)]
            self.markers.update(marks)
            if plain:
                self.fixtures.update(_asked_for(function))
            self.prints = self.prints or _only_prints(function)

    def take_classes(self, body: list[ast.stmt]) -> None:
        for node in body:
            if not isinstance(node, ast.ClassDef):
                continue
            unittest = any(dotted_name(base).rpartition(".")[2] in _UNITTEST for base in node.bases)
            if not unittest and not self.naming.is_class_of_tests(node.name):
                continue
            self.unittest_classes += unittest
            for each in node.decorator_list:
                self.markers.update(_marks_of(each))
                self.fixtures.update(_used_fixtures(each))
            self.markers.update(_marks_of(assigned(node.body, "pytestmark")))
            self.take_functions(functions_in(node.body), plain=not unittest)
            self.take_classes(node.body)


def _is_fixture(function: Function) -> bool:
    return any(dotted_name(each).endswith("fixture") for each in function.decorator_list)


def _marks_of(node: ast.expr | None) -> Iterator[str]:
    """Yield the markers of a decorator, or of ``pytestmark``: one or a list."""
    if isinstance(node, ast.List | ast.Tuple):
        for each in node.elts:
            yield from _marks_of(each)
    elif node is not None:
        before, _, name = dotted_name(node).partition("mark.")
        if name and before in ("pytest.", ""):
            yield name.partition(".")[0]


def _asked_for(function: Function) -> Iterator[str]:
    parameters = {
        name.strip()
        for each in function.decorator_list
        if dotted_name(each).endswith("mark.parametrize") and isinstance(each, ast.Call)
        for text in texts_of(each.args[0] if each.args else None)
        for name in text.split(",")
    }
    yield from (name for name in argument_names(function) if name not in parameters)
    for each in function.decorator_list:
        yield from _used_fixtures(each)


def _used_fixtures(decorator: ast.expr) -> Iterator[str]:
    if dotted_name(decorator).endswith("mark.usefixtures") and isinstance(decorator, ast.Call):
        for argument in decorator.args:
            yield from texts_of(argument)


def _only_prints(function: Function) -> bool:
    """Whether a test prints and neither asserts, raises nor calls something that may."""
    prints = False
    for node in ast.walk(function):
        if isinstance(node, ast.Assert | ast.With | ast.AsyncWith | ast.Raise):
            return False
        if isinstance(node, ast.Call):
            name = dotted_name(node.func)
            prints = prints or name == "print"
            if "assert" in name.lower() or name.endswith(("raises", "fail")):
                return False
    return prints


def _has_main(code: ast.Module) -> bool:
    for node in code.body:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Compare):
            left = node.test.left
            if isinstance(left, ast.Name) and left.id == "__name__":
                return not _calls_runner(node)
    return False


def _calls_runner(node: ast.If) -> bool:
    """Whether all that a ``__main__`` part does is to start pytest or unittest."""
    called = [dotted_name(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)]
    return bool(called) and all(
        name in ("pytest.main", "unittest.main", "main", "sys.exit", "exit", "SystemExit")
        for name in called
    )
