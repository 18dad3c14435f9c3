"""Where SQLite's files are, and which of them may go: those of dead processes, stale templates.

A process holds ``alive.lock`` in its folder. Folders are made and swept under one lock, so that
no sweep sees a folder whose lock is not yet taken. ``sqlite`` makes the files.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from layerproof.database.servers.locks import EXCLUSIVE, take_lock, try_lock
from layerproof.database.templates.sqlite_files import remove_file
from layerproof.database.templates.template_note import (
    LIFETIME,
    TemplateNote,
    choose_stale,
    read_kept,
)

ALIVE = "alive.lock"


def template_file(home: Path, fingerprint: str) -> Path:
    """Return where the template with that fingerprint is."""
    return home / "templates" / f"{fingerprint}.db"


def use_file(home: Path, fingerprint: str) -> Path:
    """Return the file of the lock that all users of a template share."""
    return home / "templates" / f"{fingerprint}.use"


def kept_mark(path: Path) -> Path:
    """Return the file that says when a database was kept."""
    return path.with_suffix(".kept")


@contextmanager
def lock_runs(home: Path) -> Iterator[None]:
    """Let one process at a time make or sweep folders; it is a matter of milliseconds."""
    lock = take_lock(home / "runs" / ".lock", EXCLUSIVE)
    try:
        yield
    finally:
        os.close(lock)


def sweep_runs(home: Path, *, only: Path | None = None) -> None:
    """Remove the folders of dead processes, but not what was kept within a week.

    :param only: the one folder to look at.
    """
    if not (home / "runs").is_dir():
        return
    with lock_runs(home):
        for folder in [only] if only else sorted((home / "runs").glob("*/*/")):
            alive = try_lock(folder / ALIVE, EXCLUSIVE)
            if alive is not None:
                _sweep_folder(folder)
                os.close(alive)


def sweep_templates(home: Path, own: Collection[str]) -> None:
    """Remove the templates that nobody has used for long.

    :param own: the fingerprints of those that this very process uses.
    """
    used = {path.stem: _read_note(path).used for path in (home / "templates").glob("*.db")}
    for fingerprint in choose_stale(used, datetime.now(UTC)):
        lock = None if fingerprint in own else try_lock(use_file(home, fingerprint), EXCLUSIVE)
        if lock is None:
            continue
        path = template_file(home, fingerprint)
        if _read_note(path).used == used[fingerprint]:
            remove_file(path)
            for suffix in (".json", ".build", ".use"):
                path.with_suffix(suffix).unlink(missing_ok=True)
        os.close(lock)


def _read_note(path: Path) -> TemplateNote:
    note = path.with_suffix(".json")
    return TemplateNote.from_json(note.read_text(encoding="utf-8") if note.exists() else None)


def _sweep_folder(folder: Path) -> None:
    """Remove a dead process's files; the folder as well, unless some were kept."""
    now = datetime.now(UTC)
    kept = set()
    for mark in folder.glob("*.kept"):
        since = read_kept(mark.read_text(encoding="utf-8"))
        if since and now - since < LIFETIME:
            kept.add(mark.stem)
    if not kept:
        shutil.rmtree(folder)
        with suppress(OSError):  # other processes of the run have theirs beside it
            folder.parent.rmdir()
        return
    for path in folder.iterdir():
        if path.name != ALIVE and path.name.partition(".")[0] not in kept:
            path.unlink()
