"""Reading ``[tool.layerproof.database]``. Called by ``parse``; ``database`` works with it.

``database_faults`` looks for keys that cannot stand together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from layerproof.core.config.database_faults import PROVIDERS, find_contradictions
from layerproof.core.config.faults import hint_nearest
from layerproof.core.config.globs import normalise_glob, normalise_path
from layerproof.core.config.tables import Table
from layerproof.core.config.values import Database
from layerproof.errors import ConfigError

ENGINES = ("postgresql", "sqlite")
ISOLATIONS = ("rollback", "reset", "clone")
#: https://sqlite.org/lang_transaction.html, 2.2
BEGINNINGS = ("deferred", "immediate", "exclusive")

#: The ready-made checks of migrations, in the order in which they run.
MIGRATION_CHECKS = (
    "single_head",
    "upgrade",
    "models_match",
    "models_imported",
    "down_and_up",
    "data_survives",
    "locks",
)

#: PostgreSQL counts milliseconds in 32 bits.
_LONGEST = 2_147_483


def read_database(table: Table) -> Database | None:
    """Return what the table says; ``None`` when there is none."""
    default = Database()
    database = Database(
        engine=table.choice("engine", ENGINES) or default.engine,
        providers=table.mapped("providers", _check_provider) or (),
        migrations=table.mapped_text("migrations", normalise_path),
        metadata=table.target("metadata"),
        seed=table.target("seed"),
        inputs=table.mapped("inputs", normalise_glob) or (),
        extensions=table.mapped("extensions", _check_extension) or (),
        driver=table.filled("driver"),
        async_driver=table.filled("async_driver"),
        image=table.filled("image") or default.image,
        pragmas=_read_settings(table.table("pragmas"), on="ON", off="OFF"),
        begin=table.choice("begin", BEGINNINGS) or default.begin,
        server_settings=_read_settings(table.table("server_settings"), on="on", off="off"),
        server_per_worker=bool(table.flag("server_per_worker")),
        session_dependency=table.target("session_dependency"),
        session_factories=table.targets("session_factories") or (),
        env=read_env(table.table("env")),
        isolation=table.choice("isolation", ISOLATIONS) or default.isolation,
        isolation_paths=_read_isolation_paths(table.table("isolation_paths")),
        statement_timeout=_read_limit(table, "statement_timeout", default.statement_timeout),
        lock_timeout=_read_limit(table, "lock_timeout", default.lock_timeout),
        keep_failed=bool(table.flag("keep_failed")),
        scenarios=_read_scenarios(table.table("scenarios")),
        guard=table.flag("guard") is not False,
        lock_threshold=_read_limit(table, "lock_threshold", default.lock_threshold),
        migration_exceptions=_read_exceptions(table.table("migration_exceptions")),
    )
    table.finish()
    if not table.is_table:
        return None
    if not _is_engine_faulty(table):
        find_contradictions(table, database)
    return database


def _is_engine_faulty(table: Table) -> bool:
    """Return whether the engine is not known, so that nothing can be held to it."""
    return table.has("engine") and table.raw["engine"] not in ENGINES


def _check_provider(name: str) -> str:
    if name not in PROVIDERS:
        raise ConfigError(f'there is no provider "{name}"; {hint_nearest(name, PROVIDERS)}')
    return name


def _check_extension(name: str) -> str:
    if not name.replace("-", "a").isidentifier():
        raise ConfigError(f'"{name}" is not the name of an extension')
    return name


def _read_limit(table: Table, name: str, default: float) -> float:
    """Return seconds that PostgreSQL can count as milliseconds, so that 0 alone is no limit."""
    value = table.seconds(name)
    if value is None:
        return default
    if 0 < value < 0.001 or value > _LONGEST:
        table.add_fault(name, f"is {value:g}, but must be 0 (no limit) or from 0.001 to {_LONGEST}")
    return value


def _read_settings(table: Table, *, on: str, off: str) -> Mapping[str, str]:
    """Return settings by name; a database does not tell the case of their letters apart."""

    def check(name: str) -> str:
        words = name.split(".")
        if not all(word.isascii() and word.isidentifier() for word in words):
            raise ConfigError("is not the name of a setting")
        return name.lower()

    return _read_named(table, check, lambda name: table.setting(name, on=on, off=off))


def read_env(table: Table) -> Mapping[str, str]:
    """Return environment variables, whose names and values the system can hold."""

    def check(name: str) -> str:
        if not name.strip() or "=" in name or "\0" in name:
            raise ConfigError("is not the name of an environment variable")
        return name

    def read(name: str) -> str | None:
        text = table.text(name)
        if text is not None and "\0" in text:
            table.add_fault(name, "has a null character, which no variable can hold")
            return None
        return text

    return _read_named(table, check, read)


def _read_isolation_paths(table: Table) -> Mapping[str, str]:
    return _read_named(table, normalise_glob, lambda glob: table.choice(glob, ISOLATIONS))


def _read_exceptions(table: Table) -> Mapping[str, str]:
    def check(place: str) -> str:
        if place.partition(":")[0] not in MIGRATION_CHECKS:
            raise ConfigError(f"must begin with a check: {', '.join(MIGRATION_CHECKS)}")
        return place

    return _read_named(table, check, table.filled)


def _read_scenarios(table: Table) -> Mapping[str, str]:
    def check(name: str) -> str:
        if not (name.isascii() and name.replace("-", "_").replace("_", "a").isalnum()):
            raise ConfigError('a scenario\'s name has letters, digits, "_" and "-"')
        return name

    return _read_named(table, check, table.target)


def _read_named(
    table: Table, check: Callable[[str], str], read: Callable[[str], str | None]
) -> Mapping[str, str]:
    """Return every key of the table with its value.

    :param check: gives a key its final form, or raises ``ConfigError``, which becomes a fault.
    :param read: reads one key's value.
    """
    values: dict[str, str] = {}
    for name in table.raw:
        value = read(name)
        try:
            final = check(name)
        except ConfigError as error:
            table.add_fault(name, error.problem)
            continue
        if final in values:
            table.add_fault(name, f'means "{final}", which is there already')
        elif value is not None:
            values[final] = value
    return values
