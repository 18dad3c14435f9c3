"""What keeping one test apart costs, in each mode, against what is done without Layerproof."""

from __future__ import annotations

import psycopg
from pytest_postgresql.janitor import DatabaseJanitor
from sqlalchemy import insert, text

from ci.bench.rounds import Work, measure_in_turns
from ci.bench.schema import metadata, tables
from ci.bench.values import Row
from ci.bench.workshop import Workshop
from layerproof.database.engines import make_engine
from layerproof.database.isolation.reset import take_baseline
from layerproof.database.isolation.rollback import rollback
from layerproof.database.values import Place

_DIRTY = 5
_INSERT = insert(tables[0]).values(name="ann")
_EIGHTEEN = 180_000


def measure_isolation(shop: Workshop, *, rounds: int = 5) -> list[Row]:
    """Return the rows of ``rollback``, ``reset`` and ``clone``."""
    least = measure_in_turns(_works(shop), rounds=rounds)
    rollback_, reset, clone = least["rollback"], least["reset"], least["clone"]
    truncate, remake, theirs = least["truncate"], least["remake"], least["pytest-postgresql"]
    one, five = "rollback: a test with one insert", "reset: 60 tables, 5 dirty"
    copy = "clone: 60 tables"
    newest = shop.server.version >= _EIGHTEEN
    return [
        Row(one, rollback_, "", limit=0.0005),
        Row(one, rollback_, "TRUNCATE of all tables", truncate, share=0.1),
        Row(one, rollback_, "pytest-postgresql's fixture", theirs),
        Row(five, reset, "", limit=0.002),
        Row(five, reset, "TRUNCATE of all tables", truncate, share=0.1),
        Row(five, reset, "pytest-postgresql's fixture", theirs),
        Row(copy, clone, "drop_all + create_all", remake, share=0.5 if newest else 1.0),
        Row(copy, clone, "pytest-postgresql's fixture", theirs),
    ]


def _works(shop: Workshop) -> dict[str, Work]:
    engine = shop.engine
    baseline = take_baseline(engine, shop.settings)
    every = ", ".join(table.name for table in tables)
    databases, template = shop.provision.databases, shop.provision.template
    copies: list[Place] = []
    other = databases.clone(template, "remade")
    remade = make_engine(other, shop.settings)

    def roll_back() -> None:
        with rollback(engine) as connection:
            connection.execute(_INSERT)

    def dirty() -> None:
        with engine.begin() as connection:
            for table in tables[:_DIRTY]:
                connection.execute(insert(table).values(name="ann"))

    def truncate() -> None:
        with engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {every} RESTART IDENTITY"))

    def drop_copies() -> None:
        while copies:
            databases.drop(copies.pop())

    def remake() -> None:
        metadata.drop_all(remade)
        metadata.create_all(remade)

    return {
        "rollback": Work(roll_back, times=100),
        "reset": Work(baseline.restore, times=20, before=dirty),
        "truncate": Work(truncate, times=5, before=dirty),
        "pytest-postgresql": Work(lambda: _their_fixture(shop), times=2),
        "clone": Work(
            lambda: copies.append(databases.clone(template, "copy")), times=2, before=drop_copies
        ),
        "remake": Work(remake),
    }


def _their_fixture(shop: Workshop) -> None:
    """Do what pytest-postgresql's client fixture does for one test with one insert.

    Through its own janitor, with the same template, the same server and the same insert.
    """
    place = shop.server.place
    janitor = DatabaseJanitor(
        user=place.user,
        host=place.host,
        port=place.port,
        password=place.password or None,
        dbname="pytest_postgresql",
        template_dbname=shop.provision.template.place.name,
        maintenance_dbname=place.name,
    )
    janitor.drop()
    with janitor, psycopg.connect(place.named("pytest_postgresql").url()) as connection:
        connection.execute("INSERT INTO shop_00 (name) VALUES ('ann')")
