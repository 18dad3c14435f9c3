"""Says at a run's end which server its tests were on, where the table left a choice.

A provider that gives nothing is passed over without a word, in workers that have nobody to tell.
The same tests pass on the next one, so somebody has to say which it was. Registered by
``activation``; ``database_start`` and ``migration_items`` note the server when they have it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from layerproof.database.values import RunningServer, Settings
    from layerproof.pytest_plugin.early_config import EarlyConfig

_LINES = pytest.StashKey[list[str]]()

#: The key under which a worker's lines travel in xdist's ``workeroutput``.
_TRAVEL = "layerproof-servers"


class ServerLine:
    """The hooks."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        # A backend that is led by its environment has its server before this is registered.
        self._lines = config.stash.setdefault(_LINES, [])

    @pytest.hookimpl
    def pytest_sessionfinish(self) -> None:
        """Send a worker's lines to the process that the user started."""
        if hasattr(self._config, "workeroutput"):
            self._config.workeroutput[_TRAVEL] = self._lines

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over a worker's lines."""
        for line in getattr(node, "workeroutput", {}).get(_TRAVEL, ()):
            _note(self._config, line)

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell them."""
        for line in self._lines:
            terminalreporter.line(f"layerproof: {line}")


def take_over_lines(config: pytest.Config, early: EarlyConfig) -> None:
    """Take over what was noted before pytest had a configuration."""
    for line in early.stash.get(_LINES, ()):
        _note(config, line)


def note_server(
    config: pytest.Config | EarlyConfig, server: RunningServer, settings: Settings
) -> None:
    """Note which server the tests are on, if it could have been another one."""
    if len(settings.providers) > 1:
        _note(config, describe_server(server, settings))


def describe_server(server: RunningServer, settings: Settings) -> str:
    """Return one line: version and provider, and why it is none of those before it."""
    major, minor = divmod(server.version, 10_000)
    reasons = list(server.passed_over)
    if settings.url and "url" not in settings.providers:
        reasons.append("url: not among the providers, so TEST_DATABASE_URL is not used")
    found = f"the tests' database: PostgreSQL {major}.{minor} by the provider {server.provider}"
    return "; ".join([found, *(" ".join(reason.split()) for reason in reasons)])


def _note(config: pytest.Config | EarlyConfig, line: str) -> None:
    lines = config.stash.setdefault(_LINES, [])
    if line not in lines:
        lines.append(line)
