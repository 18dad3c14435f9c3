"""Keys of ``[tool.layerproof.database]`` that cannot stand together. For ``database_table``."""

from __future__ import annotations

from layerproof.core.config.drivers import driver_problem
from layerproof.core.config.env_fields import ENV_FIELDS, find_fields
from layerproof.core.config.faults import hint_nearest, join_key
from layerproof.core.config.tables import Table
from layerproof.core.config.values import Database

#: The ways to reach each engine, in the order in which messages list them.
ENGINE_PROVIDERS = {
    "postgresql": ("url", "binaries", "container"),
    "sqlite": ("sqlite",),
}
PROVIDERS = tuple(name for names in ENGINE_PROVIDERS.values() for name in names)

#: Keys that say something to one engine only.
_KEYS = {
    "postgresql": ("extensions", "image", "server_settings", "server_per_worker"),
    "sqlite": ("pragmas", "begin"),
}


def find_contradictions(table: Table, database: Database) -> None:
    """Add a fault for everything that is right by itself and wrong beside the rest."""
    _check_providers(table, database)
    _check_keys(table, database)
    _check_drivers(table, database)
    _check_fields(table, database)
    if table.has("seed") and not (table.has("migrations") or table.has("metadata")):
        table.add_fault(
            "seed", "would fill a database without tables", "give migrations or metadata as well"
        )


def _hint_engine(table: Table, engine: str) -> str:
    return "" if table.has("engine") else f'write engine = "{engine}"'


def _check_providers(table: Table, database: Database) -> None:
    if table.raw.get("providers") == []:
        table.add_fault("providers", "is empty, so no database could be reached")
    for name in database.providers:
        if database.server_per_worker and name != "binaries":
            table.add_fault(
                "server_per_worker", f'the provider "{name}" gives one server for all processes'
            )
        if name in ENGINE_PROVIDERS[database.engine]:
            continue
        other = next(engine for engine, names in ENGINE_PROVIDERS.items() if name in names)
        table.add_fault(
            "providers",
            f'"{name}" gives {other}, but the engine is {database.engine}',
            _hint_engine(table, other),
        )


def _check_keys(table: Table, database: Database) -> None:
    for engine, keys in _KEYS.items():
        for key in keys:
            if engine != database.engine and table.has(key):
                table.add_fault(
                    key,
                    f"is for {engine}, but the engine is {database.engine}",
                    _hint_engine(table, engine),
                )


def _check_drivers(table: Table, database: Database) -> None:
    for key, driver in (("driver", database.driver), ("async_driver", database.async_driver)):
        if driver is None:
            continue
        asynchronous = key == "async_driver"
        problem, hint = driver_problem(driver, database.engine, asynchronous=asynchronous)
        if problem:
            table.add_fault(key, problem, hint)


def _check_fields(table: Table, database: Database) -> None:
    valid = ENV_FIELDS[database.engine]
    for variable, text in database.env.items():
        for field in find_fields(text):
            if field not in valid:
                table.faults.add(
                    join_key(join_key(table.key, "env"), variable),
                    f'there is no field "{{{field}}}" in an address of {database.engine}',
                    hint_nearest(field, valid),
                )
