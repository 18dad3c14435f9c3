"""What the running Python says of itself."""

from __future__ import annotations

import os
import sys
from importlib import metadata

import pytest

from layerproof.adapters.interpreter import (
    count_cores,
    look_at_interpreter,
    package_version,
    python_version,
)
from layerproof.core.suites.tracing import Interpreter


def test_interpreter() -> None:
    """Its version is this one's; greenlet is here, since SQLAlchemy's asyncio layer is."""
    assert look_at_interpreter() == Interpreter(sys.version_info[:2], greenlet=True)


def test_full_version() -> None:
    """The full version starts with the numbers, and is what the interpreter prints."""
    assert python_version() == sys.version.split()[0]


def test_package_versions() -> None:
    """An installed distribution has its version, and one that is not installed none."""
    assert package_version("coverage") == metadata.version("coverage")
    assert package_version("no-such-distribution") is None


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="processors cannot be chosen here")
def test_cores_are_those_that_may_be_used() -> None:
    """A process that is held to one processor counts one."""
    allowed = os.sched_getaffinity(0)
    assert count_cores() == len(allowed)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        assert count_cores() == 1
    finally:
        os.sched_setaffinity(0, allowed)
