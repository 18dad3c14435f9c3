"""The whole table by which the tracing is chosen."""

from __future__ import annotations

import pytest

from layerproof.core.suites.tracing import Interpreter, Tracing, choose_tracing

SYSMON = ("sysmon", ("thread",))
PLAIN = ("ctrace", ("thread",))
GREENLET = ("ctrace", ("greenlet", "thread"))

#: Python's minor version, branches, greenlet installed: what is chosen.
TABLE = {
    (11, False, False): PLAIN,
    (11, False, True): GREENLET,
    (11, True, False): PLAIN,
    (11, True, True): GREENLET,
    (12, False, False): SYSMON,
    (12, False, True): SYSMON,
    (12, True, False): PLAIN,
    (12, True, True): GREENLET,
    (13, False, False): SYSMON,
    (13, False, True): SYSMON,
    (13, True, False): PLAIN,
    (13, True, True): GREENLET,
    (14, False, False): SYSMON,
    (14, False, True): SYSMON,
    (14, True, False): SYSMON,
    (14, True, True): SYSMON,
}


@pytest.mark.parametrize(("minor", "branch", "greenlet"), TABLE)
def test_choice(minor: int, branch: bool, greenlet: bool) -> None:
    """Each interpreter gets the core and the concurrency that see all of its lines."""
    core, concurrency = TABLE[minor, branch, greenlet]
    chosen = choose_tracing(Interpreter((3, minor), greenlet), branch=branch)
    assert chosen == Tracing(core, concurrency, branch)
