"""Sizes and lines of a project's files, as they lie on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from layerproof.adoption.audit.inputs import FileFact
from layerproof.adoption.reading.tree import ProjectTree

#: Files above this are not read for their lines.
_LARGEST = 5_000_000
#: A null byte this near to the start says that a file is no text (as git decides it).
_HEAD = 8_000


def list_files(tree: ProjectTree) -> Iterator[FileFact]:
    """Yield every file of the tree; one that has gone meanwhile is left out."""
    for path in tree.files:
        fact = _look_at(tree.root, path)
        if fact is not None:
            yield fact


def _look_at(root: Path, path: str) -> FileFact | None:
    try:
        size = (root / path).stat().st_size
    except OSError:
        return None
    if size > _LARGEST:
        return FileFact(path, size)
    try:
        data = (root / path).read_bytes()
    except OSError:
        return FileFact(path, size)
    return FileFact(path, size, None if b"\0" in data[:_HEAD] else _count_lines(data))


def _count_lines(data: bytes) -> int:
    return data.count(b"\n") + (not data.endswith(b"\n") and bool(data))
