"""What keeping a test apart costs, as ratios in one run, with room for a busy machine.

``python -m ci.bench`` measures the same to the figures that are promised.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

import pytest
from sqlalchemy import Engine, insert, text

from ci.bench.rounds import Work, measure_in_turns
from ci.bench.schema import metadata, tables
from layerproof.database.engines import make_engine
from layerproof.database.isolation.reset import take_baseline
from layerproof.database.isolation.rollback import rollback
from layerproof.database.values import SqlitePlace
from tests.support.isolated import settings_for
from tests.support.postgres import running_server, scratch_place

INSERT = insert(tables[0]).values(name="ann")
#: A tenth is promised on a quiet machine.
MOST = 0.2


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Return an engine on the sixty tables."""
    with scratch_place(running_server()) as place:
        made = make_engine(place, settings_for("psycopg", tmp_path_factory.mktemp("cost")))
        metadata.create_all(made)
        yield made
        made.dispose()


def _truncate(engine: Engine) -> Callable[[], None]:
    names = ", ".join(table.name for table in tables)

    def truncate() -> None:
        with engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))

    return truncate


def _dirty(engine: Engine, count: int = 5) -> Callable[[], None]:
    def dirty() -> None:
        with engine.begin() as connection:
            for table in tables[:count]:
                connection.execute(insert(table).values(name="ann"))

    return dirty


def test_a_rollback_costs_a_fraction_of_emptying_tables(engine: Engine) -> None:
    """A whole test with one insert costs at most a fifth of TRUNCATE of all tables."""

    def roll_back() -> None:
        with rollback(engine) as connection:
            connection.execute(INSERT)

    works = {"ours": Work(roll_back, 30), "theirs": Work(_truncate(engine), 2, _dirty(engine))}
    least = measure_in_turns(works, rounds=5)
    assert least["ours"] <= MOST * least["theirs"], least


def test_a_reset_costs_a_fraction_of_emptying_all_tables(engine: Engine, tmp_path: Path) -> None:
    """With 5 of 60 tables dirty a reset costs at most a fifth of TRUNCATE of all."""
    baseline = take_baseline(engine, settings_for("psycopg", tmp_path))
    works = {
        "ours": Work(baseline.restore, 20, _dirty(engine)),
        "theirs": Work(_truncate(engine), 2, _dirty(engine)),
    }
    least = measure_in_turns(works, rounds=5)
    baseline.close()
    assert least["ours"] <= MOST * least["theirs"], least


def test_a_reset_stays_as_quick(engine: Engine, tmp_path: Path) -> None:
    """The 300th reset costs no more than twice the first ones: dead rows do not add up."""
    baseline = take_baseline(engine, settings_for("psycopg", tmp_path))
    dirty, seconds = _dirty(engine, 60), []
    for _ in range(300):
        dirty()
        started = perf_counter()
        baseline.restore()
        seconds.append(perf_counter() - started)
    baseline.close()
    first, last = statistics.median(seconds[5:55]), statistics.median(seconds[-50:])
    assert min(seconds[-50:]) <= 2 * min(seconds[5:55]), (first, last)


def test_a_clean_sqlite_file_costs_next_to_nothing(tmp_path: Path) -> None:
    """Where nobody committed a reset of a SQLite file costs a tenth of one that has to write."""
    engine = make_engine(SqlitePlace(tmp_path / "it.db"), settings_for("pysqlite", tmp_path))
    metadata.create_all(engine)
    baseline = take_baseline(engine, settings_for("pysqlite", tmp_path))
    works = {
        "clean": Work(baseline.restore, 50),
        "dirty": Work(baseline.restore, 10, _dirty(engine)),
    }
    least = measure_in_turns(works, rounds=3)
    baseline.close()
    engine.dispose()
    assert least["clean"] <= 0.1 * least["dirty"], least
