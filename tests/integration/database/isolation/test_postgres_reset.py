"""A PostgreSQL database after real commits is what it was, and only what changed is touched."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import asyncpg  # type: ignore[import-untyped] # it publishes no types
import pytest
from sqlalchemy import Engine, create_engine, text

from layerproof.core.config.values import Database
from layerproof.database.engines import make_engine
from layerproof.database.errors import ResetBlockedError, SchemaChangedError
from layerproof.database.isolation.reset import Baseline, take_baseline
from layerproof.database.values import PostgresPlace
from layerproof.errors import ConfigError
from tests.support.isolated import settings_for
from tests.support.postgres import running_server, scratch_place

SCHEMA = """
CREATE TABLE users (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text UNIQUE,
  loud text GENERATED ALWAYS AS (upper(name)) STORED, boss int REFERENCES users);
CREATE TABLE orders (id serial PRIMARY KEY,
  user_id int NOT NULL REFERENCES users ON DELETE CASCADE);
CREATE TABLE "Odd ""Name" (n int);
CREATE TABLE quiet (n int);
CREATE SCHEMA stock;
CREATE TABLE stock.items (id bigserial PRIMARY KEY, what text);
CREATE TABLE days (at date, n int) PARTITION BY RANGE (at);
CREATE TABLE days_2026 PARTITION OF days FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE SEQUENCE tickets START 100 INCREMENT 10;
CREATE VIEW names AS SELECT name FROM users;
CREATE MATERIALIZED VIEW totals AS SELECT count(*) AS n FROM orders;
CREATE MATERIALIZED VIEW later AS SELECT count(*) AS n FROM orders WITH NO DATA;
CREATE FUNCTION forbid() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
CREATE TRIGGER no_delete BEFORE DELETE ON users FOR EACH ROW EXECUTE FUNCTION forbid();
INSERT INTO users (name) VALUES ('ann'), ('bob');
UPDATE users SET boss = 1 WHERE name = 'bob';
INSERT INTO stock.items (what) VALUES (E'a tab\\t, a line\\n and \\\\N'), (NULL), ('');
SELECT nextval('tickets');
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql
  AS $$ BEGIN NEW.what := 'stamped'; RETURN NEW; END $$;
CREATE TRIGGER stamped BEFORE INSERT ON stock.items FOR EACH ROW EXECUTE FUNCTION stamp();
"""
CONTENT = """
SELECT (SELECT json_agg(u ORDER BY id) FROM users u)::text,
  (SELECT json_agg(o) FROM orders o)::text,
  (SELECT json_agg(i ORDER BY id) FROM stock.items i)::text, (SELECT json_agg(d) FROM days d)::text,
  (SELECT json_agg(o) FROM "Odd ""Name" o)::text, (SELECT n FROM totals),
  (SELECT relispopulated FROM pg_class WHERE relname = 'later'),
  (SELECT last_value::text || is_called FROM users_id_seq),
  (SELECT last_value::text || is_called FROM orders_id_seq),
  (SELECT last_value::text || is_called FROM stock.items_id_seq),
  (SELECT last_value::text || is_called FROM tickets),
  (SELECT count(*) FROM pg_largeobject_metadata), (SELECT count(*) FROM quiet)
"""
OWNER = "layerproof_test_owner"
PATIENT = Database(engine="postgresql", lock_timeout=0.3)


@pytest.fixture(params=["psycopg", "psycopg2", "as owner"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Return an engine on a database with all kinds of things, by a superuser or the owner."""
    driver = "psycopg" if request.param == "as owner" else request.param
    with scratch_place(running_server()) as place:
        admin = make_engine(place, settings_for("psycopg", tmp_path))
        if request.param == "as owner":
            made = make_engine(_give_to_owner(admin, place), settings_for(driver, tmp_path))
        else:
            made = make_engine(place, settings_for(driver, tmp_path))
        change(made, SCHEMA)
        yield made
        made.dispose()
        admin.dispose()


@pytest.fixture
def baseline(engine: Engine, tmp_path: Path) -> Iterator[Baseline]:
    """Return the database as it was."""
    made = take_baseline(engine, settings_for("psycopg", tmp_path, PATIENT))
    yield made
    made.close()


def _give_to_owner(admin: Engine, place: PostgresPlace) -> PostgresPlace:
    change(admin, f"DROP ROLE IF EXISTS {OWNER}")
    change(admin, f"CREATE ROLE {OWNER} LOGIN")
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"ALTER DATABASE {place.name} OWNER TO {OWNER}"))
    change(admin, f"ALTER SCHEMA public OWNER TO {OWNER}")
    return PostgresPlace(place.name, place.host, place.port, OWNER)


def change(engine: Engine, statements: str) -> None:
    """Execute statements as they are and commit."""
    with engine.begin() as connection:
        connection.connection.cursor().execute(statements)


def content(engine: Engine) -> tuple[object, ...]:
    """Return all that the tests compare."""
    with engine.connect() as connection:
        return tuple(connection.exec_driver_sql(CONTENT).one())


CHANGES = {
    "rows in an empty table": (
        "INSERT INTO quiet VALUES (1)",
        {"quiet"},
    ),
    "a row beside seeded ones": (
        "INSERT INTO users (name) VALUES ('cid')",
        {"users"},
    ),
    "an update of a seeded row": (
        "UPDATE users SET name = 'ada' WHERE name = 'ann'",
        {"users"},
    ),
    "seeded rows gone": (
        """ALTER TABLE users DISABLE TRIGGER no_delete; DELETE FROM users;
        ALTER TABLE users ENABLE TRIGGER no_delete""",
        {"users"},
    ),
    "one replaced by another": (
        "DELETE FROM stock.items WHERE id = 2; INSERT INTO stock.items (what) VALUES ('x')",
        {"stock.items"},
    ),
    "parents and children": (
        "INSERT INTO users (name) VALUES ('cid'); INSERT INTO orders (user_id) VALUES (1), (3)",
        {"users", "orders"},
    ),
    "all rows truncated": (
        "TRUNCATE users, orders, stock.items RESTART IDENTITY",
        {"users", "stock.items"},
    ),
    "a partition": ("INSERT INTO days VALUES ('2026-05-05', 1)", {"days_2026"}),
    "a name with quotes": ('INSERT INTO "Odd ""Name" VALUES (1)', {'Odd "Name'}),
    "sequences without rows": (
        "SELECT nextval('tickets'), nextval('orders_id_seq'), setval('users_id_seq', 77, false)",
        set(),
    ),
    "a view that was refreshed": (
        "INSERT INTO orders (user_id) VALUES (1); REFRESH MATERIALIZED VIEW totals",
        {"orders", "totals"},
    ),
    "a view that was filled": ("REFRESH MATERIALIZED VIEW later", {"later"}),
    "large objects": ("SELECT lo_from_bytea(0, 'x')", {"large objects"}),
    "nothing": ("SELECT 1", set()),
    "changes that were undone": ("BEGIN; INSERT INTO quiet VALUES (1); ROLLBACK", set()),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_was_committed_is_undone(engine: Engine, baseline: Baseline, what: str) -> None:
    """After each kind of change all is as it was, the changed tables are named, again and again."""
    statements, dirty = CHANGES[what]
    before = content(engine)
    for _ in range(2):
        change(engine, statements)
        assert set(baseline.restore()) == dirty
        assert content(engine) == before
        assert baseline.restore() == ()


def test_a_table_left_alone_is_not_touched(engine: Engine, baseline: Baseline) -> None:
    """Rows of clean seeded tables keep their place and their version."""
    where = "SELECT ctid::text, xmin::text FROM stock.items"
    with engine.connect() as connection:
        before = connection.exec_driver_sql(where).all()
    change(engine, "INSERT INTO quiet VALUES (1)")
    baseline.restore()
    with engine.connect() as connection:
        assert connection.exec_driver_sql(where).all() == before


def test_threads_and_other_drivers_count(engine: Engine, baseline: Baseline) -> None:
    """What threads and asyncpg committed is undone like anything else."""
    before = content(engine)
    insert = "INSERT INTO orders (user_id) VALUES (1)"
    threads = [threading.Thread(target=change, args=(engine, insert)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    async def insert_too() -> None:
        url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        connection = await asyncpg.connect(url)
        await connection.execute("INSERT INTO quiet VALUES (1)")
        await connection.close()

    asyncio.run(insert_too())
    assert set(baseline.restore()) == {"orders", "quiet"}
    assert content(engine) == before


@pytest.mark.parametrize(
    ("statements", "named"),
    [
        ("CREATE TABLE extra (id serial PRIMARY KEY)", "made sequence .*, made table public.extra"),
        ("DROP TABLE quiet", "dropped table public.quiet"),
        ("ALTER TABLE quiet ADD COLUMN m int", "made column public.quiet.m"),
        ("ALTER TABLE quiet RENAME COLUMN n TO m", "dropped .*quiet.n, made .*quiet.m"),
        ("ALTER TABLE quiet ALTER n SET DEFAULT 3", "changed column public.quiet.n"),
        ("ALTER TABLE quiet ADD CHECK (n > 0)", "made constraint quiet_n_check of public.quiet"),
        ("CREATE INDEX fast ON quiet (n)", "made index public.fast"),
        ("CREATE OR REPLACE VIEW names AS SELECT loud AS name FROM users", "changed view"),
        ("CREATE TYPE mood AS ENUM ('good')", "made type mood"),
        ("ALTER TABLE users DISABLE TRIGGER no_delete", "changed trigger no_delete"),
        ("ALTER SEQUENCE tickets INCREMENT 3", "changed sequence public.tickets"),
        ("CREATE RULE nope AS ON INSERT TO quiet DO INSTEAD NOTHING", "made rule nope of public.q"),
        ("GRANT SELECT ON quiet TO PUBLIC", "changed table public.quiet"),
        ("GRANT SELECT (n) ON quiet TO PUBLIC", "changed column public.quiet.n"),
        ("GRANT USAGE ON SCHEMA stock TO PUBLIC", "changed schema stock"),
        (
            'ALTER TABLE stock.items ALTER what TYPE text COLLATE "C"',
            "changed column stock.items.w",
        ),
        ("CREATE SCHEMA more", "made schema more"),
        (
            """CREATE OR REPLACE FUNCTION forbid() RETURNS trigger LANGUAGE plpgsql
            AS $$ BEGIN RETURN OLD; END $$""",
            r"changed function forbid\(\)",
        ),
    ],
)
def test_a_changed_schema_is_named(
    engine: Engine, baseline: Baseline, statements: str, named: str
) -> None:
    """DDL in a shared database is an error that names what was made, changed or dropped."""
    change(engine, statements)
    with pytest.raises(SchemaChangedError, match=f"schema of a shared database: {named}"):
        baseline.restore()


def test_a_temporary_table_is_no_change(engine: Engine, baseline: Baseline) -> None:
    """Temporary tables belong to their session, which may still be there."""
    with engine.connect() as connection:
        connection.execute(text("CREATE TEMP TABLE mine (n int)"))
        connection.execute(text("INSERT INTO mine VALUES (1)"))
        connection.execute(text("INSERT INTO quiet VALUES (1)"))
        connection.commit()
        assert baseline.restore() == ("quiet",)
        assert baseline.restore() == ()
        assert connection.execute(text("SELECT count(*) FROM mine")).scalar_one() == 1


def test_a_transaction_left_open_is_ended_and_named(engine: Engine, baseline: Baseline) -> None:
    """A session that wrote and never committed cannot commit later; its statement is told."""
    before = content(engine)
    left = engine.connect()
    left.execute(text("INSERT INTO quiet VALUES (41)"))
    pid = left.execute(text("SELECT pg_backend_pid()")).scalar_one()
    said: list[str] = []
    assert baseline.restore(said.append) == ()
    who = f'session {pid}, "layerproof gw7" (idle in transaction)'
    did = "last statement: SELECT pg_backend_pid()"
    earlier = "before that: INSERT INTO quiet VALUES (41)"
    assert said == [
        f"the test left a transaction open, which was ended: {who}, {did}\n    {earlier}"
    ]
    assert content(engine) == before
    left.invalidate()
    left.close()


def test_a_lock_left_on_a_table_is_ended(engine: Engine, baseline: Baseline) -> None:
    """A session that only locked what has to be emptied is ended as well."""
    change(engine, "INSERT INTO quiet VALUES (41)")
    left = engine.connect()
    left.execute(text("LOCK TABLE quiet IN SHARE MODE"))
    said: list[str] = []
    assert baseline.restore(said.append) == ("quiet",)
    assert [line.partition(", last statement: ")[2] for line in said] == [
        "LOCK TABLE quiet IN SHARE MODE"
    ]
    left.invalidate()
    left.close()


def test_a_session_at_work_is_named(engine: Engine, baseline: Baseline) -> None:
    """A statement that still holds a table is not shot: the error names it."""
    change(engine, "INSERT INTO quiet VALUES (41)")
    held = threading.Event()

    def hold() -> None:
        with engine.connect() as connection:
            connection.execute(text("LOCK TABLE quiet IN SHARE MODE"))
            held.set()
            connection.execute(text("SELECT pg_sleep(2)"))

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    with pytest.raises(ResetBlockedError, match=r"within 0\.3 s") as caught:
        baseline.restore()
    thread.join()
    assert [line.partition(" (")[2] for line in caught.value.tried] == [
        "active), running: SELECT pg_sleep(2)\n    before that: LOCK TABLE quiet IN SHARE MODE"
    ]


def test_dead_rows_do_not_pile_up(engine: Engine, baseline: Baseline) -> None:
    """After a test that wrote much the file of the table is small again."""
    change(engine, "INSERT INTO quiet SELECT generate_series(1, 60000)")
    baseline.restore()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT pg_relation_size('quiet')").scalar_one() == 0


def test_a_driver_without_copy_is_refused(tmp_path: Path) -> None:
    """Only drivers that copy rows in and out can bring seeded rows back."""
    engine = create_engine("postgresql+asyncpg://nowhere/nothing")
    with pytest.raises(ConfigError, match="over psycopg or psycopg2, not asyncpg"):
        take_baseline(engine, settings_for("psycopg", tmp_path))


@pytest.mark.parametrize("ending", ["closed", "terminated"])
def test_a_baseline_outlives_its_connection(
    engine: Engine, baseline: Baseline, ending: str
) -> None:
    """What was remembered is there when the connection was closed, or ended by a test."""
    before = content(engine)
    change(engine, "INSERT INTO orders (user_id) VALUES (1)")
    if ending == "closed":
        baseline.let_go()
    else:
        change(
            engine,
            """SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
            WHERE (datname, usename) = (current_database(), current_user)
            AND pid <> pg_backend_pid()""",
        )
    assert baseline.restore() == ("orders",)
    assert content(engine) == before
    assert baseline.restore() == ()
