"""``ignored_tests`` of the table: files named as tests that the project's own pytest never sees.

pytest's patterns let ``*`` cross folders and Layerproof's do not, so a pattern is taken over only
where it holds the same files; what is left is named file by file.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from layerproof.adoption.setup.addopts import Addopts
from layerproof.core.config.globs import compile_glob, escape_glob, normalise_path
from layerproof.errors import ConfigError

#: pytest's own names of test modules: a file of such a name that nobody collects is an error.
_USUAL = ("test_*.py", "*_test.py")


def find_ignored(
    addopts: Addopts, folders: Sequence[str], conftests: Iterable[tuple[str, str]]
) -> tuple[str, ...]:
    """Return pytest's patterns from the root for all that it leaves out, in its own language.

    :param folders: the setting ``norecursedirs``.
    :param conftests: paths and texts of conftest files, whose ``collect_ignore`` counts.
    """
    patterns = [_clean(path) for path in addopts.ignore]
    patterns += [_clean(path) for path in addopts.ignore_glob]
    patterns += [f"{name}" if "/" in name else f"*/{name}" for name in map(_clean, folders) if name]
    for path, text in conftests:
        folder = path.rpartition("/")[0]
        patterns += [f"{folder}/{name}" if folder else name for name in read_collect_ignore(text)]
    return tuple(dict.fromkeys(pattern for pattern in patterns if pattern))


def cover_ignored(patterns: Sequence[str], files: Sequence[str]) -> tuple[str, ...]:
    """Return globs in Layerproof's language for the files that the patterns leave out.

    :param files: every file that has the name of a test module.
    """
    ignored = {path for path in files if any(_matches(pattern, path) for pattern in patterns)}
    chosen: list[str] = []
    left = set(ignored)
    for glob in (glob for pattern in patterns for glob in _translate(pattern)):
        held = {path for path in files if _holds(glob, path)}
        if held and held <= ignored and held & left:
            chosen.append(glob)
            left -= held
    return (*dict.fromkeys(chosen), *sorted(left))


def find_passed_over(
    files: Iterable[str], roots: Sequence[str], patterns: Sequence[str]
) -> tuple[str, ...]:
    """Return globs of files with pytest's usual names that the project's own names pass over.

    :param roots: the folders that hold tests.
    :param patterns: the setting ``python_files``.
    """
    tops = tuple("" if root == "." else f"{root}/" for root in roots)
    return tuple(
        escape_glob(path)
        for path in sorted(files)
        if path.startswith(tops)
        and any(fnmatchcase(path.rpartition("/")[2], usual) for usual in _USUAL)
        and not any(_is_named(path, pattern) for pattern in patterns)
    )


def _is_named(path: str, pattern: str) -> bool:
    """Whether pytest takes the file by that pattern; one with a ``/`` is held to the whole path."""
    return fnmatchcase(path, f"*/{pattern}") or fnmatchcase(path.rpartition("/")[2], pattern)


def read_collect_ignore(text: str) -> tuple[str, ...]:
    """Return the names in ``collect_ignore`` and ``collect_ignore_glob`` of a conftest's text.

    What stands in conditions counts: a file that is collected all the same does no harm there.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    return tuple(name for node in ast.walk(tree) for name in _read_node(node))


def _read_node(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(_is_list(target) for target in targets) and node.value is not None:
            yield from _texts(node.value)
    elif isinstance(node, ast.Call) and _is_addition(node.func):
        for argument in node.args:
            yield from _texts(argument)


def _is_list(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id in {"collect_ignore", "collect_ignore_glob"}


def _is_addition(node: ast.expr) -> bool:
    if not isinstance(node, ast.Attribute):
        return False
    return node.attr in {"append", "extend"} and _is_list(node.value)


def _texts(node: ast.AST) -> Iterator[str]:
    items = node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else [node]
    for item in items:
        if isinstance(item, ast.Constant) and isinstance(item.value, str):
            yield _clean(item.value)


def _clean(path: str) -> str:
    return path.strip().removeprefix("./").rstrip("/")


def _matches(pattern: str, path: str) -> bool:
    """Return whether pytest would leave the file, or a folder above it, out."""
    parts = path.split("/")
    above = ("/".join(parts[:end]) for end in range(1, len(parts) + 1))
    # pytest compares whole paths, in which the root is a folder like others.
    return any(fnmatchcase(f"/{one}", f"/{pattern}") for one in above)


def _translate(pattern: str) -> Iterator[str]:
    stems = (f"**/{pattern[2:]}",) if pattern.startswith("*/") else (pattern, f"**/{pattern}")
    for stem in stems:
        yield from (stem, f"{stem}/**")


def _holds(glob: str, path: str) -> bool:
    try:
        normalise_path(glob)
        return compile_glob(glob)(path)
    except ConfigError:
        return False
