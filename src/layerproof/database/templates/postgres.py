"""Templates and copies on a PostgreSQL server.

Whose a database is, PostgreSQL itself remembers: its owner holds an advisory lock of its name
through ``admin`` for as long as it lives. A name is locked before the database is made, so a
database whose name can be locked belongs to nobody. ``postgres_sweep`` drops those,
``postgres_build`` makes what is copied here. A template has its name only once it is whole.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count

import psycopg
from psycopg import errors

from layerproof.database.admin import Admin, open_admin
from layerproof.database.errors import DatabaseUnfitError
from layerproof.database.ports import Say
from layerproof.database.templates import naming
from layerproof.database.templates.patience import Patience
from layerproof.database.templates.postgres_build import make_schema, probe_strategies, seal
from layerproof.database.templates.postgres_catalog import (
    create_database,
    drop_database,
    find_database,
    rename_database,
    write_note,
)
from layerproof.database.templates.postgres_sweep import (
    find_leftovers,
    find_stale_templates,
    use_lock,
)
from layerproof.database.templates.template_note import TemplateNote, write_kept
from layerproof.database.values import (
    Place,
    PostgresPlace,
    Recipe,
    RunningServer,
    Settings,
    Template,
)
from layerproof.errors import LayerproofError


class PostgresDatabases:
    """Makes and drops this process's databases on a server; ``ports.Databases`` has the words."""

    def __init__(self, settings: Settings, server: RunningServer, say: Say) -> None:
        self._settings = settings
        self._server = server
        self._say = say
        self._admin = open_admin(server.place)
        self._numbers = count(1)
        self._owned: set[str] = set()
        self._used: set[str] = set()
        self._doomed: dict[str, Future[None]] = {}
        self._dropper: ThreadPoolExecutor | None = None
        self._drop_admin: Admin | None = None

    def ensure_template(self, recipe: Recipe) -> Template:
        """Return the recipe's template, built now if nobody built it before."""
        name = naming.template_name(self._settings.home, recipe.fingerprint)
        self._hold_use(name)
        found = self._find_template(name, recipe)
        if found:
            return found
        patience = Patience(self._say, "another process builds the template; waiting for it")
        while not self._admin.try_lock(name):
            patience.pause()
        try:
            return self._find_template(name, recipe) or self._build(name, recipe)
        finally:
            self._unlock(name)

    def clone(self, template: Template, name: str) -> PostgresPlace:
        """Return a new database made from the template."""
        return self._create(name, template.place.name, template.strategy)

    def drop(self, place: Place) -> None:
        """Drop a database in the background, whoever is still connected to it."""
        self._owned.discard(place.name)
        self._drop_later(place.name)

    def keep(self, place: Place) -> None:
        """Leave a database when this process ends; a sweep drops it after a week."""
        write_note(self._admin, place.name, write_kept(datetime.now(UTC), self._settings.home))
        self._owned.discard(place.name)

    def sweep(self) -> None:
        """Drop, in the background, what dead processes left and templates unused for long."""
        for name in find_leftovers(self._admin, self._server.place.name, self._owned):
            self._drop_later(name)
        for name in find_stale_templates(self._admin, self._settings.home, self._used):
            self._doomed[name] = self._drop_later(name, lock=use_lock(name))

    def close(self) -> None:
        """Drop all that is left of this process's own, and end its connections."""
        for name in sorted(self._owned):
            self._drop_later(name)
        self._owned.clear()
        if self._dropper:
            self._dropper.shutdown(wait=True)
        if self._drop_admin:
            self._drop_admin.close()
        self._admin.close()

    def _hold_use(self, name: str) -> None:
        """Let no sweep drop this template while this process lives.

        The lock of a sweep of this very process would not hold it back: that one is waited for.
        """
        if name in self._doomed:
            self._doomed.pop(name).result()
        patience = Patience(self._say, "a sweep drops the template; waiting for it")
        while name not in self._used:
            if self._admin.try_lock(use_lock(name), shared=True):
                self._used.add(name)
            else:
                patience.pause(0.01)

    def _find_template(self, name: str, recipe: Recipe) -> Template | None:
        found = find_database(self._admin, name)
        if not found:
            return None
        note = TemplateNote.from_json(found.comment)
        touched = note.touched(datetime.now(UTC))
        if touched:
            with suppress(errors.InternalError_):  # another process writes the same just now
                write_note(self._admin, name, touched.to_json())
        return Template(self._server.place.named(name), recipe, note.strategy or "wal_log")

    def _build(self, name: str, recipe: Recipe) -> Template:
        """Build under another name, and give the template its own when it is whole."""
        place = self._create("build", "template0", None)
        try:
            note = self._fill(place, recipe)
            rename_database(self._admin, place.name, name)
        except BaseException:
            self.drop(place)
            raise
        self._owned.discard(place.name)
        self._unlock(place.name)
        made = self._server.place.named(name)
        return Template(made, recipe, note.strategy, built=True, migrations=note.migrations)

    def _fill(self, place: PostgresPlace, recipe: Recipe) -> TemplateNote:
        migrations = make_schema(self._settings, place, recipe, self._say)
        seal(self._admin, place.name)
        probe = probe_strategies(self._server.version, lambda how: self._try_copy(place, how))
        note = TemplateNote(
            strategy=min(probe, key=lambda name: probe[name], default="file_copy"),
            used=datetime.now(UTC),
            migrations=migrations,
            parts=recipe.parts,
            probe=probe,
        )
        write_note(self._admin, place.name, note.to_json())
        return note

    def _try_copy(self, place: PostgresPlace, strategy: str) -> Callable[[], None]:
        made = self._create("probe", place.name, strategy)
        return lambda: self._drop_now(self._admin, made.name)

    def _create(self, word: str, template: str, strategy: str | None) -> PostgresPlace:
        """Make a database under the first name that is free, locked before it exists."""
        settings, maintenance = self._settings, self._server.place.name
        clause = strategy if self._server.version >= 150000 else None
        while True:
            number = next(self._numbers)
            name = naming.copy_name(maintenance, settings.run, settings.worker, word, number)
            if not self._admin.try_lock(name):
                continue
            self._owned.add(name)
            try:
                create_database(self._admin, name, template, clause, self._say)
            except errors.DuplicateDatabase:
                self._owned.discard(name)
                self._unlock(name)
                continue
            except psycopg.Error as error:
                self._owned.discard(name)
                self._unlock(name)
                raise self._refused(error) from error
            return self._server.place.named(name)

    def _refused(self, error: psycopg.Error) -> DatabaseUnfitError:
        place = self._server.place
        may_not = isinstance(error, errors.InsufficientPrivilege)
        return DatabaseUnfitError(
            f"the server at {place.host}:{place.port} did not make a database:"
            f" {str(error).strip()}",
            advice=f'give the role the right to: ALTER ROLE "{place.user}" CREATEDB'
            if may_not
            else "the server's log may say more",
        )

    def _drop_later(self, name: str, *, lock: str | None = None) -> Future[None]:
        if not self._dropper:
            self._dropper = ThreadPoolExecutor(1, thread_name_prefix="layerproof-drop")
        return self._dropper.submit(self._drop_behind, name, lock)

    def _drop_behind(self, name: str, lock: str | None) -> None:
        """Drop a database in the dropper's thread, over a connection that is only its own."""
        with suppress(LayerproofError):  # a server that is gone has nothing to be dropped
            self._drop_admin = self._drop_admin or open_admin(self._server.place)
            self._drop_now(self._drop_admin, name, lock)

    def _drop_now(self, admin: Admin, name: str, lock: str | None = None) -> None:
        """Drop a database, then give its lock back. What fails is told, and left to a sweep."""
        try:
            drop_database(admin, name)
            self._owned.discard(name)
            self._unlock(lock or name)
        except psycopg.Error as error:
            self._say(f"the database {name} could not be dropped: {str(error).strip()}")

    def _unlock(self, word: str) -> None:
        with suppress(LayerproofError):  # a server that is gone has no locks
            self._admin.unlock(word)
