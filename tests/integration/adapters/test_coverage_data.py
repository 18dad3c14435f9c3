"""Packing and reading coverage data: relative paths, proofs of tracing, damaged files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from coverage import CoverageData

from layerproof.adapters.coverage_data import (
    Piece,
    expected_probe_lines,
    find_pieces,
    hash_data,
    pack_pieces,
    read_traced,
)
from layerproof.adapters.tracing_file import probe_folder
from layerproof.errors import DataUnreadableError


def write_piece(folder: Path, files: dict[str, list[int]], *, pid: int = 7) -> Path:
    """Write one process's data file, as coverage.py names it."""
    path = folder / f"piece.host.pid{pid}.XaBcDeFx.H0123456789h"
    data = CoverageData(basename=str(path))
    data.add_lines(files)
    data.write()
    data.close(force=True)
    return path


def test_paths_become_relative(tmp_path: Path) -> None:
    """Packing joins processes, makes paths relative to the root, and drops what lies outside."""
    root = tmp_path / "checkout"
    write_piece(tmp_path, {f"{root}/shop/a.py": [1, 2], "/usr/lib/other.py": [5]}, pid=1)
    write_piece(tmp_path, {f"{root}/shop/a.py": [2, 3], f"{root}/shop/b.py": [1]}, pid=2)
    target = tmp_path / "coverage.data"
    digest = pack_pieces(find_pieces(tmp_path), target, root=root, suite="unit", branch=False)
    assert read_traced(target).lines == {
        "shop/a.py": frozenset({1, 2, 3}),
        "shop/b.py": frozenset({1}),
    }
    assert digest == hash_data(target)


def test_suite_is_the_static_context(tmp_path: Path) -> None:
    """The packed data carries the suite's name as its context."""
    write_piece(tmp_path, {f"{tmp_path}/a.py": [1]})
    target = tmp_path / "coverage.data"
    pack_pieces(find_pieces(tmp_path), target, root=tmp_path, suite="api", branch=False)
    data = CoverageData(basename=str(target))
    data.read()
    assert data.measured_contexts() == {"api"}
    data.close(force=True)


def test_target_that_cannot_be_written(tmp_path: Path) -> None:
    """Where the packed file cannot be made, an error names it."""
    target = tmp_path / "gone" / "coverage.data"
    with pytest.raises(DataUnreadableError, match=f"{re.escape(str(target))} cannot be written"):
        pack_pieces([], target, root=tmp_path, suite="unit", branch=False)


def test_packing_nothing_gives_readable_data(tmp_path: Path) -> None:
    """A run that touched no source leaves an empty file that can be read."""
    target = tmp_path / "coverage.data"
    pack_pieces([], target, root=tmp_path, suite="unit", branch=True)
    assert read_traced(target).lines == {}


def test_mixed_pieces_are_refused(tmp_path: Path) -> None:
    """Lines do not join with branches."""
    write_piece(tmp_path, {f"{tmp_path}/a.py": [1]})
    with pytest.raises(DataUnreadableError, match="branches and lines are mixed"):
        pack_pieces(
            find_pieces(tmp_path),
            tmp_path / "coverage.data",
            root=tmp_path,
            suite="unit",
            branch=True,
        )


@pytest.mark.parametrize("keep", [0, 10, 3_000], ids=["empty", "head", "half"])
def test_truncated_data_is_named(tmp_path: Path, keep: int) -> None:
    """A data file that is cut off is unreadable, wherever the cut is."""
    path = write_piece(tmp_path, {f"{tmp_path}/{n}.py": list(range(1, 200)) for n in range(50)})
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(DataUnreadableError, match=re.escape(str(path))):
        read_traced(path)


def test_missing_data_is_named(tmp_path: Path) -> None:
    """A data file that is not there is unreadable, not empty."""
    with pytest.raises(DataUnreadableError, match="is not there"):
        read_traced(tmp_path / "coverage.data")


def test_reading_changes_nothing(tmp_path: Path) -> None:
    """Reading leaves the file and its folder as they were."""
    path = write_piece(tmp_path, {f"{tmp_path}/a.py": [1]})
    before = (hash_data(path), sorted(tmp_path.iterdir()))
    read_traced(path)
    assert (hash_data(path), sorted(tmp_path.iterdir())) == before


def test_a_piece_without_a_line_of_the_probe_proves_nothing(tmp_path: Path) -> None:
    """Every statement of the probe must have been seen; one missing line is a lost trace."""
    lines = sorted(expected_probe_lines("plain.py"))
    assert len(lines) > 5
    file = str(probe_folder() / "plain.py")
    write_piece(tmp_path, {file: lines}, pid=1)
    write_piece(tmp_path, {file: lines[:-1]}, pid=2)
    write_piece(tmp_path, {}, pid=3)
    proofs = {piece.pid: piece.proves("plain.py") for piece in find_pieces(tmp_path)}
    assert proofs == {1: True, 2: False, 3: False}


def test_a_piece_knows_its_process(tmp_path: Path) -> None:
    """The process is read from the file's name."""
    path = write_piece(tmp_path, {}, pid=4711)
    assert find_pieces(tmp_path) == [Piece(path, 4711, {})]


def test_an_unfinished_piece_counts_as_none(tmp_path: Path) -> None:
    """What a process left that was killed while it wrote is passed over."""
    whole = write_piece(tmp_path, {f"{tmp_path}/a.py": [1]}, pid=1)
    (tmp_path / "piece.host.pid2.XaBcDeFx").write_bytes(b"")
    assert [piece.path for piece in find_pieces(tmp_path)] == [whole]


def test_a_finished_piece_that_is_damaged_is_named(tmp_path: Path) -> None:
    """A file that was whole once and is not any more is an error."""
    path = write_piece(tmp_path, {f"{tmp_path}/a.py": [1]})
    path.write_bytes(b"")
    with pytest.raises(DataUnreadableError, match=re.escape(str(path))):
        find_pieces(tmp_path)
