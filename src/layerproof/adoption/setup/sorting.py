"""Which suite the tests of an existing project are in, by their folders and markers.

Only a suite that surely has a test may stand in the table: an empty one is never a pass. So a file
whose every test may carry another suite's marker proves nothing, and is looked into.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from layerproof.adoption.setup.suite_words import MARKERS, name_of_folder
from layerproof.adoption.survey import TestFile
from layerproof.core.config.paths import is_under


@dataclass(frozen=True, slots=True)
class Sorted:
    """``folders`` are globs by suite, ``marked`` the suites that a marker tells.

    ``rest`` are the files that neither sorts; ``sure`` are the suites that have a test for certain,
    ``rest_is_sure`` says so of what is left over.
    """

    folders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    marked: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    sure: frozenset[str] = frozenset()
    rest_is_sure: bool = False

    @property
    def tells(self) -> bool:
        """Whether folders or markers tell anything."""
        return bool(self.folders or self.marked)


def sort_tests(
    files: Sequence[TestFile],
    roots: Sequence[str],
    texts: Mapping[str, str],
    left_out: Collection[str],
) -> Sorted:
    """Return how the files are sorted.

    :param files: files that pytest collects.
    :param texts: texts of test files, as far as somebody wants to look into them.
    :param left_out: markers of tests that the project leaves out on purpose.
    """
    folders: dict[str, set[str]] = {}
    marked: set[str] = set()
    sure: set[str] = set()
    rest: list[str] = []
    rest_is_sure = False
    for file in (file for file in files if file.tests):
        words = [name for name in file.markers if name in MARKERS and name not in left_out]
        marked |= {MARKERS[word] for word in words}
        plain = _has_plain_test(file, texts, left_out)
        place = find_place(file.path, roots)
        if place is None:
            rest.append(file.path)
            rest_is_sure |= plain
            continue
        name, glob = place
        folders.setdefault(name, set()).add(glob)
        if plain:
            sure.add(name)
    return Sorted(
        {name: tuple(sorted(globs)) for name, globs in sorted(folders.items())},
        tuple(sorted(marked)),
        tuple(rest),
        frozenset(sure | marked),
        rest_is_sure,
    )


def find_place(path: str, roots: Sequence[str]) -> tuple[str, str] | None:
    """Return the suite of the outermost folder below a root that names one, and its glob."""
    parts = path.split("/")[:-1]
    for start in _starts(path, roots):
        for end in range(start, len(parts)):
            name = name_of_folder(parts[end])
            if name:
                return name, "/".join((*parts[: end + 1], "**"))
    return None


def name_rest(
    rest: Sequence[str], sorted_globs: Collection[str], roots: Sequence[str]
) -> list[str]:
    """Return globs for the files that nothing sorts, which hold none of the sorted ones."""
    taken = [glob.removesuffix("/**") for glob in sorted_globs]
    if not taken:
        return [_below(root) for root in roots if any(is_under(path, root) for path in rest)]
    globs = {_outermost(path, roots, taken) for path in rest}
    return sorted(globs)


def _starts(path: str, roots: Sequence[str]) -> list[int]:
    """Return how many parts lie above the file's own part of a root, the longest root first."""
    depths = [0 if root == "." else root.count("/") + 1 for root in roots if is_under(path, root)]
    return sorted(depths, reverse=True)[:1]


def _outermost(path: str, roots: Sequence[str], taken: Sequence[str]) -> str:
    parts = path.split("/")
    start = next(iter(_starts(path, roots)), 0)
    for end in range(start + 1, len(parts)):
        folder = "/".join(parts[:end])
        if not any(f"{one}/".startswith(f"{folder}/") for one in taken):
            return f"{folder}/**"
    folder = "/".join(parts[:-1])
    return f"{folder}/*.py" if folder else "*.py"


def _below(root: str) -> str:
    return "**" if root == "." else f"{root}/**"


def _has_plain_test(file: TestFile, texts: Mapping[str, str], left_out: Collection[str]) -> bool:
    """Return whether a test of the file surely carries no suite's marker, and is not left out."""
    sorting = MARKERS.keys() | set(left_out)
    if sorting.isdisjoint(file.markers):
        return True
    try:
        tree = ast.parse(texts.get(file.path, ""))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(
        sorting.isdisjoint(names) for names in _marks_of_tests(tree.body, _module_marks(tree))
    )


def _marks_of_tests(body: Sequence[ast.stmt], above: frozenset[str]) -> Iterator[frozenset[str]]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name.startswith("test"):
                yield above | _marks(node.decorator_list)
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from _marks_of_tests(node.body, above | _marks(node.decorator_list))


def _module_marks(tree: ast.Module) -> frozenset[str]:
    values = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and any(
            isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets
        )
    ]
    return _marks(values)


def _marks(nodes: Sequence[ast.expr]) -> frozenset[str]:
    """Return the names behind ``mark.`` in the expressions."""
    return frozenset(
        inner.attr
        for node in nodes
        for inner in ast.walk(node)
        if isinstance(inner, ast.Attribute)
        and isinstance(inner.value, ast.Attribute | ast.Name)
        and (inner.value.attr if isinstance(inner.value, ast.Attribute) else inner.value.id)
        == "mark"
    )
