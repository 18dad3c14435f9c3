"""Copies of a template: whose they are, what becomes of them, how they are made."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from layerproof.database.admin import open_admin
from layerproof.database.errors import DatabaseUnfitError, ServerUnavailableError
from layerproof.database.servers.locks import EXCLUSIVE, try_lock
from layerproof.database.templates import open_databases, postgres_catalog, read_recipe
from layerproof.database.templates.postgres_catalog import find_database, write_note
from layerproof.database.templates.postgres_sweep import drop_project
from layerproof.database.templates.template_note import TemplateNote, write_kept
from layerproof.database.values import Place, PostgresPlace, SqlitePlace
from tests.support.postgres import started_server, wheel_binaries
from tests.support.schema_processes import users
from tests.support.schemas import Workshop, list_names, query, write_migrations, write_models

METADATA = "shop_models:Base.metadata"
LONG_AGO = datetime.now(UTC) - timedelta(days=8)


def exists(workshop: Workshop, place: Place) -> bool:
    """Whether the database is there."""
    if isinstance(place, SqlitePlace):
        return place.path.exists()
    assert workshop.server is not None
    return place.name in list_names(workshop.server)


def sweep(workshop: Workshop) -> None:
    """Sweep as the next process does, and wait until it is done."""
    with workshop.databases(workshop.settings(worker="sweeper")) as databases:
        databases.sweep()


def write_note_of(workshop: Workshop, place: Place, text: str) -> None:
    """Write what is noted about a database, with a time that a test chooses."""
    if isinstance(place, SqlitePlace):
        kept = place.path.with_suffix(".kept")
        (kept if kept.exists() else place.path.with_suffix(".json")).write_text(text)
        return
    assert workshop.server is not None
    admin = open_admin(workshop.server.place)
    write_note(admin, place.name, text)
    admin.close()


def test_copies_are_apart(workshop: Workshop) -> None:
    """What is written in one copy is neither in another nor in the template."""
    write_models(workshop.root)
    settings = workshop.settings(metadata=METADATA)
    with workshop.databases(settings) as databases:
        template = databases.ensure_template(read_recipe(settings, workshop.server))
        first, second = (databases.clone(template, "a name") for _ in range(2))
        query(first, "INSERT INTO articles VALUES (1)")
        assert query(second, "SELECT id FROM articles") == []
        assert query(databases.clone(template, "later"), "SELECT id FROM articles") == []
        assert first.name != second.name


def test_a_copy_can_be_copied_as_it_is_now(workshop: Workshop) -> None:
    """A copy of a copy has what was written into that."""
    write_models(workshop.root)
    settings = workshop.settings(metadata=METADATA)
    with workshop.databases(settings) as databases:
        template = databases.ensure_template(read_recipe(settings, workshop.server))
        first = databases.clone(template, "tests")
        query(first, "INSERT INTO articles VALUES (1)")
        second = databases.clone(replace(template, place=first), "snapshot")
        assert query(second, "SELECT id FROM articles") == [1]


def test_a_copy_has_what_is_only_in_the_log(sqlite: Workshop) -> None:
    """What SQLite has not yet written back into the file is copied from its log."""
    write_models(sqlite.root)
    settings = sqlite.settings(metadata=METADATA)
    with sqlite.databases(settings) as databases:
        template = databases.ensure_template(read_recipe(settings, None))
        first = databases.clone(template, "tests")
        assert isinstance(first, SqlitePlace)
        with closing(sqlite3.connect(first.path, isolation_level=None)) as held:
            held.execute("INSERT INTO articles VALUES (1)")
            second = databases.clone(replace(template, place=first), "snapshot")
        assert query(second, "SELECT id FROM articles") == [1]


def test_close_drops_all_but_what_was_kept(workshop: Workshop) -> None:
    """A process leaves nothing but what it kept; that stays for a week, then a sweep takes it."""
    settings = workshop.settings()
    with workshop.databases(settings) as databases:
        template = databases.ensure_template(read_recipe(settings, workshop.server))
        dropped, left, kept = (databases.clone(template, "tests") for _ in range(3))
        databases.drop(dropped)
        databases.drop(dropped)
        databases.keep(kept)
        last = databases.clone(template, "last")
        databases.sweep()
        databases.drop(last)
        while exists(workshop, last):  # drops are done in the order in which they were asked for
            pass
        assert exists(workshop, left)
    sweep(workshop)
    assert [exists(workshop, place) for place in (dropped, left, kept)] == [False, False, True]
    write_note_of(workshop, kept, write_kept(LONG_AGO, workshop.root))
    sweep(workshop)
    assert not exists(workshop, kept)
    assert workshop.build_left() == []


def test_a_project_is_dropped_with_what_it_kept(postgres: Workshop, tmp_path: Path) -> None:
    """Cleaning drops templates and kept databases of one project, and no other's."""
    assert postgres.server is not None
    settings = postgres.settings()
    other = replace(postgres, root=tmp_path / "other").settings()
    kept = []
    for each in (settings, other):
        with postgres.databases(each) as databases:
            template = databases.ensure_template(read_recipe(each, postgres.server))
            kept.append((template.place, databases.clone(template, "tests")))
            databases.keep(kept[-1][1])
    admin = open_admin(postgres.server.place)
    drop_project(admin, postgres.server.place.name, settings.home)
    left = [[exists(postgres, place) for place in pair] for pair in kept]
    drop_project(admin, postgres.server.place.name, other.home)
    admin.close()
    assert left == [[False, False], [True, True]]
    assert postgres.build_left() == []


def test_drop_ends_the_connections_of_others(postgres: Workshop) -> None:
    """A database goes although a connection of the code under test is still open."""
    with postgres.copy() as place:
        held = psycopg.connect(place.url())
    assert not exists(postgres, place)
    with pytest.raises(psycopg.OperationalError, match="terminating connection"):
        held.execute("SELECT 1")
    held.close()


def test_a_sweep_takes_what_the_killed_left_and_nothing_else(workshop: Workshop) -> None:
    """After kill -9 the next sweep drops that process's databases, and those of the living stay."""
    write_models(workshop.root)
    workshop.build(metadata=METADATA)
    with users(workshop, 2, metadata=METADATA) as (dead, living):
        names = [str(user.wait_for_copy()["name"]) for user in (dead, living)]
        made = workshop.build_left()
        assert all(any(name in each for each in made) for name in names)
        dead.kill()
        sweep(workshop)
        left = workshop.build_left()
        workers = ("/gw0/", "/gw1/") if workshop.engine == "sqlite" else ("_gw0_", "_gw1_")
        kept = [
            any(name in each and worker in each for each in left)
            for name, worker in zip(names, workers, strict=True)
        ]
        assert kept == [False, True]
    sweep(workshop)
    assert workshop.build_left() == []


def test_a_killed_build_is_never_taken_for_a_template(workshop: Workshop) -> None:
    """After kill -9 in the middle of the migrations the next process builds anew, from nothing."""
    write_migrations(workshop.root)
    path = workshop.root / "migrations" / "versions" / "r0001.py"
    whole = path.read_text()
    gate, held = workshop.root / "gate", workshop.root / "held"
    hold = (
        f"import fcntl, os\n    held = open({str(held)!r}, 'w')\n    fcntl.flock(held, 2)"
        f"\n    os.mkfifo({str(gate)!r})\n    open({str(gate)!r}).read()\n    op.create"
    )
    path.write_text(whole.replace("op.create", hold))
    with users(workshop, 1, migrations="alembic.ini") as (builder,):
        while not gate.exists():
            assert builder.process.poll() is None
        builder.kill()
    deadline = time.monotonic() + 20
    while (lock := try_lock(held, EXCLUSIVE)) is None:
        assert time.monotonic() < deadline, "the migrations go on without the builder"
    os.close(lock)
    gate.unlink()
    path.write_text(whole)
    sweep(workshop)
    assert workshop.build_left() == []
    assert workshop.build(migrations="alembic.ini").built


def test_templates_unused_for_long_are_dropped(workshop: Workshop) -> None:
    """A template that nobody used for a week goes, unless a living process uses it."""
    write_models(workshop.root)
    old = workshop.build(metadata=METADATA)
    note = TemplateNote(old.strategy, LONG_AGO).to_json()
    with users(workshop, 1, metadata=METADATA) as (user,):
        user.wait_for_copy()
        write_note_of(workshop, old.place, note)
        sweep(workshop)
        assert exists(workshop, old.place)
    write_note_of(workshop, old.place, note)
    new = workshop.build()
    sweep(workshop)
    assert (exists(workshop, old.place), exists(workshop, new.place)) == (False, True)


def test_only_the_newest_templates_stay(workshop: Workshop) -> None:
    """Of many templates of one project the five stay that were used last."""
    made = []
    for number in range(7):
        (workshop.root / "words.txt").write_text(str(number))
        made.append(workshop.build(inputs=("*.txt",)))
        used = datetime.now(UTC) - timedelta(hours=10 - number)
        write_note_of(workshop, made[-1].place, TemplateNote(made[-1].strategy, used).to_json())
    sweep(workshop)
    assert [exists(workshop, each.place) for each in made] == [False] * 2 + [True] * 5


def test_who_comes_back_after_long_has_a_template(workshop: Workshop) -> None:
    """A process that drops a template in its own sweep waits for that, and builds it anew."""
    write_models(workshop.root)
    settings = workshop.settings(metadata=METADATA)
    old = workshop.build(metadata=METADATA)
    write_note_of(workshop, old.place, TemplateNote(old.strategy, LONG_AGO).to_json())
    with workshop.databases(settings) as databases:
        databases.sweep()
        template = databases.ensure_template(read_recipe(settings, workshop.server))
        time.sleep(0.3)  # what is dropped behind its back is gone by now
        assert query(databases.clone(template, "later"), "SELECT id FROM articles") == []


def test_use_is_noted_again(workshop: Workshop) -> None:
    """Using a template later notes the later time, so that it is not dropped."""
    template = workshop.build()
    write_note_of(workshop, template.place, TemplateNote(template.strategy, LONG_AGO).to_json())
    workshop.build()
    sweep(workshop)
    assert exists(workshop, template.place)


def test_what_takes_long_is_told(workshop: Workshop) -> None:
    """A build that takes longer than a second says so while it lasts."""
    write_models(workshop.root, "def seed():\n    import time\n    time.sleep(1.2)\n")
    workshop.build(metadata=METADATA, seed="shop_models:seed")
    assert workshop.said[0].startswith("building the template (")


def test_the_strategy_is_measured_and_noted(postgres: Workshop) -> None:
    """On a server that knows two ways to copy, both were tried, and the faster one is used."""
    assert postgres.server is not None
    template = postgres.build()
    admin = open_admin(postgres.server.place)
    found = find_database(admin, template.place.name)
    admin.close()
    assert found is not None
    note = TemplateNote.from_json(found.comment)
    assert set(note.probe) == {"wal_log", "file_copy"}
    assert template.strategy == min(note.probe, key=lambda name: note.probe[name])


def test_nobody_can_connect_to_a_template(postgres: Workshop) -> None:
    """A template is for copying: a connection to it would hold copies up."""
    template = postgres.build()
    with pytest.raises(OperationalError, match="not currently accepting connections"):
        query(template.place, "SELECT 1")


def test_copies_on_postgresql_15(tmp_path: Path) -> None:
    """An older PostgreSQL, whose file copy shares no blocks, builds, copies and sweeps as well."""
    binaries = Path("/usr/lib/postgresql/15/bin")
    if not binaries.exists():
        pytest.skip("PostgreSQL 15 is not installed")
    with started_server(binaries) as server:
        workshop = Workshop(tmp_path, "postgresql", server)
        write_migrations(tmp_path, 3)
        with workshop.copy(migrations="alembic.ini") as place:
            assert query(place, "SELECT version_num FROM alembic_version") == ["r0003"]
        assert workshop.build_left() == []


def test_who_holds_up_a_copy_is_named(postgres: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    """When somebody stays connected to what is copied, the error says who it is."""
    monkeypatch.setattr(postgres_catalog, "_BUSY_SECONDS", 0.1)
    settings = postgres.settings()
    with postgres.databases(settings) as databases:
        template = databases.ensure_template(read_recipe(settings, postgres.server))
        busy = databases.clone(template, "busy")
        with (
            psycopg.connect(busy.url(), application_name="an editor"),
            pytest.raises(DatabaseUnfitError, match="an editor"),
        ):
            databases.clone(replace(template, place=busy), "snapshot")


def test_a_role_that_may_not_make_databases_is_told(postgres: Workshop) -> None:
    """A role without the right gets the statement that gives it."""
    assert postgres.server is not None
    query(postgres.server.place, "DROP ROLE IF EXISTS modest")
    query(postgres.server.place, "CREATE ROLE modest LOGIN")
    modest = replace(postgres.server.place, user="modest")
    poor = replace(postgres, server=replace(postgres.server, place=modest))
    with pytest.raises(DatabaseUnfitError, match="did not make a database") as refused:
        poor.build()
    assert refused.value.advice.endswith('ALTER ROLE "modest" CREATEDB')


def test_a_server_that_is_not_there_is_told(postgres: Workshop) -> None:
    """A server that does not answer is an error with its address."""
    assert postgres.server is not None
    nowhere = PostgresPlace("postgres", port=1)
    gone = replace(postgres, server=replace(postgres.server, place=nowhere))
    with pytest.raises(ServerUnavailableError, match=r"127\.0\.0\.1:1"):
        gone.build()


def test_a_server_that_goes_away_is_told_and_close_is_quiet(tmp_path: Path) -> None:
    """When the server ends in the middle, the next step says so, and closing still works."""
    with started_server(wheel_binaries()) as server:
        workshop = Workshop(tmp_path, "postgresql", server)
        settings = workshop.settings()
        recipe = read_recipe(settings, server)
        databases = open_databases(settings, server, workshop.said.append)
        databases.clone(databases.ensure_template(recipe), "tests")
    with pytest.raises(ServerUnavailableError, match="went away"):
        databases.ensure_template(recipe)
    databases.close()
    assert workshop.said == []


def test_a_note_that_cannot_be_read_does_no_harm(workshop: Workshop) -> None:
    """A template whose note somebody overwrote is still used, and noted anew."""
    template = workshop.build()
    write_note_of(workshop, template.place, json.dumps(["what"]))
    assert not workshop.build().built
