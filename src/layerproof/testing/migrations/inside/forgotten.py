"""Models that ``env.py`` does not import, so that autogenerate would drop or never make them."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from sqlalchemy import Table

from layerproof.testing.migrations.inside.chain import show_path
from layerproof.testing.migrations.inside.environment import Backend
from layerproof.testing.migrations.inside.failures import explain
from layerproof.testing.migrations.values import MODELS_IMPORTED, Finding, Gap

# Only files that look as if they defined a table are imported: others may start what nobody wants.
_MODELS = re.compile(
    rb"__tablename__|__table__|mapped_column|Mapped\[|\bTable\(|\bColumn\(|table\s*=\s*True"
)


def check_imports(backend: Backend) -> Iterator[Finding | Gap]:
    """Import every module of the source that looks like models; yield those that add tables.

    ``env.py`` has run in this process already; what it has not imported shows by new tables.
    """
    for path, name in find_model_modules(backend):
        if name in sys.modules:
            continue
        before = set(sys.modules)
        known = {table for metadata in backend.metadata for table in metadata.tables}
        try:
            importlib.import_module(name)
        except BaseException as error:  # noqa: BLE001 - a module may do anything, also exit
            where = show_path(path, backend.root)
            yield Gap(MODELS_IMPORTED, f"{where} cannot be imported: {explain(error)}")
            continue
        yield from _name_new(backend, known, set(sys.modules) - before)


def find_model_modules(backend: Backend) -> Iterator[tuple[Path, str]]:
    """Yield the files below the source that look like models, with the names they go by."""
    versions = Path(backend.scripts.dir).resolve()
    for folder in backend.order.source:
        for path in sorted((backend.root / folder).resolve().rglob("*.py")):
            if path.name == "__main__.py" or path.is_relative_to(versions):
                continue
            name = _name_module(path)
            if name and _MODELS.search(path.read_bytes()):
                yield path, name


def _name_module(path: Path) -> str:
    """Return the name by which a file is imported, from the nearest folder that is searched."""
    places = [Path(entry).resolve() for entry in sys.path if entry]
    above = [place for place in places if path.is_relative_to(place)]
    if not above:
        return ""
    parts = path.relative_to(max(above, key=lambda place: len(place.parts))).with_suffix("").parts
    words = parts[:-1] if parts[-1] == "__init__" else parts
    return ".".join(words) if all(word.isidentifier() for word in words) else ""


def _name_new(backend: Backend, known: set[str], modules: set[str]) -> Iterator[Finding]:
    for metadata in backend.metadata:
        for key in sorted(set(metadata.tables) - known):
            table = metadata.tables[key]
            home = _find_home(table, modules)
            file = getattr(home, "__file__", None) if home else None
            yield Finding(
                MODELS_IMPORTED,
                f"defines the table {key}, and env.py does not import the module "
                f"{home.__name__ if home else '(unknown)'}: autogenerate does not know the table",
                f"import {home.__name__ if home else 'it'} in {_name_env(backend)}, or in the "
                "package that it imports its metadata from",
                file=show_path(file, backend.root) if file else None,
            )


def _find_home(table: Table, modules: set[str]) -> ModuleType | None:
    """Return the module whose own the table or its class is."""
    for name in sorted(modules):
        module = sys.modules.get(name)
        for value in list(vars(module).values()) if module else ():
            is_class = isinstance(value, type) and value.__dict__.get("__table__") is table
            if (is_class and value.__module__ == name) or value is table:
                return module
    return None


def _name_env(backend: Backend) -> str:
    return show_path(backend.scripts.env_py_location, backend.root)
