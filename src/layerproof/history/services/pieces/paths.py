"""Paths of source files as every tool and machine should have written them: from the root.

A path is changed in writing only: backslashes become slashes, ``.`` and ``..`` are worked out.
An absolute path is told from the checkout's folder (``root``) if it lies below it, else from a
folder that the file itself names as a source, else it stays as it is.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

_DRIVE = re.compile(r"[A-Za-z]:/")


def is_absolute(path: str) -> bool:
    """Whether a path with slashes begins at a root, or at a drive."""
    return path.startswith("/") or _DRIVE.match(path) is not None


def tidy(path: str) -> str:
    """Return a path with slashes alone, and without steps that lead nowhere."""
    tidied = posixpath.normpath(path.replace("\\", "/")) if path else ""
    # POSIX leaves two slashes at the beginning; nothing here means them.
    return f"/{tidied.lstrip('/')}" if tidied.startswith("//") else tidied


def place_path(path: str, *, root: str, sources: Sequence[str] = ()) -> str:
    """Return where a file lies in its project.

    :param root: the folder of the checkout on the machine that ran the tests, or nothing.
    :param sources: folders that the file names; its relative paths begin in one of them.
    """
    tidied, folder = tidy(path), tidy(root)
    if not is_absolute(tidied):
        return _below_source(tidied, folder, sources)
    for parent in filter(None, (folder, *map(tidy, sources))):
        inner = _within(tidied, parent)
        if inner is not None:
            return inner
    return tidied


def find_unplaced(sources: Sequence[str], *, root: str) -> tuple[str, ...]:
    """Return in which folders a relative path may begin; none if :func:`place_path` knows it.

    :param root: the folder of the checkout, or nothing; folders below it are told from there.
    :param sources: folders that the file names.
    """
    folder = tidy(root)
    told = [_from_root(tidy(source), folder) for source in sources]
    is_known = len(told) == 1 and not is_absolute(told[0])
    return () if is_known else tuple(sorted(set(told)))


def is_below(path: str, folder: str) -> bool:
    """Whether a path lies below a folder; none lies below nothing."""
    tidied = tidy(folder)
    return bool(tidied) and _within(tidy(path), tidied) is not None


def _from_root(path: str, root: str) -> str:
    inner = _within(path, root) if root else None
    return path if inner is None else inner


def _below_source(path: str, root: str, sources: Sequence[str]) -> str:
    """Return a relative path from the root, where the only source says how it gets there."""
    if len(sources) != 1:
        return path
    source = tidy(sources[0])
    if not is_absolute(source):
        return tidy(f"{source}/{path}") if source else path
    inner = _within(source, root) if root else None
    return path if inner is None else tidy(f"{inner}/{path}")


def _within(path: str, folder: str) -> str | None:
    if path == folder:
        return "."
    prefix = f"{folder.rstrip('/')}/"
    return path.removeprefix(prefix) if path.startswith(prefix) else None
