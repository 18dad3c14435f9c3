"""Writing a plan: all of its files or none, and taking back what was written."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from layerproof.adapters.project_files import replace_file
from layerproof.adoption.setup.gathering import read_exactly
from layerproof.adoption.setup.record import (
    Record,
    Written,
    add_to_record,
    hash_text,
    read_record,
    write_record,
)
from layerproof.adoption.setup.values import FileChange
from layerproof.errors import EnvironmentUnfitError, UsageError

_WAITING = ".layerproof-init"


def write_changes(root: Path, changes: Sequence[FileChange]) -> None:
    """Write all the files, or leave every one as it was, also after Ctrl-C.

    New texts are written beside the files first; then each takes its file's place. The record is
    there before the first does, so that ``--undo`` helps after a kill too.

    Raises ``UsageError`` where a file is another than the plan saw, ``EnvironmentUnfitError`` for
    what the system refuses.
    """
    for change in changes:
        _check_unchanged(root, change)
    old = read_record(root)
    folders: list[str] = []
    waiting: list[tuple[Path, Path]] = []
    done: list[FileChange] = []
    try:
        for change in changes:
            folders += _make_folders(root, change.path)
            waiting.append(_name_beside(root / change.path))
            _fill(*waiting[-1], change.after)
        write_record(root, add_to_record(old, changes, folders))
        for change, (temporary, target) in zip(changes, waiting, strict=True):
            done.append(change)
            os.replace(temporary, target)  # noqa: PTH105 - one name for what tests make fail
    except BaseException as error:
        with _without_interrupts():
            _restore(root, done, waiting, folders)
            write_record(root, old)
        if isinstance(error, OSError):
            raise _explain(error) from error
        raise


def take_back(root: Path, record: Record) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Undo what the record says; return what was taken back, and what others changed since.

    Files that somebody changed are not touched, and stay in the record.
    """
    taken: list[str] = []
    kept: list[Written] = []
    for one in reversed(record.files):
        text = read_exactly(root / one.path)
        if text == one.before and not (text is None and os.path.lexists(root / one.path)):
            continue
        if text is None or hash_text(text) != one.after_hash:
            kept.append(one)
            continue
        _put_back(root / one.path, one.before)
        taken.append(one.path)
    left = [folder for folder in reversed(record.folders) if not _remove_folder(root / folder)]
    remaining = Record(tuple(reversed(kept)), tuple(reversed(left)) if kept else ())
    write_record(root, remaining)
    return tuple(reversed(taken)), tuple(one.path for one in reversed(kept))


def _check_unchanged(root: Path, change: FileChange) -> None:
    path = root / change.path
    if change.before is None and not os.path.lexists(path):
        return
    if change.before is None or read_exactly(path) != change.before:
        raise UsageError(
            f"{change.path} has changed since it was read, so nothing was written",
            advice="run `layerproof init` again",
        )
    if not os.access(path, os.W_OK):
        raise EnvironmentUnfitError(
            f"{change.path} may not be written, so nothing was", advice="make the file writable"
        )


def _make_folders(root: Path, path: str) -> Iterator[str]:
    """Make the folders above a path; yield those that were not there, outermost first."""
    for folder in reversed(PurePosixPath(path).parents):
        if folder.parts and not (root / folder).is_dir():
            (root / folder).mkdir()
            yield folder.as_posix()


def _name_beside(path: Path) -> tuple[Path, Path]:
    """Return where a new text waits, and the file that it is for: not a link, but what it names."""
    target = path.resolve() if path.is_symlink() else path
    return target.with_name(f"{target.name}{_WAITING}"), target


def _fill(temporary: Path, target: Path, text: str) -> None:
    """Write the text, with the mode of the file whose place it will take."""
    temporary.write_bytes(text.encode())
    if target.exists():
        shutil.copymode(target, temporary)


def _restore(
    root: Path,
    done: Sequence[FileChange],
    waiting: Sequence[tuple[Path, Path]],
    folders: Sequence[str],
) -> None:
    for change in reversed(done):
        if read_exactly(root / change.path) == change.after:
            _put_back(root / change.path, change.before)
    for temporary, _ in waiting:
        temporary.unlink(missing_ok=True)
    for folder in reversed(folders):
        _remove_folder(root / folder)


def _put_back(path: Path, before: str | None) -> None:
    if before is None:
        path.unlink(missing_ok=True)
        return
    replace_file(path, before.encode())


def _remove_folder(folder: Path) -> bool:
    """Remove a folder that holds nothing but compiled files; return whether it is gone."""
    if folder.is_symlink() or not folder.is_dir():
        return True
    entries = list(folder.iterdir())
    if any(entry.name != "__pycache__" for entry in entries):
        return False
    for entry in entries:
        shutil.rmtree(entry, ignore_errors=True)
    with contextlib.suppress(OSError):
        folder.rmdir()
    return not folder.exists()


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """Let no second Ctrl-C stop the restoring; only the main thread may say so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _explain(error: OSError) -> EnvironmentUnfitError:
    where = error.filename2 or error.filename or "a file"
    return EnvironmentUnfitError(
        f"{where} cannot be written: {error.strerror}; every file is as it was",
        advice="make the project's folders writable, then run `layerproof init` again",
    )
