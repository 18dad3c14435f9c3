"""Tells which tables kept what somebody committed past a test's isolation, and since which module.

A rollback undoes what goes over the test's own connection. Code with a connection of its own
commits for real, later tests see its rows, and nothing fails. So the baseline is asked at the end
of each module, and what a test with real commits finds at its beginning is told as well. Nothing
is put back: a project's own fixtures may have made these rows for all tests. Registered by
``activation``; ``recording`` takes the notes over.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any

import pytest

from layerproof.database.errors import SchemaChangedError
from layerproof.pytest_plugin.database_start import PROVISION

#: What is to be told at the end, one line each; on the process that the user started, all of it.
NOTES = pytest.StashKey[list[str]]()

#: The key under which a worker's lines travel in xdist's ``workeroutput``.
_TRAVEL = "layerproof-leftovers"

_ADVICE = (
    "Code with a connection of its own committed, and no rollback undoes that: tests that ran "
    "later saw it. Lead that code to the test's session (database.session_dependency or "
    'session_factories), or give its tests isolation "reset".'
)


class Leftovers:
    """The hooks."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._known: frozenset[str] = frozenset()
        self._blind = False
        config.stash[NOTES] = []

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Generator[None, object, object]:
        """Look at the database where a module ends, after its own fixtures have ended."""
        try:
            return (yield)
        finally:
            if nextitem is None or _name_module(nextitem) != _name_module(item):
                self._look(_name_module(item))

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
    ) -> Generator[None, object, object]:
        """Note what a test with real commits has found and put back at its beginning."""
        case: Any = yield
        if fixturedef.argname == "layerproof_case" and case.mode == "reset":
            self._note(case.found, f"before {request.node.nodeid}")
            self._known = frozenset()
        return case

    @pytest.hookimpl
    def pytest_sessionfinish(self) -> None:
        """Send a worker's lines to the process that the user started."""
        if hasattr(self._config, "workeroutput"):
            self._config.workeroutput[_TRAVEL] = self._config.stash[NOTES]

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over a worker's lines."""
        told = self._config.stash[NOTES]
        sent = getattr(node, "workeroutput", {}).get(_TRAVEL, ())
        told += [line for line in sent if line not in told]

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell them all."""
        if self._config.stash[NOTES]:
            terminalreporter.section("left in the tests' database")
            for line in self._config.stash[NOTES]:
                terminalreporter.line(line)
            terminalreporter.line(_ADVICE)

    def _look(self, module: str) -> None:
        provision = self._config.stash.get(PROVISION, None)
        if provision is None or not provision.is_used or self._blind:
            return
        try:
            found: Iterable[str] = provision.worker.take_baseline().look()
        except SchemaChangedError as error:
            found = [error.problem]
        except Exception as error:  # noqa: BLE001 - a look must not fail a test; it is told instead
            self._blind = True
            self._tell(f"after {module}: the database could not be looked at any more: {error}")
            return
        self._note(found, f"after {module}")
        self._known = frozenset(found)

    def _note(self, found: Iterable[str], when: str) -> None:
        """Note what was not known before."""
        new = [name for name in found if name not in self._known]
        if new:
            self._tell(f"{when}: {', '.join(new)}")

    def _tell(self, line: str) -> None:
        self._config.stash[NOTES].append(line)


def list_notes(config: pytest.Config) -> list[str]:
    """Return what a run's record says of it, so that its verdict can."""
    return [f"left in the tests' database {line}" for line in config.stash.get(NOTES, ())]


def _name_module(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]
