"""coverage.py's data: packing what the processes of a part left, and reading it again.

The only module that opens coverage data files. Reading never changes or deletes one.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from coverage import CoverageData
from coverage.exceptions import CoverageException
from coverage.parser import PythonParser

from layerproof.adapters.tracing_file import PIECE, probe_folder
from layerproof.core.linedata.values import RawLines
from layerproof.errors import DataUnreadableError

_T = TypeVar("_T")

_PID = re.compile(r"\.pid(\d+)\.")

#: coverage.py adds a hash of the content to the name when a file is whole.
_FINISHED = re.compile(r"\.H\w+h$")


@dataclass(frozen=True, slots=True)
class Piece:
    """One process's data file, and which lines of the probe's files it holds."""

    path: Path
    pid: int
    probe: Mapping[str, frozenset[int]]

    def proves(self, name: str) -> bool:
        """Whether every statement of the probe's file ``name`` was seen in this process."""
        return expected_probe_lines(name) <= self.probe.get(name, frozenset())


@lru_cache
def expected_probe_lines(name: str) -> frozenset[int]:
    """Return the statements of a file of the probe; running it runs every one of them."""
    parser = PythonParser(filename=str(probe_folder() / name))
    parser.parse_source()
    return frozenset(parser.statements)


def find_pieces(folder: Path) -> list[Piece]:
    """Return the data files in ``folder``, one for each process that was traced.

    A process that was killed while it wrote its file leaves one that is not finished, as its
    name shows. Where such a file cannot be read, the process counts as one that left none.

    :raises DataUnreadableError: when a finished file is damaged, which names it.
    """
    pieces: list[Piece] = []
    for path in sorted(folder.glob(f"{PIECE}.*")):
        try:
            pieces.append(_open_piece(path))
        except DataUnreadableError:
            if _FINISHED.search(path.name):
                raise
    return pieces


def pack_pieces(
    pieces: Iterable[Piece], target: Path, *, root: Path, suite: str, branch: bool
) -> str:
    """Write the pieces' data as one file with paths relative to ``root``; return its SHA-256.

    Files outside of ``root`` are left out, the probe's among them. The suite's name becomes
    the static context. The target appears in one step, complete or not at all.

    :raises DataUnreadableError: when a piece is damaged or was measured the other way, or the
        target cannot be written.
    """
    lines: dict[str, set[int]] = {}
    arcs: dict[str, set[tuple[int, int]]] = {}
    for piece in pieces:
        traced = read_traced(piece.path)
        if traced.branch is not branch and traced.lines:
            kinds = "branches and lines are mixed"
            raise DataUnreadableError(f"{piece.path}: {kinds}", advice="run the suite again")
        _join(lines, traced.lines, root)
        _join(arcs, traced.arcs, root)
    waiting = target.with_name(target.name + ".part")
    waiting.unlink(missing_ok=True)
    packed = CoverageData(basename=str(waiting))
    packed.set_context(suite)
    try:
        if branch:
            packed.add_arcs(arcs)
        else:
            packed.add_lines(lines)
        packed.touch_files([])
        packed.write()
    except (CoverageException, sqlite3.Error) as error:
        advice = "see to it that the disk has room, and the path fewer than 500 characters"
        raise DataUnreadableError(f"{target} cannot be written: {error}", advice=advice) from error
    packed.close(force=True)
    waiting.replace(target)
    return hash_data(target)


def hash_data(path: Path) -> str:
    """Return the SHA-256 of a data file, empty when there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""


def read_traced(path: Path) -> RawLines:
    """Return all lines (and arcs, where branches were measured) of a data file.

    :raises DataUnreadableError: when the file is missing, truncated or not coverage data.
    """
    if not path.is_file():
        raise DataUnreadableError(f"{path} is not there", advice="run the suite again")
    data = _read(path)
    try:
        with data.keep_db_open():
            files = sorted(data.measured_files())
            branch = data.has_arcs()
            lines = {file: frozenset(data.lines(file) or ()) for file in files}
            arcs = {file: frozenset(data.arcs(file) or ()) for file in files} if branch else {}
    except (CoverageException, sqlite3.Error) as error:
        raise _unreadable(path, error) from error
    finally:
        data.close(force=True)
    return RawLines(branch, lines, arcs)


def _open_piece(path: Path) -> Piece:
    match = _PID.search(path.name)
    data = _read(path)
    try:
        probe = {
            Path(file).name: frozenset(data.lines(file) or ())
            for file in data.measured_files()
            if Path(file).parent == probe_folder()
        }
    except (CoverageException, sqlite3.Error) as error:
        raise _unreadable(path, error) from error
    finally:
        data.close(force=True)
    return Piece(path, int(match[1]) if match else 0, probe)


def _read(path: Path) -> CoverageData:
    data = CoverageData(basename=str(path), read_only=True)
    try:
        data.read()
    except (CoverageException, sqlite3.Error) as error:
        data.close(force=True)
        raise _unreadable(path, error) from error
    return data


def _join(whole: dict[str, set[_T]], piece: Mapping[str, frozenset[_T]], root: Path) -> None:
    for file, found in piece.items():
        path = Path(file)
        if path.is_relative_to(root):
            whole.setdefault(path.relative_to(root).as_posix(), set()).update(found)


def _unreadable(path: Path, error: Exception) -> DataUnreadableError:
    return DataUnreadableError(
        f"{path} is not whole coverage data: {error}", advice="run the suite again"
    )
