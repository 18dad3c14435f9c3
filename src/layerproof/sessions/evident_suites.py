"""Which suites have tests, seen from file names and a search for markers, without pytest.

A guess for what plain ``nox`` runs, and for no more: the record of a run holds the true census,
so a suite that is overlooked here still keeps the verdict from being kept.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from layerproof.core.config.globs import Matcher, compile_globs
from layerproof.core.config.markers import compile_expression
from layerproof.core.config.values import Config, Suite

_SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages", "venv"})
_TEST = re.compile(rb"^[^#\n]*\bdef test", re.MULTILINE)


def find_evident_suites(config: Config, root: Path) -> frozenset[str]:
    """Return the names of the undeclared suites that some test file seems to belong to.

    A file counts for the first suite whose folder holds it, else for the first whose file
    pattern fits, and for each suite whose marker it mentions outside a comment. One with tests
    that none of this sorts counts for ``default_suite``. Migrations are checked without any
    file, as soon as the table says where they are.
    """
    wanted = {suite.name for suite in config.suites if not suite.declared}
    places = [(suite, compile_globs(suite.folders)) for suite in config.suites]
    found = {"migrations"} if config.database and config.database.migrations else set()
    files = list(_find_test_files(config, root))
    for path in files:
        found |= _place(path, places)
    placed = frozenset(found)
    if wanted <= found:
        return frozenset(wanted)
    marker = _compile_markers([name.replace("-", "_") for name in sorted(wanted - found)])
    for path in files:
        found |= _search_markers(root / path, marker)
        if wanted <= found:
            break
    found -= _find_left_out(config, found - placed)
    default = config.default_suite
    if default in wanted - found and _leaves_tests(config, root, files, places):
        found.add(default)
    return frozenset(wanted & found)


def _find_left_out(config: Config, names: Collection[str]) -> set[str]:
    """Return those of the suites whose marked tests the project leaves out on purpose."""
    if not config.deselect:
        return set()
    deselects = compile_expression(config.deselect)
    suites = [suite for suite in config.suites if suite.name in names]
    return {
        suite.name for suite in suites if deselects.matches(compile_expression(suite.select).names)
    }


def _leaves_tests(
    config: Config, root: Path, files: list[str], places: list[tuple[Suite, Matcher]]
) -> bool:
    """Return whether some file has tests, and neither a place nor a marker of any suite."""
    expressions = [compile_expression(suite.select) for suite in config.suites]
    if any(expression.is_open for expression in expressions):
        return False
    marker = _compile_markers(sorted(set().union(*(each.names for each in expressions))))
    ignored = compile_globs(config.ignored_tests)
    tops = tuple("" if top == "." else f"{top}/" for top in config.tests)
    return any(
        path.startswith(tops)
        and not ignored(path)
        and not _place(path, places)
        and _has_unmarked_tests(root / path, marker)
        for path in files
    )


def _has_unmarked_tests(path: Path, marker: re.Pattern[bytes]) -> bool:
    try:
        text = path.read_bytes()
    except OSError:
        return False
    return _TEST.search(text) is not None and marker.search(text) is None


def _place(path: str, places: list[tuple[Suite, Matcher]]) -> set[str]:
    for suite, holds in places:
        if holds(path):
            return {suite.name}
    name = path.rpartition("/")[2]
    for suite, _ in places:
        if any(fnmatchcase(name, pattern) for pattern in suite.files):
            return {suite.name}
    return set()


def _compile_markers(names: list[str]) -> re.Pattern[bytes]:
    words = "|".join(re.escape(name) for name in names)
    return re.compile(rf"^[^#\n]*\bmark\s*\.\s*({words})\b".encode(), re.MULTILINE)


def _search_markers(path: Path, marker: re.Pattern[bytes]) -> set[str]:
    try:
        text = path.read_bytes()
    except OSError:
        return set()
    if b"mark" not in text:
        return set()
    return {word.decode().replace("_", "-") for word in marker.findall(text)} | {
        word.decode() for word in marker.findall(text)
    }


def _find_test_files(config: Config, root: Path) -> Iterator[str]:
    seen: set[str] = set()
    for top in (*config.tests, *config.source):
        for path in _walk(root, "" if top == "." else top):
            if path not in seen:
                seen.add(path)
                yield path


def _walk(root: Path, folder: str) -> Iterator[str]:
    try:
        entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        path = f"{folder}/{entry.name}" if folder else entry.name
        if entry.is_dir(follow_symlinks=False):
            if not entry.name.startswith(".") and entry.name not in _SKIPPED:
                yield from _walk(root, path)
        elif _is_test_file(entry.name):
            yield path


def _is_test_file(name: str) -> bool:
    return name.endswith(".py") and (name.startswith("test_") or name.endswith("_test.py"))
