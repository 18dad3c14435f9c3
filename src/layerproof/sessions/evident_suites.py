"""Which suites have tests, seen from file names and a search for markers, without pytest.

A guess for what plain ``nox`` runs, and for no more: the record of a run holds the true census,
so a suite that is overlooked here still keeps the verdict from being kept.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from layerproof.core.config.globs import Matcher, compile_globs
from layerproof.core.config.values import Config, Suite

_SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages", "venv"})


def find_evident_suites(config: Config, root: Path) -> frozenset[str]:
    """Return the names of the undeclared suites that some test file seems to belong to.

    A file counts for the first suite whose folder holds it, else for the first whose file
    pattern fits, and for each suite whose marker it mentions outside a comment. Migrations are
    checked without any file, as soon as the table says where they are.
    """
    wanted = {suite.name for suite in config.suites if not suite.declared}
    places = [(suite, compile_globs(suite.folders)) for suite in config.suites]
    found = {"migrations"} if config.database and config.database.migrations else set()
    files = list(_find_test_files(config, root))
    for path in files:
        found |= _place(path, places)
    if wanted <= found:
        return frozenset(wanted)
    marker = _compile_markers([suite for suite in config.suites if suite.name in wanted - found])
    for path in files:
        found |= _search_markers(root / path, marker)
        if wanted <= found:
            break
    return frozenset(wanted & found)


def _place(path: str, places: list[tuple[Suite, Matcher]]) -> set[str]:
    for suite, holds in places:
        if holds(path):
            return {suite.name}
    name = path.rpartition("/")[2]
    for suite, _ in places:
        if any(fnmatchcase(name, pattern) for pattern in suite.files):
            return {suite.name}
    return set()


def _compile_markers(suites: list[Suite]) -> re.Pattern[bytes]:
    words = "|".join(re.escape(suite.name.replace("-", "_")) for suite in suites)
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
