"""Finds what may be dropped: the databases of dead processes, and templates unused for long.

A process that can take a lock knows that nobody else has it; it keeps the lock until the database
is dropped, so that two sweeps do not meet. ``postgres`` drops.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path

from layerproof.database.admin import Admin
from layerproof.database.templates import naming
from layerproof.database.templates.postgres_catalog import (
    drop_database,
    find_database,
    list_databases,
)
from layerproof.database.templates.template_note import (
    LIFETIME,
    TemplateNote,
    choose_stale,
    is_kept_of,
    read_kept,
)


def use_lock(name: str) -> str:
    """Return the word of the lock that all users of a template share."""
    return f"use:{name}"


def find_leftovers(admin: Admin, maintenance: str, own: Collection[str]) -> Iterator[str]:
    """Yield the databases whose owner is dead, each locked by its name.

    :param own: the names of this very process, whose locks it could take again.
    """
    now = datetime.now(UTC)
    for found in list_databases(admin, naming.copy_prefix(maintenance)):
        kept = read_kept(found.comment)
        if found.name in own or (kept and now - kept < LIFETIME):
            continue
        if not admin.try_lock(found.name):
            continue
        if find_database(admin, found.name):
            yield found.name
        else:
            admin.unlock(found.name)


def drop_project(admin: Admin, maintenance: str, home: Path) -> None:
    """Drop a project's templates, whoever copies them, and the databases that it kept."""
    for found in list_databases(admin, naming.template_prefix(home)):
        drop_database(admin, found.name)
    for found in list_databases(admin, naming.copy_prefix(maintenance)):
        if is_kept_of(found.comment, home):
            drop_database(admin, found.name)


def find_stale_templates(admin: Admin, home: Path, own: Collection[str]) -> Iterator[str]:
    """Yield the project's templates that may go, each with the lock of its users taken alone."""
    now = datetime.now(UTC)
    found = list_databases(admin, naming.template_prefix(home))
    used = {each.name: TemplateNote.from_json(each.comment).used for each in found}
    for name in choose_stale(used, now):
        if name in own or not admin.try_lock(use_lock(name)):
            continue
        again = find_database(admin, name)
        if again and TemplateNote.from_json(again.comment).used == used[name]:
            yield name
        else:
            admin.unlock(use_lock(name))
