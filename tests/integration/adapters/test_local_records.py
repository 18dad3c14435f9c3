"""The runs of a checkout in their folder."""

from __future__ import annotations

import errno
import gzip
import os
import re
from pathlib import Path

import pytest

from layerproof.adapters import local_records
from layerproof.adapters.local_records import (
    ABANDONED,
    KEPT,
    list_records,
    read_records,
    records_folder,
    remove_old,
    write_record,
)
from layerproof.core.config.values import MOST_RUNS


def a_name(number: int) -> str:
    """Return a record's name; higher numbers are newer."""
    return f"20261121T{number // 60:04}{number % 60:02}Z-run-{number}"


def write(folder: Path, number: int) -> None:
    """Write a run."""
    write_record(folder, a_name(number), {"id": f"run-{number}"}, b'{"report": 1}')


def make_old(path: Path) -> None:
    """Let a file be one that nobody can still be writing."""
    before = path.stat().st_mtime - ABANDONED - 10
    os.utime(path, (before, before))


def names(folder: Path) -> list[str]:
    """Return everything in the folder."""
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of the records, which is not there yet."""
    return records_folder(tmp_path)


def test_a_run_is_two_files(folder: Path) -> None:
    """The record is plain, the report packed, and nothing else is left."""
    write(folder, 1)
    assert names(folder) == [f"{a_name(1)}.json", f"{a_name(1)}.report.json.gz"]
    assert list(read_records(folder)) == [(f"{a_name(1)}.json", {"id": "run-1"})]
    packed = (folder / f"{a_name(1)}.report.json.gz").read_bytes()
    assert gzip.decompress(packed) == b'{"report": 1}'


def test_the_newest_comes_first(folder: Path) -> None:
    """Records stand in the order of their times, whenever they were written."""
    for number in (5, 70, 1):
        write(folder, number)
    assert [document["id"] for _, document in read_records(folder)] == ["run-70", "run-5", "run-1"]


def test_no_folder_is_no_record(folder: Path) -> None:
    """Before the first run there is nothing, and nothing goes wrong."""
    assert list(read_records(folder)) == []


def test_the_report_is_there_before_its_record(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that ends between the two leaves no record, so that nobody finds half a run."""
    real = Path.replace

    def die(path: Path, target: Path) -> Path:
        if re.search(r"\d\.json$", target.name):
            raise KeyboardInterrupt
        return real(path, target)

    monkeypatch.setattr(Path, "replace", die)
    with pytest.raises(KeyboardInterrupt):  # lint-skip: raises-match because it has no words
        write(folder, 1)
    assert list(read_records(folder)) == []
    assert f"{a_name(1)}.report.json.gz" in names(folder)


def test_a_full_disk_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be written as a whole is removed again."""
    real = Path.write_bytes

    def fill(path: Path, content: bytes) -> int:
        real(path, content[:3])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fill)
    with pytest.raises(OSError, match="No space left on device"):
        write(folder, 1)
    assert names(folder) == []


@pytest.mark.parametrize("content", [b"", b'{"id": ', b"\xff", b"[" * 100_000])
def test_a_broken_record_is_named_and_passed_over(folder: Path, content: bytes) -> None:
    """The others are read all the same."""
    write(folder, 1)
    write(folder, 3)
    (folder / f"{a_name(2)}.json").write_bytes(content)
    assert list(read_records(folder)) == [
        (f"{a_name(3)}.json", {"id": "run-3"}),
        (f"{a_name(2)}.json", None),
        (f"{a_name(1)}.json", {"id": "run-1"}),
    ]


def test_a_record_that_goes_while_reading(folder: Path) -> None:
    """Another run may remove old records at any moment."""
    write(folder, 1)
    write(folder, 2)
    reading = read_records(folder)
    assert next(reading)[1] == {"id": "run-2"}
    (folder / f"{a_name(1)}.json").unlink()
    assert list(reading) == []


def test_a_folder_that_cannot_be_read_is_told(folder: Path) -> None:
    """A folder that is there and is none is no folder without records."""
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("in the way")
    with pytest.raises(NotADirectoryError, match="Not a directory"):
        list(read_records(folder))


def test_the_newest_are_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more runs than are kept the oldest go, with both their files."""
    assert KEPT == MOST_RUNS == 200
    monkeypatch.setattr(local_records, "KEPT", 2)
    for number in (3, 1, 2, 4):
        write(folder, number)
    kept = [a_name(number) for number in (3, 4)]
    assert names(folder) == [
        f"{name}{kind}" for name in kept for kind in (".json", ".report.json.gz")
    ]


def test_what_is_not_ours_stays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is removed that no run has written."""
    monkeypatch.setattr(local_records, "KEPT", 1)
    folder.mkdir(parents=True)
    foreign = [
        "notes.json",
        "taken-over.json",
        "20261121T000000Z-a.txt",
        "x20261121T000000Z-a.json",
    ]
    for name in foreign:
        (folder / name).touch()
        make_old(folder / name)
    write(folder, 1)
    write(folder, 2)
    assert set(names(folder)) >= set(foreign)
    assert len(list_records(folder)) == 1


def test_what_was_abandoned_goes(folder: Path) -> None:
    """What killed runs have left goes after a day; what another run may still write stays."""
    write(folder, 9)
    halves = [
        f"{a_name(1)}.report.json.gz",
        f"{a_name(2)}.json.77.part",
        f"{a_name(9)}.json.7.part",
    ]
    for name in halves:
        (folder / name).touch()
    before = names(folder)
    remove_old(folder)
    assert names(folder) == before
    for name in halves:
        make_old(folder / name)
    remove_old(folder)
    assert names(folder) == [f"{a_name(9)}.json", f"{a_name(9)}.report.json.gz"]


def test_two_that_remove_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that another run removes between the look and the removal is no fault."""
    monkeypatch.setattr(local_records, "KEPT", 0)
    write(folder, 1)
    folder.mkdir(exist_ok=True)
    gone = folder / f"{a_name(1)}.report.json.gz"
    monkeypatch.setattr(Path, "iterdir", lambda _: iter([gone]))
    remove_old(folder)
    assert not gone.exists()
