"""The project's files as they are now: which there are, what they hash to, what they say."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

#: Folders that never hold a project's own source or tests.
_PASSED_OVER = frozenset({"__pycache__", "node_modules"})

_TEST = re.compile(r"^[ \t]*(?:async[ \t]+)?def[ \t]+test", re.MULTILINE)


def list_python_files(root: Path, folders: Iterable[str]) -> list[str]:
    """Return every ``.py`` file in ``folders``, as sorted POSIX paths from ``root``.

    A folder may also be a single file. Links to folders are not followed, so that a loop of
    links ends; a folder that is not there, or not in ``root``, holds nothing.
    """
    found: set[str] = set()
    for folder in folders:
        start = root / folder
        paths = [start] if start.is_file() else _walk(start)
        found.update(p.relative_to(root).as_posix() for p in paths if p.is_relative_to(root))
    return sorted(found)


def hash_files(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """Return the SHA-256 of each file; a file that cannot be read gets the error's name."""
    return {path: _hash(root / path) for path in paths}


def read_texts(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """Return the text of each file; bytes that are not UTF-8 become replacement characters."""
    texts: dict[str, str] = {}
    for path in paths:
        try:
            texts[path] = (root / path).read_bytes().decode("utf-8", errors="replace")
        except OSError:
            texts[path] = ""
    return texts


def _walk(start: Path) -> Iterator[Path]:
    for folder, names, files in os.walk(start):
        names[:] = [name for name in names if name not in _PASSED_OVER and name[0] != "."]
        for file in files:
            if file.endswith(".py"):
                yield Path(folder, file)


def _hash(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        return type(error).__name__


def count_test_functions(root: Path, paths: Iterable[str]) -> dict[str, int]:
    """Return about how many tests each file holds: its functions named ``test…``.

    Nothing is imported or parsed; it serves to decide whether parallel workers are worth it.
    """
    return {path: len(_TEST.findall(text)) for path, text in read_texts(root, paths).items()}
