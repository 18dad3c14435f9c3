"""Which of the project's files metadata and seed are made of: those that importing them loads.

Python alone can tell, so the import runs in ``build``'s process; the answer is kept in
``inputs.json`` beside the digests, and holds until one of the files changes. ``recipe`` asks.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from layerproof.database.templates.builder import find_inputs
from layerproof.database.values import RunningServer, Settings

_FILE = "inputs.json"


def loaded_files(settings: Settings, server: RunningServer | None) -> dict[str, str]:
    """Return the digest of each file that importing metadata and seed loads.

    Raises ``TemplateFailedError`` when the import fails.
    """
    known = _read_record(settings)
    if known is not None:
        return known
    with _locked(settings.home):
        known = _read_record(settings)
        if known is not None:
            return known
        files = find_inputs(settings, server)
        current = {_relative(settings.root, path): _digest(Path(path)) for path in files}
        _write_record(settings, current)
        return current


def _read_record(settings: Settings) -> dict[str, str] | None:
    """Return the record if it was made for the same targets and every file is as it was."""
    try:
        record = json.loads((settings.home / _FILE).read_text(encoding="utf-8"))
        files: dict[str, str] = record["files"]
        fresh = record["targets"] == _targets(settings) and all(
            _digest(settings.root / name) == digest for name, digest in files.items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return files if fresh else None


def _write_record(settings: Settings, files: Mapping[str, str]) -> None:
    whole = settings.home / _FILE
    part = whole.with_suffix(".part")
    part.write_text(json.dumps({"targets": _targets(settings), "files": files}), encoding="utf-8")
    part.replace(whole)


def _targets(settings: Settings) -> list[str | None]:
    return [settings.table.metadata, settings.table.seed]


def _relative(root: Path, path: str) -> str:
    """Return the path from the root, so that a moved checkout keeps its record."""
    return str(Path(path).relative_to(root)) if Path(path).is_relative_to(root) else path


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    """Let one process import while the others wait for its answer."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / f"{_FILE}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
