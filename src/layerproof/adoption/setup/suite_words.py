"""Words by which people sort tests, and which suite each one means."""

from __future__ import annotations

from types import MappingProxyType

from layerproof.core.config.names import name_problem
from layerproof.core.config.ready import FIRST, LAST

#: The suites that come ready.
READY = (*FIRST, *LAST)

#: Other names of a ready suite's folder.
_ALIASES = MappingProxyType(
    {
        **dict.fromkeys(("units", "unit_tests", "unittest", "unittests", "test_unit"), "unit"),
        **dict.fromkeys(
            ("integrations", "integration_tests", "integrationtests", "test_integration"),
            "integration",
        ),
        **dict.fromkeys(("apis", "api_tests", "test_api"), "api"),
        **dict.fromkeys(("perf", "performance_tests", "benchmarks", "load"), "performance"),
        **dict.fromkeys(("migration", "alembic", "test_migrations"), "migrations"),
        **dict.fromkeys(("slow_tests",), "slow"),
        **dict.fromkeys(("security_tests",), "security"),
    }
)

#: Names that make a suite of their own, whether of a folder or of a marker.
KINDS = (
    *("functional", "e2e", "end_to_end", "end2end", "acceptance", "smoke", "contract", "contracts"),
    *("system", "component", "components", "regression", "scenarios", "bdd"),
)
#: Names of layers, which as folders make a suite of their own, and as markers say nothing.
_LAYERS = (
    *("service", "services", "repository", "repositories", "repos", "crud"),
    *("router", "routers", "routes", "endpoints", "views", "controllers", "handlers"),
)

#: Every marker that sorts a test into a suite, with the suite's name.
MARKERS = MappingProxyType({name.replace("-", "_"): name for name in (*READY, *KINDS)})


def name_of_folder(folder: str) -> str | None:
    """Return the suite that a folder's name means, ``None`` for any other name."""
    word = folder.lower().replace("-", "_")
    if word in READY:
        return word
    if word in _ALIASES:
        return _ALIASES[word]
    known = word in KINDS or word in _LAYERS
    return word if known and not name_problem(word) else None
