"""Archives that are not as they were made: told before the database is touched."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from layerproof.history.archive.backup import back_up
from layerproof.history.archive.document import Manifest, read_manifest, write_manifest
from layerproof.history.archive.files import ArchiveReader, ArchiveWriter, new_file, open_archive
from layerproof.history.archive.progress import Progress
from layerproof.history.archive.restore import restore
from layerproof.history.errors.operation import ArchiveError
from layerproof.history.errors.problem import DatabaseUnfitError
from layerproof.history.migrate import run_step, upgrade
from layerproof.history.settings import HistorySettings
from tests.support.filled_history import Snapshot, fill_every_table, read_everything
from tests.support.history import make_settings

QUIET = Progress(lambda _: None)

Change = Callable[[dict[str, bytes]], None]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a whole archive, with rows in every table."""
    folder = tmp_path_factory.mktemp("archive")
    settings = make_settings(folder)
    run_step(settings, upgrade)
    fill_every_table(settings)
    back_up(settings, folder / "all.zip", QUIET)
    return folder / "all.zip"


@pytest.fixture
def full(settings: HistorySettings) -> tuple[HistorySettings, Snapshot]:
    """Give a database with rows, and what it holds."""
    run_step(settings, upgrade)
    fill_every_table(settings, rows=2)
    return settings, read_everything(settings)


def _rewrite(archive: Path, to: Path, change: Change) -> Path:
    """Write an archive anew, as somebody would who changes what is in it."""
    with zipfile.ZipFile(archive) as opened:
        members = {name: opened.read(name) for name in opened.namelist()}
    change(members)
    with zipfile.ZipFile(to, "w") as changed:
        for name, content in members.items():
            changed.writestr(name, content)
    return to


def _manifest(members: dict[str, bytes], **changes: object) -> None:
    document = json.loads(members["manifest.json"]) | changes
    members["manifest.json"] = json.dumps(document).encode()


def _drop(name: str) -> Change:
    def drop(members: dict[str, bytes]) -> None:
        del members[name]

    return drop


def _put(name: str, content: bytes) -> Change:
    return lambda members: members.update({name: content})


def _swap_lines(members: dict[str, bytes]) -> None:
    lines = members["tables/users.jsonl"].splitlines(keepends=True)
    members["tables/users.jsonl"] = b"".join([lines[1], lines[0], *lines[2:]])


def _rename_a_column(members: dict[str, bytes]) -> None:
    named = b'"name": "password_hash"'
    assert named in members["manifest.json"]
    members["manifest.json"] = members["manifest.json"].replace(named, b'"name": "other"')


DAMAGES: dict[str, tuple[Change, str]] = {
    "no manifest": (_drop("manifest.json"), "it has no manifest"),
    "no json": (_put("manifest.json", b"{"), "its manifest cannot be read"),
    "a list": (_put("manifest.json", b"[]"), "its manifest cannot be read"),
    "a huge manifest": (_put("manifest.json", b" " * 5_000_000), "its manifest cannot be read"),
    "no tables": (lambda members: _manifest(members, tables=None), "its manifest cannot be read"),
    "a format": (
        lambda members: _manifest(members, format=2),
        "has format 2; this Layerproof knows",
    ),
    "a revision": (lambda members: _manifest(members, revision="9999"), "of revision 9999, which"),
    "an older one": (lambda members: _manifest(members, revision="0001"), "are not those of its"),
    "a column": (_rename_a_column, "the columns of users are not those of its revision"),
    "a table less": (_drop("tables/users.jsonl"), "its members are not those that its manifest"),
    "a table more": (_put("tables/x.jsonl", b""), "its members are not those that its manifest"),
    "a row more": (_put("tables/users.jsonl", b"[]\n"), "a row is not one of its table"),
    "no row": (_put("tables/users.jsonl", b""), "the rows of users are not those that were"),
    "other order": (_swap_lines, "the rows of users are not those that were"),
    "no line": (_put("tables/users.jsonl", b"\xff\n"), "a row is not one of its table"),
    "an object": (_put("tables/users.jsonl", b"{}\n"), "a row is not one of its table"),
    "deep": (_put("tables/users.jsonl", b"[" * 200_000), "a row is not one of its table"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_an_archive_that_was_changed(
    archive: Path, full: tuple[HistorySettings, Snapshot], tmp_path: Path, name: str
) -> None:
    """An archive whose content was changed is refused, and what the database holds stays."""
    change, why = DAMAGES[name]
    changed = _rewrite(archive, tmp_path / "changed.zip", change)
    with pytest.raises(ArchiveError, match=why):
        restore(full[0], changed, QUIET, replace=True)
    assert read_everything(full[0]) == full[1]


def _read_through(path: Path) -> Manifest:
    with open_archive(path) as opened:
        for table in opened.manifest.tables:
            for _ in opened.check(table):
                pass
        return opened.manifest


def _read_rows(opened: ArchiveReader) -> list[object]:
    return [row for table in opened.manifest.tables for row in opened.chunks(table)]


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.99, 0.9999])
def test_an_archive_that_was_cut_short(archive: Path, tmp_path: Path, share: float) -> None:
    """An archive whose end is missing is refused, wherever it was cut."""
    content = archive.read_bytes()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(ArchiveError, match="the archive is not whole"):
        _read_through(cut)


def test_no_flipped_byte_changes_what_is_restored(archive: Path, tmp_path: Path) -> None:
    """Whichever byte was changed: the archive is refused, or all its rows are as they were."""
    content = archive.read_bytes()
    with open_archive(archive) as opened:
        expected = _read_rows(opened)
    flipped = tmp_path / "flipped.zip"
    refused = 0
    for place in range(0, len(content), 41):
        flipped.write_bytes(content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :])
        try:
            _read_through(flipped)
        except ArchiveError:
            refused += 1
            continue
        with open_archive(flipped) as opened:
            assert _read_rows(opened) == expected, place
    assert refused > len(content) // 41 // 2


def test_rows_that_the_database_does_not_take(
    archive: Path, full: tuple[HistorySettings, Snapshot], tmp_path: Path
) -> None:
    """Where a row near the end is refused, nothing of the others stays either."""
    twice = tmp_path / "twice.zip"
    with open_archive(archive) as opened, new_file(twice) as file, ArchiveWriter(file) as writer:
        entries = []
        with zipfile.ZipFile(archive) as members:
            for table in opened.manifest.tables:
                lines = members.read(table.member).splitlines(keepends=True)
                doubled = lines + lines[:1] if table.name == "test_results" else lines
                entries.append(writer.write_table(table.name, table.columns, doubled))
        writer.finish(replace(opened.manifest, tables=tuple(entries)))
    with pytest.raises(DatabaseUnfitError, match=r"(?i)unique"):
        restore(full[0], twice, QUIET, replace=True)
    assert read_everything(full[0]) == full[1]


def test_rows_that_refer_to_nothing(
    archive: Path, full: tuple[HistorySettings, Snapshot], tmp_path: Path
) -> None:
    """An archive in which a row's parent is missing is refused by either database."""
    loose = tmp_path / "loose.zip"
    with open_archive(archive) as opened, new_file(loose) as file, ArchiveWriter(file) as writer:
        entries = []
        with zipfile.ZipFile(archive) as members:
            for table in opened.manifest.tables:
                lines = members.read(table.member).splitlines(keepends=True)
                fewer = lines[1:] if table.name == "users" else lines
                entries.append(writer.write_table(table.name, table.columns, fewer))
        writer.finish(replace(opened.manifest, tables=tuple(entries)))
    with pytest.raises(DatabaseUnfitError, match=r"refers to a row of users|foreign key"):
        restore(full[0], loose, QUIET, replace=True)
    assert read_everything(full[0]) == full[1]


@pytest.mark.parametrize("content", [b"", b"PK", b"something else " * 100])
def test_a_file_that_is_no_archive(content: bytes, tmp_path: Path) -> None:
    """A file that is no ZIP file is told from one that is not there."""
    (tmp_path / "some.zip").write_bytes(content)
    with pytest.raises(ArchiveError, match=r"some\.zip is no ZIP file"):
        _read_through(tmp_path / "some.zip")
    with pytest.raises(ArchiveError, match=r"none\.zip cannot be read: No such file or directory"):
        _read_through(tmp_path / "none.zip")


def test_a_place_that_cannot_be_written(archive: Path, tmp_path: Path) -> None:
    """A folder that is not there is told with what to do."""
    settings = make_settings(archive.parent)
    with pytest.raises(ArchiveError, match="cannot be written: No such file or dir") as caught:
        back_up(settings, tmp_path / "none" / "all.zip", QUIET)
    assert "on a disk with room" in caught.value.advice


def test_a_manifest_goes_there_and_back(archive: Path) -> None:
    """What is read of a manifest is what was written."""
    manifest = _read_through(archive)
    assert read_manifest(write_manifest(manifest)) == manifest
