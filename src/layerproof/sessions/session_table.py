"""Which sessions a configuration stands for: the one table behind Nox and tox. Pure.

``evident_suites`` says which suites have tests; ``nox`` and ``tox`` turn each row into a session.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from layerproof.core.config.values import Config, Gate, Suite


class Kind(StrEnum):
    """What a session does; also the tag under which Nox and tox select it."""

    SUITE = "suite"
    COVERAGE = "coverage"
    FAST = "fast"


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """One session. ``pythons`` holds a version for each run of it; empty: the running one.

    ``default`` says whether it runs when no session is named, ``exclusive`` that nothing else
    may run beside it.
    """

    name: str
    kind: Kind
    description: str
    pythons: tuple[str, ...] = ()
    default: bool = True
    exclusive: bool = False
    tags: tuple[str, ...] = ()


#: Suites that measure time, or provoke races: the load of a neighbour would change what they see.
TIMED = frozenset({"performance", "concurrency"})

_ABOUT: Mapping[str, str] = MappingProxyType(
    {
        "unit": "one piece at a time, without network or database",
        "integration": "repositories and other code on a real database",
        "api": "routers through a client",
        "slow": "whole runs that take long",
        "security": "what must not be possible",
        "performance": "what things cost, not traced",
        "migrations": "the steps of the database's schema",
        "concurrency": "many callers at once",
    }
)


def plan_sessions(config: Config, *, evident: Collection[str]) -> tuple[SessionPlan, ...]:
    """Return the sessions in the order in which they run: the quick suites first, coverage last.

    :param evident: names of suites that have tests although the project's table is silent on them.
    """
    suites = [_plan_suite(config, suite, evident) for suite in reversed(config.suites)]
    newest = (max(config.pythons, key=_version),) if config.pythons else ()
    fast = SessionPlan(
        "fast",
        Kind.FAST,
        f"{_enumerate(config.fast)} in one run, not traced, failed tests first",
        pythons=newest,
        default=False,
        tags=(Kind.FAST,),
    )
    coverage = SessionPlan(
        "coverage",
        Kind.COVERAGE,
        "merge and judge what has run, and write the report",
        pythons=newest,
        exclusive=True,
        tags=(Kind.COVERAGE,),
    )
    # Nox starts an exclusive session only when all rows above it have ended.
    return (fast, *suites, coverage)


def _plan_suite(config: Config, suite: Suite, evident: Collection[str]) -> SessionPlan:
    shards = (f"shards={suite.shards}",) if suite.shards else ()
    return SessionPlan(
        suite.name,
        Kind.SUITE,
        _describe(suite),
        pythons=config.pythons,
        default=suite.declared or suite.name in evident,
        exclusive=suite.name in TIMED,
        tags=(Kind.SUITE, *shards),
    )


def _describe(suite: Suite) -> str:
    about = _ABOUT.get(suite.name, f"the tests of `{suite.select}`")
    gates = [
        f"{layer} {_percent(gate)}" for layer, gate in suite.gates.items() if not gate.asks_nothing
    ]
    return f"{about} (gates: {', '.join(gates)})" if gates else about


def _percent(gate: Gate) -> str:
    if gate.fail_under is not None:
        return f"{gate.fail_under / 100:g} %"
    if gate.each_file is not None:
        return f"{gate.each_file / 100:g} % each file"
    return f"at most {gate.max_missing} missing"


def _enumerate(names: tuple[str, ...]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _version(python: str) -> tuple[int, ...]:
    return tuple(int(part) for part in python.split("."))
