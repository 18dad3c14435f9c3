"""Making the value that every check looks at: survey, table and interpreter of one project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from layerproof.adapters.config_file import has_table
from layerproof.adoption.discovery import discover_in
from layerproof.adoption.doctor.values import Patient
from layerproof.adoption.reading.interpreters import find_interpreter
from layerproof.adoption.reading.tree import ProjectTree
from layerproof.core.config.values import Config
from layerproof.errors import ConfigError
from layerproof.wiring import LocalProject


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: ``imports`` for the import of one file, ``runs`` for one run of tests."""

    imports: float = 20.0
    runs: float = 600.0


def make_patient(
    root: Path, limits: Limits, say: Callable[[str], None], python: str | None = None
) -> Patient:
    """Return the project in ``root`` as its checks see it; nothing of it is imported.

    :param python: the interpreter of its environment; looked for where it is ``None``.
    """
    tree = ProjectTree(root)
    return Patient(
        root=root,
        tree=tree,
        survey=discover_in(tree),
        config=_read_config(root),
        python=python or find_interpreter(root),
        time_limit=limits.imports,
        run_limit=limits.runs,
        say=say,
    )


def _read_config(root: Path) -> Config | None:
    """Return the table; ``None`` without one, and for a wrong one, which a check explains."""
    if not has_table(root):
        return None
    try:
        return LocalProject(root).config
    except ConfigError:
        return None
