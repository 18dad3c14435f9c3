"""What the process of an import left, read as an answer."""

from __future__ import annotations

import json

from layerproof.adoption.probing.imports import Evidence, read_import
from layerproof.adoption.probing.values import ImportStatus, ProbedImport

_ROOT = "/home/me/shop"
_DUMP = f"""Timeout (0:00:05)!
Thread 0x01 (most recent call first):
  File "{_ROOT}/app/db.py", line 4 in connect
"""


def test_what_the_process_says_itself_counts() -> None:
    """Its own account has status, time, message and frames; passwords in it are hidden."""
    account = {
        "status": "error",
        "seconds": 0.5,
        "message": "OSError: postgresql://me:secret@db/shop",
        "frames": [[f"{_ROOT}/app/db.py", 4, "connect"], ["/usr/lib/x.py", 1, "<module>"]],
    }
    assert read_import("app.db", Evidence(json.dumps(account), _DUMP, 0), _ROOT) == ProbedImport(
        "app.db",
        0.5,
        ImportStatus.ERROR,
        "OSError: postgresql://me:***@db/shop",
        ("app/db.py:4 in connect",),
    )


def test_a_dump_of_its_stacks_is_a_hang() -> None:
    """The watchdog ended it: where it stood is in the dump, and how long it was given."""
    assert read_import("app.db", Evidence("", _DUMP, 1 << 8), _ROOT) == ProbedImport(
        "app.db",
        5.0,
        ImportStatus.HANG,
        "did not end within 5 s",
        ("app/db.py:4 in connect",),
    )


def test_a_process_without_a_word_ended_itself() -> None:
    """An exit or a signal in the middle of the import leaves nothing else."""
    messages = [read_import("a", Evidence("", "", status), _ROOT) for status in (3 << 8, 11)]
    assert messages == [
        ProbedImport("a", 0.0, ImportStatus.EXIT, "the process ended with exit code 3"),
        ProbedImport("a", 0.0, ImportStatus.EXIT, "the process was ended by SIGSEGV"),
    ]
