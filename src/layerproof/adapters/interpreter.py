"""What the running Python has: its version, and the packages that decide how it can trace."""

from __future__ import annotations

import os
import platform
import sys
from importlib import metadata, util

from layerproof.core.suites.tracing import Interpreter


def look_at_interpreter() -> Interpreter:
    """Return what decides the tracing here."""
    return Interpreter(sys.version_info[:2], greenlet=util.find_spec("greenlet") is not None)


def python_version() -> str:
    """Return the full version, such as ``3.12.1``."""
    return platform.python_version()


def package_version(name: str) -> str | None:
    """Return the installed version of a distribution, or ``None``."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def count_cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
