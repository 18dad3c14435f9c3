"""Templates and copies as SQLite files below the project's database folder.

``templates/`` holds sealed files, ``runs/<run>/<worker>/`` the copies of one process, which holds
a lock in its folder for as long as it lives. ``sqlite_files`` has the single steps,
``sqlite_sweep`` removes what the dead left.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from layerproof.database.ports import Say
from layerproof.database.servers.locks import EXCLUSIVE, SHARED, try_lock
from layerproof.database.templates.builder import build_schema
from layerproof.database.templates.patience import Patience
from layerproof.database.templates.recipe import file_pragmas
from layerproof.database.templates.sqlite_files import (
    begin_file,
    copy_file,
    remove_file,
    seal_file,
)
from layerproof.database.templates.sqlite_sweep import (
    ALIVE,
    kept_mark,
    lock_runs,
    sweep_runs,
    sweep_templates,
    template_file,
    use_file,
)
from layerproof.database.templates.template_note import TemplateNote, write_kept
from layerproof.database.values import Place, Recipe, Settings, SqlitePlace, Template

_STRATEGY = "copy"


class SqliteDatabases:
    """Makes and removes this process's files; ``ports.Databases`` has the words."""

    def __init__(self, settings: Settings, say: Say) -> None:
        self._settings = settings
        self._say = say
        self._numbers = count(1)
        self._home = settings.home
        self._uses: dict[str, int] = {}
        self._folder: Path | None = None
        self._alive: int | None = None

    def ensure_template(self, recipe: Recipe) -> Template:
        """Return the recipe's template, built now if nobody built it before."""
        self._hold_use(recipe.fingerprint)
        found = self._find_template(recipe)
        if found:
            return found
        patience = Patience(self._say, "another process builds the template; waiting for it")
        path = template_file(self._home, recipe.fingerprint)
        with _locked(path.with_suffix(".build"), patience):
            return self._find_template(recipe) or self._build(recipe)

    def clone(self, template: Template, name: str) -> SqlitePlace:
        """Return a copy of the template."""
        assert isinstance(template.place, SqlitePlace)  # noqa: S101 - this class made it
        target = self._new_file(name)
        copy_file(template.place.path, target)
        return SqlitePlace(target)

    def drop(self, place: Place) -> None:
        """Remove a file; whoever has it open keeps reading what is no more there."""
        if isinstance(place, SqlitePlace):
            remove_file(place.path)

    def keep(self, place: Place) -> None:
        """Leave a file when this process ends; a sweep removes it after a week."""
        if isinstance(place, SqlitePlace):
            note = write_kept(datetime.now(UTC), self._home)
            kept_mark(place.path).write_text(note, encoding="utf-8")

    def sweep(self) -> None:
        """Remove what dead processes left, and templates unused for long."""
        sweep_runs(self._home)
        sweep_templates(self._home, self._uses)

    def close(self) -> None:
        """Remove all that is left of this process's own but what it kept."""
        for use in self._uses.values():
            os.close(use)
        self._uses.clear()
        if self._alive is not None:
            os.close(self._alive)
            self._alive = None
            sweep_runs(self._home, only=self._folder)

    def _hold_use(self, fingerprint: str) -> None:
        """Let no sweep remove this template while this process lives."""
        patience = Patience(self._say, "a sweep looks at the template; waiting for it")
        while fingerprint not in self._uses:
            lock = try_lock(use_file(self._home, fingerprint), SHARED)
            if lock is None:
                patience.pause(0.01)
            else:
                self._uses[fingerprint] = lock

    def _find_template(self, recipe: Recipe) -> Template | None:
        path = template_file(self._home, recipe.fingerprint)
        if not path.exists():
            return None
        note = TemplateNote.from_json(_read(path.with_suffix(".json")))
        touched = note.touched(datetime.now(UTC))
        if touched:
            _replace(path.with_suffix(".json"), touched)
        return Template(SqlitePlace(path), recipe, _STRATEGY)

    def _build(self, recipe: Recipe) -> Template:
        """Build in this process's folder, and give the template its place when it is whole."""
        path = template_file(self._home, recipe.fingerprint)
        building = self._new_file("build")
        try:
            begin_file(building, file_pragmas(self._settings.table))
            migrations = 0
            if not recipe.empty:
                place = SqlitePlace(building)
                migrations = build_schema(self._settings, place, self._say).migrations
            seal_file(building)
            note = TemplateNote(_STRATEGY, datetime.now(UTC), migrations, recipe.parts)
            _replace(path.with_suffix(".json"), note)
            building.replace(path)
        finally:
            remove_file(building)
        return Template(SqlitePlace(path), recipe, _STRATEGY, built=True, migrations=migrations)

    def _new_file(self, word: str) -> Path:
        if self._folder is None:
            self._folder, self._alive = self._begin_folder()
        plain = re.sub(r"[^A-Za-z0-9]+", "_", word).strip("_")[:40] or "x"
        return self._folder / f"{plain}_{next(self._numbers)}.db"

    def _begin_folder(self) -> tuple[Path, int]:
        """Make a folder that no living process has, and hold its lock."""
        run = self._home / "runs" / self._settings.run
        with lock_runs(self._home):
            for number in count(1):
                suffix = f"-{number}" if number > 1 else ""
                folder = run / f"{self._settings.worker}{suffix}"
                if folder.exists():
                    continue
                folder.mkdir(parents=True)
                alive = try_lock(folder / ALIVE, EXCLUSIVE)
                assert alive is not None  # noqa: S101 - the folder was made this moment
                return folder, alive
        raise AssertionError("unreachable: count() has no end")


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _replace(path: Path, note: TemplateNote) -> None:
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(note.to_json(), encoding="utf-8")
    part.replace(path)


@contextmanager
def _locked(path: Path, patience: Patience) -> Iterator[None]:
    while True:
        lock = try_lock(path, EXCLUSIVE)
        if lock is not None:
            break
        patience.pause()
    try:
        yield
    finally:
        os.close(lock)
