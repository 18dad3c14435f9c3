"""Starts the process that builds a schema, and turns its end into a value or an error.

The backend is imported there and nowhere in this process: what it opens, starts and changes
ends with it. ``build`` is what runs; ``order`` is what passes between the two.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from layerproof.database.errors import TemplateFailedError
from layerproof.database.ports import Say
from layerproof.database.templates.migration_files import working_folder
from layerproof.database.templates.order import Action, BuildResult, Order
from layerproof.database.templates.patience import Patience
from layerproof.database.templating import fill_environment
from layerproof.database.values import (
    Place,
    PostgresPlace,
    RunningServer,
    Settings,
    SqlitePlace,
)

_MODULE = "layerproof.database.templates.build"
_OUTPUT_LINES = 30
#: Tracing the build would count its lines when a template is built, and lose them when not.
_NOT_INHERITED = ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")


def build_schema(settings: Settings, place: Place, say: Say) -> BuildResult:
    """Make the schema in an empty database: migrations or metadata, then the seed.

    Raises ``TemplateFailedError`` with the end of what the build wrote.
    """
    return _run(_order(settings, place, "build"), settings, Patience(say, "building the template"))


def find_inputs(settings: Settings, server: RunningServer | None) -> tuple[str, ...]:
    """Return the absolute paths of the project's files that metadata and seed load.

    Raises ``TemplateFailedError`` when they cannot be imported.
    """
    place: Place
    if server:
        place = server.place.named("layerproof_no_database")
    else:
        place = SqlitePlace(settings.home / "no-database.db")
    patience = Patience(lambda _line: None, "reading the models")
    return _run(_order(settings, place, "inputs"), settings, patience).files


def _order(settings: Settings, place: Place, action: Action) -> Order:
    table = settings.table
    order = Order(
        action=action,
        url=place.url(settings.driver),
        async_url=place.url(settings.async_driver) if settings.async_driver else None,
        result="",
        migrations=str(settings.root / table.migrations) if table.migrations else None,
        metadata=table.metadata,
        seed=table.seed,
        pragmas=table.pragmas,
        env=fill_environment(settings, place),
        search=_search_path(settings.root),
        guard=table.guard,
    )
    if isinstance(place, PostgresPlace):
        return replace(order, host=place.host, port=place.port, name=place.name)
    return replace(order, path=str(place.path))


def _search_path(root: Path) -> tuple[str, ...]:
    """Return where the backend's modules are: as in this process, and as pytest would find them."""
    folders = [str(folder) for folder in (root / "src", root) if folder.is_dir()]
    return tuple(dict.fromkeys([*(entry for entry in sys.path if entry), *folders]))


def _run(order: Order, settings: Settings, patience: Patience) -> BuildResult:
    """Run the order and wait; whatever ends this process ends that one, through its input."""
    migrations = settings.table.migrations
    folder = working_folder(settings.root, migrations) if migrations else settings.root
    with tempfile.TemporaryDirectory(prefix="layerproof-build-") as scratch:
        result, output = Path(scratch, "result.json"), Path(scratch, "output")
        with output.open("wb") as sink:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", _MODULE],
                stdin=subprocess.PIPE,
                stdout=sink,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env=_environment(),
            )
        try:
            _send(process, replace(order, result=str(result)))
            _wait(process, patience)
        finally:
            process.kill()
            process.wait()
            _hang_up(process)
        return _read_result(result, output, process.returncode)


def _environment() -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if name not in _NOT_INHERITED}


def _send(process: subprocess.Popen[bytes], order: Order) -> None:
    assert process.stdin is not None  # noqa: S101 - it was asked for as a pipe
    with suppress(BrokenPipeError):  # its output says why it is gone
        process.stdin.write(order.to_json().encode() + b"\n")
        process.stdin.flush()


def _hang_up(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None  # noqa: S101 - it was asked for as a pipe
    with suppress(BrokenPipeError):
        process.stdin.close()


def _wait(process: subprocess.Popen[bytes], patience: Patience) -> None:
    while True:
        try:
            process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            patience.tick()
        else:
            return


def _read_result(path: Path, output: Path, code: int) -> BuildResult:
    """Return what the process reported, or raise what it failed with."""
    lines = output.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    try:
        result = BuildResult.from_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError):
        result = BuildResult(
            problem=f"the process that builds the schema ended with code {code} and no result"
        )
    if result.problem:
        told = [*lines[-_OUTPUT_LINES:], *result.trace]
        whole = [result.problem, *(f"  {line}" for line in told)]
        raise TemplateFailedError("\n".join(whole), advice=result.advice)
    return result
