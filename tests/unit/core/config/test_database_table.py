"""The database's table: each key reaches its field, and what cannot be is named."""

from __future__ import annotations

import pytest

from layerproof.core.config.values import Database
from tests.support.configs import MINIMAL, config_of, faults_of

POSTGRES = 'engine = "postgresql"\n'
SQLITE = 'engine = "sqlite"\n'
KEYS = (
    "engine, providers, migrations, metadata, seed, inputs, extensions, driver, async_driver, "
    "image, pragmas, begin, server_settings, server_per_worker, session_dependency, "
    "session_factories, env, isolation, isolation_paths, statement_timeout, lock_timeout, "
    "keep_failed, scenarios, guard, lock_threshold, migration_exceptions"
)


def database_of(table: str) -> Database | None:
    """Return what the inside of a database's table stands for."""
    return config_of(f"{MINIMAL}[database]\n{table}").database


def test_without_a_table_there_is_no_database() -> None:
    """A project that says nothing of a database has none."""
    assert config_of(MINIMAL).database is None


def test_an_empty_table_is_a_database_with_every_default() -> None:
    """The table alone asks for SQLite as it comes."""
    assert database_of("") == Database()


def test_every_key_for_postgresql_reaches_its_field() -> None:
    """What PostgreSQL can be asked for arrives in its final form."""
    table = """
        engine = "postgresql"
        providers = ["container", "url", "container"]
        migrations = "./alembic.ini"
        metadata = "shop.models:Base.metadata"
        seed = "shop.seed:fill"
        extensions = ["uuid-ossp", "pg_trgm", "pg_trgm"]
        driver = "psycopg2"
        async_driver = "asyncpg"
        image = "postgis/postgis:17-3.5"
        isolation = "reset"
        statement_timeout = 5
        lock_timeout = 0
        keep_failed = true
        guard = false
        [database.server_settings]
        Shared_Buffers = "256MB"
        jit = false
        track_io_timing = true
        max_connections = 300
        "pg_stat_statements.max" = -1
        [database.env]
        DATABASE_URL = "{async_url}"
        "my.port" = "{host}:{port}"
        [database.isolation_paths]
        "tests/jobs" = "reset"
        "./tests/ddl/test_*.py" = "clone"
        """
    assert database_of(table) == Database(
        engine="postgresql",
        providers=("container", "url"),
        migrations="alembic.ini",
        metadata="shop.models:Base.metadata",
        seed="shop.seed:fill",
        extensions=("uuid-ossp", "pg_trgm"),
        driver="psycopg2",
        async_driver="asyncpg",
        image="postgis/postgis:17-3.5",
        server_settings={
            "shared_buffers": "256MB",
            "jit": "off",
            "track_io_timing": "on",
            "max_connections": "300",
            "pg_stat_statements.max": "-1",
        },
        env={"DATABASE_URL": "{async_url}", "my.port": "{host}:{port}"},
        isolation="reset",
        isolation_paths={"tests/jobs/**": "reset", "tests/ddl/test_*.py": "clone"},
        statement_timeout=5.0,
        lock_timeout=0.0,
        keep_failed=True,
        guard=False,
    )


def test_what_connects_a_backend_reaches_its_field() -> None:
    """Things to import, globs of further inputs and scenarios are the same for each engine."""
    table = """
        inputs = ["src/shop/sql", "data/*.csv"]
        session_dependency = "shop.database:get_db"
        session_factories = ["shop.database:Session", "shop.jobs:Jobs.session"]
        scenarios = { full-shop = "tests.worlds:full" }
        lock_threshold = 0.5
        migration_exceptions = { "down_and_up:a1b2" = "drops a column for good" }
        """
    assert database_of(table) == Database(
        inputs=("src/shop/sql/**", "data/*.csv"),
        session_dependency="shop.database:get_db",
        session_factories=("shop.database:Session", "shop.jobs:Jobs.session"),
        scenarios={"full-shop": "tests.worlds:full"},
        lock_threshold=0.5,
        migration_exceptions={"down_and_up:a1b2": "drops a column for good"},
    )


def test_every_key_for_sqlite_reaches_its_field() -> None:
    """A PRAGMA is kept as SQL writes its value, under a name in small letters."""
    table = """
        engine = "sqlite"
        providers = ["sqlite"]
        driver = "pysqlite"
        async_driver = "aiosqlite"
        pragmas = { cache_size = -2000, Synchronous = "OFF", recursive_triggers = true }
        begin = "immediate"
        env = { SHOP_DB = "{path}", SHOP_URL = "{url}?worker={worker}&name={name}" }
        """
    assert database_of(table) == Database(
        engine="sqlite",
        providers=("sqlite",),
        driver="pysqlite",
        async_driver="aiosqlite",
        pragmas={
            "cache_size": "-2000",
            "synchronous": "OFF",
            "recursive_triggers": "ON",
        },
        begin="immediate",
        env={"SHOP_DB": "{path}", "SHOP_URL": "{url}?worker={worker}&name={name}"},
    )


@pytest.mark.parametrize(
    "table",
    [
        POSTGRES + 'driver = "some_dialect_of_ours"\nasync_driver = "some_dialect_of_ours"',
        POSTGRES + 'driver = "psycopg"\nasync_driver = "psycopg"',
        POSTGRES + 'migrations = "alembic.ini"\nmetadata = "shop.models:metadata"',
        SQLITE + 'seed = "shop.seed:fill"\nmetadata = "shop.models:metadata"',
        SQLITE + """env = { A = "{{port}}", B = '{"port": 1}', C = "{}", D = "" }""",
        SQLITE + 'isolation = "clone"\nstatement_timeout = 0.001\nlock_timeout = 2147483',
    ],
)
def test_what_fits_together_is_no_fault(table: str) -> None:
    """Unknown drivers, metadata beside migrations and braces that are no fields are taken."""
    assert database_of(table) is not None


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ('engine = "postgres"', 'engine: there is no "postgres"; did you mean "postgresql"?'),
        ('url = "x"', f"url: is not a key of this table; there are: {KEYS}"),
        ("providers = []", "providers: is empty, so no database could be reached"),
        (
            POSTGRES + 'providers = ["docker"]',
            (
                'providers: there is no provider "docker"; '
                "there are: url, binaries, container, sqlite"
            ),
        ),
        (
            POSTGRES + 'providers = ["contaner"]',
            'providers: there is no provider "contaner"; did you mean "container"?',
        ),
        (
            POSTGRES + 'providers = ["url", "sqlite"]',
            'providers: "sqlite" gives sqlite, but the engine is postgresql',
        ),
        (
            'providers = ["container"]',
            (
                'providers: "container" gives postgresql, but the engine is sqlite; '
                'write engine = "postgresql"'
            ),
        ),
        (
            'migrations = "/etc/alembic.ini"',
            'migrations: "/etc/alembic.ini" is absolute; it must start at the project\'s root',
        ),
        ('metadata = "Base"', 'metadata: "Base" must be written "package.module:name"'),
        (
            'seed = "shop.seed:fill"',
            "seed: would fill a database without tables; give migrations or metadata as well",
        ),
        ('inputs = ["../sql"]', 'inputs: "../sql" leaves the project; ".." is not allowed'),
        (POSTGRES + 'extensions = [""]', 'extensions: "" is not the name of an extension'),
        (
            POSTGRES + "extensions = ['a\"; DROP']",
            'extensions: "a"; DROP" is not the name of an extension',
        ),
        (
            SQLITE + 'extensions = ["pg_trgm"]',
            "extensions: is for postgresql, but the engine is sqlite",
        ),
        (
            "server_settings = { jit = true }",
            (
                "server_settings: is for postgresql, but the engine is sqlite; "
                'write engine = "postgresql"'
            ),
        ),
        (SQLITE + 'image = "postgres:17"', "image: is for postgresql, but the engine is sqlite"),
        (
            POSTGRES + 'pragmas = { foreign_keys = "ON" }',
            "pragmas: is for sqlite, but the engine is postgresql",
        ),
        (
            POSTGRES + 'begin = "immediate"',
            "begin: is for sqlite, but the engine is postgresql",
        ),
        (
            SQLITE + 'begin = "imediate"',
            'begin: there is no "imediate"; did you mean "immediate"?',
        ),
        (POSTGRES + 'image = " "', "image: is empty"),
        (POSTGRES + 'driver = ""', "driver: is empty"),
        (
            POSTGRES + 'driver = "pysqlite"',
            'driver: "pysqlite" is a driver of sqlite, but the engine is postgresql; e.g. psycopg',
        ),
        (
            SQLITE + 'async_driver = "asyncpg"',
            (
                'async_driver: "asyncpg" is a driver of postgresql, but the engine is sqlite; '
                "e.g. aiosqlite"
            ),
        ),
        (
            POSTGRES + 'driver = "asyncpg"',
            'driver: "asyncpg" is an asynchronous driver; e.g. psycopg',
        ),
        (
            SQLITE + 'async_driver = "pysqlite"',
            'async_driver: "pysqlite" is not an asynchronous driver; e.g. aiosqlite',
        ),
        (
            POSTGRES + 'driver = "psycopg3"',
            'driver: "psycopg3" is not SQLAlchemy\'s name; write "psycopg"',
        ),
        (
            POSTGRES + 'driver = "postgresql+psycopg"',
            'driver: "postgresql+psycopg" is not the name of a driver; e.g. psycopg',
        ),
        (
            "pragmas = { cache_size = 1.5 }",
            "pragmas.cache_size: must be a string, a whole number, true or false, not a number",
        ),
        ('pragmas = { journal_mode = "" }', "pragmas.journal_mode: is empty"),
        ('pragmas = { "a b" = 1 }', 'pragmas."a b": is not the name of a setting'),
        (
            "pragmas = { cache_size = 1, CACHE_SIZE = 2 }",
            'pragmas.CACHE_SIZE: means "cache_size", which is there already',
        ),
        ("pragmas = 1", "pragmas: must be a table, not a number"),
        (
            POSTGRES + "server_settings = { jit = [] }",
            ("server_settings.jit: must be a string, a whole number, true or false, not an array"),
        ),
        (
            'session_dependency = "shop.database.get_db"',
            'session_dependency: "shop.database.get_db" must be written "package.module:name"',
        ),
        (
            'session_factories = ["shop:a b"]',
            'session_factories: "shop:a b" must be written "package.module:name"',
        ),
        ("env = { A = 1 }", "env.A: must be a string, not a number"),
        ('env = { "A=B" = "" }', 'env."A=B": is not the name of an environment variable'),
        ('env = { "" = "" }', 'env."": is not the name of an environment variable'),
        (
            'env = { A = "a\\u0000b" }',
            "env.A: has a null character, which no variable can hold",
        ),
        (
            POSTGRES + 'env = { A = "{urll}" }',
            'env.A: there is no field "{urll}" in an address of postgresql; did you mean "url"?',
        ),
        (
            POSTGRES + 'env = { A = "{path}" }',
            (
                'env.A: there is no field "{path}" in an address of postgresql; '
                "there are: url, async_url, name, worker, host, port, user, password"
            ),
        ),
        (
            SQLITE + 'env = { A = "{url}{host}" }',
            (
                'env.A: there is no field "{host}" in an address of sqlite; '
                "there are: url, async_url, name, worker, path"
            ),
        ),
        ('isolation = "xyz"', 'isolation: there is no "xyz"; there are: rollback, reset, clone'),
        (
            'isolation_paths = { "tests/a" = "rset" }',
            'isolation_paths."tests/a": there is no "rset"; did you mean "reset"?',
        ),
        (
            'isolation_paths = { "/tests" = "reset" }',
            (
                'isolation_paths."/tests": "/tests" is absolute; '
                "it must start at the project's root"
            ),
        ),
        (
            'isolation_paths = { "tests/a" = "reset", "tests/a/" = "clone" }',
            'isolation_paths."tests/a/": means "tests/a/**", which is there already',
        ),
        (
            "statement_timeout = 0.0001",
            "statement_timeout: is 0.0001, but must be 0 (no limit) or from 0.001 to 2147483",
        ),
        (
            "lock_timeout = 1e9",
            "lock_timeout: is 1e+09, but must be 0 (no limit) or from 0.001 to 2147483",
        ),
        ("lock_timeout = -1", "lock_timeout: is -1, but must be 0 (no limit) or more"),
        ('keep_failed = "no"', "keep_failed: must be true or false, not a string"),
        ("guard = 0", "guard: must be true or false, not a number"),
        (
            'migration_exceptions = { "down:a1b2" = "known" }',
            (
                'migration_exceptions."down:a1b2": must begin with a check: single_head, upgrade, '
                "models_match, models_imported, down_and_up, data_survives, locks"
            ),
        ),
        (
            'migration_exceptions = { "down_and_up:a1b2" = " " }',
            'migration_exceptions."down_and_up:a1b2": is empty',
        ),
        (
            'scenarios = { "a b" = "shop:full" }',
            'scenarios."a b": a scenario\'s name has letters, digits, "_" and "-"',
        ),
        ('scenarios = { a = "full" }', 'scenarios.a: "full" must be written "package.module:name"'),
    ],
)
def test_fault_is_named(table: str, fault: str) -> None:
    """A table with one fault is answered with exactly that fault."""
    assert faults_of(f"{MINIMAL}[database]\n{table}") == [f"database.{fault}"]


def test_a_wrong_engine_is_not_followed_by_faults_that_it_causes() -> None:
    """Nothing is held to an engine that is a misspelling."""
    table = 'engine = "postgers"\nextensions = ["pg_trgm"]\nproviders = ["url"]'
    assert faults_of(f"{MINIMAL}[database]\n{table}") == [
        'database.engine: there is no "postgers"; did you mean "postgresql"?'
    ]


def test_something_else_than_a_table_is_one_fault() -> None:
    """A boolean in the table's place is named once."""
    assert faults_of(MINIMAL + "database = true") == ["database: must be a table, not a boolean"]
