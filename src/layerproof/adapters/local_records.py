"""The runs of this checkout in ``.layerproof/history``, for the ratchet and for a history server.

A run has two files: its report, and then its record, which is short. Each appears in one step, the
record last: whoever finds a record finds a whole run, however the run that wrote it ended.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from layerproof.core.config.values import MOST_RUNS

FOLDER = "history"
RECORD = ".json"
REPORT = ".report.json.gz"

#: So many runs are kept; a record is about 1 KB, a report about a tenth of its ``report.json``.
KEPT = MOST_RUNS

#: Seconds after which a file without its other half, or a half-written one, is nobody's any more.
ABANDONED = 86_400

_OURS = re.compile(r"(\d{8}T\d{6}Z-[\w-]+)(\.json|\.report\.json\.gz)(\.\d+\.part)?")


def records_folder(home: Path) -> Path:
    """Return where the runs lie in ``.layerproof``; it need not be there."""
    return home / FOLDER


def write_record(folder: Path, name: str, record: dict[str, object], report: bytes) -> None:
    """Write a run, and remove the oldest where there are more than are kept.

    :param name: its name, from ``core.report.past_run``.
    :param report: its ``report.json``.
    :raises OSError: the folder or the disk does not take it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    packed = gzip.compress(report, compresslevel=1, mtime=0)
    _write(folder / f"{name}{REPORT}", packed)
    _write(folder / f"{name}{RECORD}", json.dumps(record).encode())
    remove_old(folder)


def list_records(folder: Path) -> list[Path]:
    """Return the records, newest first.

    :raises OSError: the folder is there and cannot be read.
    """
    try:
        return sorted((path for path in folder.iterdir() if _is_record(path.name)), reverse=True)
    except FileNotFoundError:
        return []


def _is_record(name: str) -> bool:
    match = _OURS.fullmatch(name)
    return match is not None and match[2] == RECORD and not match[3]


def read_records(folder: Path) -> Iterator[tuple[str, Any]]:
    """Yield each record's name and document, newest first; ``None`` for one that is not whole.

    :raises OSError: the folder is there and cannot be read.
    """
    for path in list_records(folder):
        try:
            yield path.name, json.loads(path.read_bytes())
        except FileNotFoundError:
            continue  # another run has removed it since
        except (OSError, ValueError, RecursionError):
            yield path.name, None


def remove_old(folder: Path) -> None:
    """Remove all but the newest runs, and what runs that were killed have left."""
    runs = [path.name.removesuffix(RECORD) for path in list_records(folder)]
    kept, old = set(runs[:KEPT]), set(runs[KEPT:])
    for path in folder.iterdir():
        match = _OURS.fullmatch(path.name)
        if match is None or (match[1] in kept and not match[3]):
            continue
        if match[1] in old or _is_abandoned(path):
            path.unlink(missing_ok=True)


def _is_abandoned(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > ABANDONED
    except FileNotFoundError:
        return False


def _write(path: Path, content: bytes) -> None:
    waiting = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        waiting.write_bytes(content)
        waiting.replace(path)
    except OSError:
        waiting.unlink(missing_ok=True)
        raise
