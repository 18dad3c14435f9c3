"""LCOV tracefiles, as ``coverage lcov``, ``geninfo`` and others write them.

Of each record ``SF``, ``DA``, ``BRDA`` and ``end_of_record`` are read. Sums (``LF``, ``BRF``) are
not: they follow from the lines. Functions and whatever newer versions add are passed over.
https://manpages.debian.org/unstable/lcov/geninfo.1.en.html#TRACEFILE_FORMAT
"""

from __future__ import annotations

import io
import re
from collections import defaultdict

from layerproof.history.errors.pieces import InvalidPieceError
from layerproof.history.records.pieces import Branches, CoverageContent, PieceFormat
from layerproof.history.services.pieces.building import FileDraft
from layerproof.history.services.pieces.limits import MAX_BRANCHES
from layerproof.history.services.pieces.numbers import read_line, read_whole
from layerproof.history.services.pieces.placing import Placing
from layerproof.history.services.pieces.refusals import refuse, shown

KIND = "LCOV"

_END = "end_of_record"
_KEY = re.compile(r"[A-Z]{2,8}")

#: Nearly every line of a file; those that do not look so are looked at more closely.
_USUAL = re.compile(r"DA:(\d{1,9}),(\d{1,20})", re.ASCII)


def parse_lcov(body: bytes, *, root: str = "") -> CoverageContent:
    """Return the lines of a tracefile.

    :param root: the folder of the checkout where the tests ran, or nothing.
    :raises InvalidPieceError: it is none.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse(f"byte {error.start + 1}", "it is not UTF-8", kind=KIND) from error
    reader = _Reader(root)
    # `splitlines` would end lines at characters that may stand in a name.
    for number, line in enumerate(io.StringIO(text, newline="\n"), start=1):
        reader.read(number, line.strip())
    return reader.finish()


class _Reader:
    def __init__(self, root: str) -> None:
        self._files = Placing(KIND, root)
        self._draft: FileDraft | None = None
        self._arms: defaultdict[int, dict[str, bool]] = defaultdict(dict)
        self._number = 1
        self._records = 0
        self._has_branches = False

    def read(self, number: int, line: str) -> None:
        self._number = number
        usual = _USUAL.fullmatch(line)
        if usual is not None and self._draft is not None:
            self._draft.add_line(int(usual[1]), ran=usual[2].strip("0") != "")
            return
        if not line or line.startswith("#"):
            return
        if line == _END:
            self._end()
            return
        key, colon, value = line.partition(":")
        if not colon or _KEY.fullmatch(key) is None:
            raise self._refuse(f"{shown(line)} is no entry")
        if key == "SF":
            self._open(value)
        elif key == "DA":
            self._add_line(value)
        elif key == "BRDA":
            self._add_branch(value)

    def finish(self) -> CoverageContent:
        if self._draft is not None:
            raise self._refuse("the file ends within a record")
        if not self._records:
            raise self._refuse("there is no record")
        branch = True if self._has_branches else None
        return CoverageContent(PieceFormat.LCOV, self._files.finish(), branch)

    def _open(self, path: str) -> None:
        if self._draft is not None:
            raise self._refuse("a record begins within another one")
        self._draft = self._files.open(path, self._where)

    def _end(self) -> None:
        draft = self._record()
        for line, arms in self._arms.items():
            missing = tuple(sorted(arm for arm, taken in arms.items() if not taken))
            names = tuple(sorted(arms))
            draft.add_branches(line, Branches(len(arms), len(arms) - len(missing), missing, names))
        self._arms.clear()
        self._draft = None
        self._records += 1

    def _add_line(self, value: str) -> None:
        line, hits, *_ = [*value.split(",", 2), ""]
        number, count = read_line(line), read_whole(hits)
        if number is None or count is None:
            raise self._refuse(f"DA is {shown(value)}")
        self._record().add_line(number, ran=count > 0)

    def _add_branch(self, value: str) -> None:
        """Note an arm. Its name may have commas: ``2,0,jump to line 3,1``."""
        line, _, rest = value.partition(",")
        name, comma, taken = rest.rpartition(",")
        number = read_line(line)
        count = 0 if taken.strip() == "-" else read_whole(taken)
        if number is None or count is None or not comma:
            raise self._refuse(f"BRDA is {shown(value)}")
        self._record()
        self._has_branches = True
        arms = self._arms[number]
        arms[name] = arms.get(name, False) or count > 0
        if len(arms) > MAX_BRANCHES:
            raise self._refuse(f"line {number} has more than {MAX_BRANCHES} branches")

    def _record(self) -> FileDraft:
        if self._draft is None:
            raise self._refuse("an entry stands outside of a record")
        return self._draft

    @property
    def _where(self) -> str:
        return f"line {self._number}"

    def _refuse(self, problem: str) -> InvalidPieceError:
        return refuse(self._where, problem, kind=KIND)
