"""Says which of the project's own ``addopts`` a suite's run overrules, and why.

``core.suites.arguments`` overrules them: two measurements of one run, or a filter that hides tests
from every suite, would make the verdict untrue. Registered by ``activation`` where a run is
recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

_COVERAGE = "Layerproof measures, and the gates stand in its table"
_REASONS = {
    "-n": "the suite's `workers` say how many run",
    "--numprocesses": "the suite's `workers` say how many run",
    "-m": "the suites select; `deselect` leaves tests out on purpose",
    "-k": "the suites select; `deselect` leaves tests out on purpose",
}


class OverruledOptions:
    """The hook."""

    @pytest.hookimpl
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Tell them once, on the process that the user started."""
        reporter = session.config.pluginmanager.getplugin("terminalreporter")
        if reporter is None:
            return
        for line in explain_overruled(session.config.getini("addopts")):
            reporter.write_line(f"layerproof: {line}")


def explain_overruled(words: Sequence[str]) -> Iterator[str]:
    """Yield a sentence for each group of words of ``addopts`` that does not count here."""
    coverage = [word for word in words if word.startswith("--cov") and word != "--cov"]
    coverage += ["--cov"] * ("--cov" in words)
    if coverage:
        yield f"{' '.join(coverage)} of addopts is off in this run: {_COVERAGE}"
    for option, value in _pair(words):
        yield f"{option} {value} of addopts does not count: {_REASONS[option]}"


def _pair(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each overruled option with its value, which may stand in the same word."""
    for index, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in _REASONS and (equals or index + 1 < len(words)):
            yield name, value if equals else words[index + 1]
        elif word[:2] in _REASONS and not word.startswith("--") and len(word) > 2:
            yield word[:2], word[2:]
