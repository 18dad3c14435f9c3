"""Reading ``[tool.layerproof.database]``. Called by ``parse``; ``database`` works with it."""

from __future__ import annotations

from collections.abc import Mapping

from layerproof.core.config.globs import normalise_glob, normalise_path
from layerproof.core.config.tables import Table
from layerproof.core.config.values import Database
from layerproof.errors import ConfigError

ENGINES = ("postgresql", "sqlite")
PROVIDERS = ("url", "binaries", "container", "sqlite")
ISOLATIONS = ("rollback", "reset", "clone")


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
        extensions=table.texts("extensions") or (),
        driver=table.text("driver"),
        async_driver=table.text("async_driver"),
        image=table.text("image") or default.image,
        pragmas=_read_texts(table.table("pragmas")),
        server_settings=_read_texts(table.table("server_settings")),
        session_dependency=table.target("session_dependency"),
        session_factories=_read_factories(table),
        env=_read_texts(table.table("env")),
        isolation=table.choice("isolation", ISOLATIONS) or default.isolation,
        isolation_paths=_read_isolation_paths(table.table("isolation_paths")),
        statement_timeout=_given(table.seconds("statement_timeout"), default.statement_timeout),
        lock_timeout=_given(table.seconds("lock_timeout"), default.lock_timeout),
        keep_failed=bool(table.flag("keep_failed")),
        scenarios=_read_targets(table.table("scenarios")),
        guard=table.flag("guard") is not False,
    )
    table.finish()
    return database if table.is_table else None


def _given(value: float | None, default: float) -> float:
    return default if value is None else value


def _check_provider(name: str) -> str:
    if name not in PROVIDERS:
        raise ConfigError(f'there is no provider "{name}"; there are {", ".join(PROVIDERS)}')
    return name


def _read_factories(table: Table) -> tuple[str, ...]:
    return table.mapped("session_factories", _check_target) or ()


def _check_target(text: str) -> str:
    module, _, name = text.partition(":")
    words = [*module.split("."), *name.split(".")]
    if not all(word.isidentifier() for word in words):
        raise ConfigError(f'"{text}" must be written "package.module:name"')
    return text


def _read_texts(table: Table) -> Mapping[str, str]:
    values = {name: table.text(name) for name in table.raw}
    return {name: value for name, value in values.items() if value is not None}


def _read_targets(table: Table) -> Mapping[str, str]:
    values = {name: table.target(name) for name in table.raw}
    return {name: value for name, value in values.items() if value is not None}


def _read_isolation_paths(table: Table) -> Mapping[str, str]:
    modes: dict[str, str] = {}
    for glob in table.raw:
        mode = table.choice(glob, ISOLATIONS)
        try:
            path = normalise_glob(glob)
        except ConfigError as error:
            table.add_fault(glob, error.problem)
            continue
        if mode is not None:
            modes[path] = mode
    return modes
