"""Suites by what tests ask for, from the project's own pytest: for ``init`` and ``suites``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from layerproof.errors import UsageError

if TYPE_CHECKING:
    from layerproof.adoption.setup.values import ProposedSuite
    from layerproof.adoption.survey import Survey


def propose_by_fixture(
    root: Path, survey: Survey, say: Callable[[str], None]
) -> Sequence[ProposedSuite]:
    """Return the suites that fixtures tell; the tests are collected for it, none is run.

    Raises ``UsageError`` where pytest collects nothing.
    """
    from layerproof.adoption.probing.suite import probe_suite
    from layerproof.adoption.probing.values import ProbeOrder
    from layerproof.adoption.reading.interpreters import find_interpreter
    from layerproof.adoption.setup.by_fixture import propose_suites

    say("collecting the tests, to see which fixtures they ask for")
    found = probe_suite(root, find_interpreter(root), ProbeOrder(collect_only=True), say)
    if not found.tests:
        why = found.lost or "pytest collected no test"
        raise UsageError(
            f"no suites can be proposed by fixture: {why}",
            advice="see that `pytest --collect-only` works, or leave `--by fixture` out",
        )
    return propose_suites(found, survey.tests.fixtures)
