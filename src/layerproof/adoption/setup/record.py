"""What ``init`` wrote, in ``.layerproof/init.json``: enough to take exactly that back."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from layerproof.adapters.records import HOME, make_home, write_text
from layerproof.adoption.setup.values import FileChange
from layerproof.errors import DataUnreadableError

NAME = "init.json"


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written: its text before (``None`` for a new one), and both hashes."""

    path: str
    before: str | None
    before_hash: str | None
    after_hash: str


@dataclass(frozen=True, slots=True)
class Record:
    """Every file that was written and every folder that was made for it, outermost first."""

    files: tuple[Written, ...] = ()
    folders: tuple[str, ...] = ()


def hash_text(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def add_to_record(old: Record, changes: Sequence[FileChange], folders: Sequence[str]) -> Record:
    """Return the record with further changes.

    Of a file that was written twice, what stood before the first time counts, unless somebody else
    wrote it in between.
    """
    files = {one.path: one for one in old.files}
    for change in changes:
        first = files.get(change.path)
        ours = first and change.before is not None and hash_text(change.before) == first.after_hash
        before = first.before if first and ours else change.before
        before_hash = None if before is None else hash_text(before)
        files[change.path] = Written(change.path, before, before_hash, hash_text(change.after))
    return Record(tuple(files.values()), tuple(dict.fromkeys((*old.folders, *folders))))


def read_record(root: Path) -> Record:
    """Return the record of a project; an empty one where there is none.

    Raises ``DataUnreadableError`` for one that is not whole.
    """
    path = root / HOME / NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Record()
    try:
        return _read(json.loads(text))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataUnreadableError(
            f"{path} is not a record of `layerproof init`", advice="undo by git instead"
        ) from error


def write_record(root: Path, record: Record) -> None:
    """Write the record, or remove it where it is empty."""
    path = root / HOME / NAME
    for cut_off in path.parent.glob(f"{NAME}.*.part"):
        cut_off.unlink()
    if not record.files and not record.folders:
        path.unlink(missing_ok=True)
        _remove_home(root / HOME)
        return
    files = [
        {
            "path": one.path,
            "before": one.before,
            "before_sha256": one.before_hash,
            "after_sha256": one.after_hash,
        }
        for one in record.files
    ]
    make_home(root)
    write_text(path, json.dumps({"files": files, "folders": list(record.folders)}, indent=1))


def _remove_home(home: Path) -> None:
    """Remove the folder where nothing but its own ``.gitignore`` is left in it."""
    if home.is_dir() and [entry.name for entry in home.iterdir()] == [".gitignore"]:
        shutil.rmtree(home)


def _read(document: Mapping[str, object]) -> Record:
    files, folders = document["files"], document["folders"]
    if not isinstance(files, list) or not isinstance(folders, list):
        raise TypeError
    return Record(tuple(_read_file(one) for one in files), tuple(map(str, folders)))


def _read_file(one: Mapping[str, object]) -> Written:
    before, before_hash = one["before"], one["before_sha256"]
    if before is not None and (not isinstance(before, str) or hash_text(before) != before_hash):
        raise ValueError("before")
    return Written(
        str(one["path"]),
        before,
        None if before_hash is None else str(before_hash),
        str(one["after_sha256"]),
    )
