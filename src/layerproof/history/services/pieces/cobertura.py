"""Cobertura XML, as ``coverage xml`` and others write it.

Branches of a line are counts (``condition-coverage="50% (1/2)"``); coverage.py names the missing
ones as well. Lines within ``methods`` are those of the class once more, or the only ones: both
are read, and a line that ran in one place has run.
"""

from __future__ import annotations

import re

from layerproof.history.records.pieces import Branches, CoverageContent, PieceFormat
from layerproof.history.services.pieces.building import FileDraft
from layerproof.history.services.pieces.limits import MAX_BRANCHES
from layerproof.history.services.pieces.numbers import read_line, read_whole
from layerproof.history.services.pieces.placing import Placing
from layerproof.history.services.pieces.refusals import refuse, shown
from layerproof.history.services.pieces.xml import Attributes, Where, read_xml

KIND = "Cobertura XML"

_CONDITIONS = re.compile(r"\s*[\d.,]{1,20}\s*%\s*\((\d{1,6})/(\d{1,6})\)\s*", re.ASCII)

#: How many folders a file may name as sources.
_MAX_SOURCES = 100


def parse_cobertura(body: bytes, *, root: str = "") -> CoverageContent:
    """Return the lines of a coverage file.

    :param root: the folder of the checkout where the tests ran, or nothing.
    :raises HostileXmlError: the XML has what no report needs.
    :raises InvalidPieceError: it is no Cobertura XML.
    """
    reader = _Reader(root)
    read_xml(body, reader)
    files = reader.files
    return CoverageContent(
        format=PieceFormat.COBERTURA,
        files=files.finish(),
        branch=True if reader.has_branches else None,
        sources=files.find_unplaced(),
    )


class _Reader:
    kind = KIND

    def __init__(self, root: str) -> None:
        self.files = Placing(KIND, root)
        self.has_branches = False
        self._sources: list[str] = []
        self._classes: set[tuple[str, str]] = set()
        self._source: list[str] | None = None
        self._draft: FileDraft | None = None
        self._is_begun = False

    def start(self, name: str, attributes: Attributes, where: Where) -> None:
        if not self._is_begun and name != "coverage":
            raise refuse(where(), f"the root is {shown(name)}, not `coverage`", kind=KIND)
        self._is_begun = True
        if name == "source":
            self._source = []
        elif name == "class":
            self._open(attributes, where)
        elif name == "line" and self._draft is not None:
            self._add_line(self._draft, attributes, where)

    def end(self, name: str) -> None:
        if name == "source" and self._source is not None:
            source = "".join(self._source).strip()
            self._source = None
            if source and len(self._sources) < _MAX_SOURCES:
                self._sources.append(source)
        elif name == "class":
            self._draft = None

    def text(self, text: str) -> None:
        if self._source is not None:
            self._source.append(text)

    def _open(self, attributes: Attributes, where: Where) -> None:
        if self._draft is not None:
            raise refuse(where(), "a class lies in another one", kind=KIND)
        path = attributes.get("filename", "")
        self._refuse_namesake(path, attributes.get("name", ""), where)
        self._draft = self.files.open(path, where(), tuple(self._sources))

    def _refuse_namesake(self, path: str, name: str, where: Where) -> None:
        """Refuse a file that may be another one's namesake below another source.

        Read as one, each would count as covered what only the other ran.
        """
        if len(self._sources) > 1 and (path, name) in self._classes:
            raise refuse(
                where(),
                f"{shown(path)} is there twice, below several sources: which is which is not said",
                kind=KIND,
            )
        self._classes.add((path, name))

    def _add_line(self, draft: FileDraft, attributes: Attributes, where: Where) -> None:
        number = read_line(attributes.get("number", ""))
        hits = read_whole(attributes.get("hits", ""))
        if number is None or hits is None:
            raise refuse(where(), "a line has no number, or no number of hits", kind=KIND)
        draft.add_line(number, ran=hits > 0)
        conditions = attributes.get("condition-coverage")
        if conditions is None or attributes.get("branch", "true").lower() != "true":
            return
        found = _CONDITIONS.fullmatch(conditions)
        taken, total = (int(found[1]), int(found[2])) if found else (1, 0)
        if taken > total or total > MAX_BRANCHES:
            raise refuse(where(), f"`condition-coverage` is {shown(conditions)}", kind=KIND)
        self.has_branches = True
        missing = _read_missing(attributes.get("missing-branches", ""), total - taken)
        draft.add_branches(number, Branches(total, taken, missing))


def _read_missing(text: str, number: int) -> tuple[str, ...] | None:
    """Return the names of the branches that are missing, if there are as many as are counted."""
    names = {name.strip() for name in text.split(",") if name.strip()}
    return tuple(sorted(names)) if len(names) == number else None
