"""A project with a server, a template and a clone, for as long as something is measured."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from ci.bench import schema
from layerproof.core.config.values import Database
from layerproof.database.engines import make_engine
from layerproof.database.provision import Provision
from layerproof.database.settings import read_settings
from layerproof.database.values import PostgresPlace, RunningServer, Settings

_MODULE = "bench_schema"


@dataclass(frozen=True, slots=True)
class Workshop:
    """What is needed to measure: a database with the tables, and an engine on it."""

    provision: Provision
    server: RunningServer
    place: PostgresPlace
    settings: Settings
    engine: Engine


def write_project(root: Path) -> Settings:
    """Make a project whose template has the sixty tables; return its settings."""
    source = Path(schema.__file__).read_text(encoding="utf-8")
    (root / f"{_MODULE}.py").write_text(source, encoding="utf-8")
    table = Database(engine="postgresql", metadata=f"{_MODULE}:metadata", driver="psycopg")
    return read_settings(table, root, run="bench", environment={})


@contextmanager
def open_workshop() -> Iterator[Workshop]:
    """Start a server in a folder of its own; everything is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="layerproof-bench-") as folder:
        settings = write_project(Path(folder))
        provision = Provision(settings, print)
        try:
            server = provision.server
            place = provision.databases.clone(provision.template, "bench")
            if server is None or not isinstance(place, PostgresPlace):
                raise RuntimeError("the project is on PostgreSQL")
            engine = make_engine(place, settings)
            yield Workshop(provision, server, place, settings, engine)
            engine.dispose()
        finally:
            provision.close()
            stop_servers(settings)


def stop_servers(settings: Settings) -> None:
    """Wait until the project's own server has stopped, files and all."""
    from layerproof.database.servers.control import stop_server
    from layerproof.database.servers.owned import list_homes

    for home in list_homes(settings):
        stop_server(home, force=True)
