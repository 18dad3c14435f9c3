"""What a run has to say of itself beside its tests: at its end, and in its record for the verdict.

``activation`` registers the hooks; ``recording`` takes the lines over. Workers send theirs to the
process that the user started.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from layerproof.pytest_plugin.early_config import EarlyConfig

_LINES = pytest.StashKey[list[str]]()

#: The key under which a worker's lines travel in xdist's ``workeroutput``.
_TRAVEL = "layerproof-remarks"


def remark(config: pytest.Config | EarlyConfig, line: str) -> None:
    """Note a line, once."""
    lines = config.stash.setdefault(_LINES, [])
    if line not in lines:
        lines.append(line)


def list_remarks(config: pytest.Config | EarlyConfig) -> tuple[str, ...]:
    """Return all lines until now."""
    lines: list[str] = config.stash.get(_LINES, [])
    return tuple(lines)


class Remarks:
    """The hooks."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    @pytest.hookimpl
    def pytest_sessionfinish(self) -> None:
        """Send a worker's lines."""
        if hasattr(self._config, "workeroutput"):
            self._config.workeroutput[_TRAVEL] = list(list_remarks(self._config))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over a worker's lines."""
        for line in getattr(node, "workeroutput", {}).get(_TRAVEL, ()):
            remark(self._config, line)

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell them."""
        for line in list_remarks(self._config):
            terminalreporter.line(f"layerproof: {line}")
