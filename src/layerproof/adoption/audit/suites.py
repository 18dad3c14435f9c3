"""Which suite each test is in: by the project's table, or by what comes ready."""

from __future__ import annotations

from collections.abc import Mapping

from layerproof.adoption.audit.inputs import AuditInput
from layerproof.core.config.parse import parse_config
from layerproof.core.config.values import Config, CoverageChoices
from layerproof.core.suites.selection import Selector

NO_SUITE = ""


def suites_of(given: AuditInput) -> Mapping[str, str]:
    """Return the suite of every written test by its node id, empty for a test of none.

    Where pytest collected the test, its own markers and fixtures count, else those of the text.
    """
    selector = Selector(given.config or ready_config(given))
    probed = _probed(given)
    answers: dict[str, str] = {}
    for test in given.tests:
        markers, fixtures = probed.get(test.nodeid, (test.markers, test.fixtures))
        answers[test.nodeid] = (
            selector.suite_of(test.path, frozenset(markers), fixtures) or NO_SUITE
        )
    return answers


def left_out(given: AuditInput) -> int:
    """Return how many tests the project leaves out on purpose."""
    if given.config is None:
        return 0
    selector = Selector(given.config)
    return sum(selector.leaves_out(frozenset(test.markers)) for test in given.tests)


def ready_config(given: AuditInput) -> Config:
    """Return the suites that come ready, over the tests where the survey found them."""
    roots = [root for root in given.survey.tests.roots if root] or ["tests"]
    table = {"source": ["."], "tests": roots}
    return parse_config(
        table, project=given.survey.project.name, coverage=CoverageChoices(), origin=""
    )


def without_parameters(nodeid: str) -> str:
    """Return a node id up to its parameters."""
    path, separator, rest = nodeid.partition("::")
    return f"{path}{separator}{rest.partition('[')[0]}"


def _probed(given: AuditInput) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    if given.probe is None:
        return {}
    return {
        without_parameters(test.nodeid): (test.markers, test.fixtures) for test in given.probe.tests
    }
