"""Giving each source file of a coverage file its place in the project."""

from __future__ import annotations

from collections.abc import Sequence

from layerproof.history.records.pieces import FileLines
from layerproof.history.services.pieces.building import FileDraft, finish_all
from layerproof.history.services.pieces.limits import MAX_FILES, MAX_PATH
from layerproof.history.services.pieces.paths import find_unplaced, is_below, place_path
from layerproof.history.services.pieces.refusals import refuse, shown


class Placing:
    """The source files of one coverage file, by their place in the project.

    Files that end up in one place are one: a class and those within it, or ``./a.py`` and ``a.py``.

    :param kind: what the file was said to be.
    :param root: the folder of the checkout where the tests ran, or nothing.
    """

    def __init__(self, kind: str, root: str) -> None:
        self._kind = kind
        self._root = root
        self._drafts: dict[str, FileDraft] = {}
        self._sources: Sequence[str] = ()

    def open(self, path: str, where: str, sources: Sequence[str] = ()) -> FileDraft:
        """Return what is collected of a file.

        :raises InvalidPieceError: the path is none, or there are too many files.
        """
        placed = place_path(path.strip(), root=self._root, sources=sources)
        if not path.strip() or "\x00" in placed or len(placed) > MAX_PATH:
            raise refuse(where, f"the path is {shown(path)}", kind=self._kind)
        if not is_below(path, self._root):
            self._sources = sources
        draft = self._drafts.setdefault(placed, FileDraft())
        if len(self._drafts) > MAX_FILES:
            raise refuse(where, f"there are more than {MAX_FILES} files", kind=self._kind)
        return draft

    def find_unplaced(self) -> tuple[str, ...]:
        """Return the sources in one of which paths begin that are not told from the root."""
        return find_unplaced(self._sources, root=self._root)

    def finish(self) -> tuple[FileLines, ...]:
        """Return the files, by path."""
        return finish_all(self._drafts)
