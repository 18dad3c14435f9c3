"""Which kinds of session a backend opens by itself, told before it opens one.

An asynchronous connection has to be opened on the test's loop before the first request, so it
must be known whether one is needed. ``session_kinds`` tells of each target.
"""

from __future__ import annotations

from dataclasses import dataclass

from layerproof.core.config.values import Database
from layerproof.testing.wiring.dependencies import unwrap_dependency
from layerproof.testing.wiring.session_kinds import find_session_kind
from layerproof.testing.wiring.targets import resolve_target


@dataclass(frozen=True, slots=True)
class Needs:
    """Whether synchronous and asynchronous sessions are opened by the code under test."""

    sync: bool = False
    asynchronous: bool = False


def find_needs(table: Database) -> Needs:
    """Return what the wired session dependency and the session factories need.

    Raises ``WiringError`` for a target that cannot be found.
    """
    sources = [resolve_target(target) for target in table.session_factories]
    if table.session_dependency:
        sources.append(unwrap_dependency(resolve_target(table.session_dependency)))
    kinds = {find_session_kind(source) for source in sources}
    return Needs(sync="sync" in kinds, asynchronous="async" in kinds)
