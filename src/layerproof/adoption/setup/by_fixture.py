"""Suites that fixtures tell: which tests reach a client, which a database, and which neither.

Pure: what pytest collected comes in, proposals come out. ``init --by fixture`` writes them into a
new table, ``layerproof suites --by fixture`` prints them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from layerproof.adoption.findings import Found
from layerproof.adoption.probing.values import ProbedRun, ProbedTest
from layerproof.adoption.setup.values import ProposedSuite
from layerproof.adoption.survey import Fixture

#: Fixtures of well-known plugins, and names whose meaning is not in doubt.
_CLIENTS = frozenset(
    {"client", "async_client", "api_client", "test_client", "http_client", "sync_client"}
    | {"auth_client", "authenticated_client", "aiohttp_client", "app_client"}
)
_DATABASES = frozenset(
    {"db", "async_db", "db_session", "async_session", "async_db_session", "session", "dbsession"}
    | {"engine", "async_engine", "database", "postgresql", "postgresql_proc", "postgres_container"}
)


def propose_suites(run: ProbedRun, fixtures: Sequence[Found[Fixture]]) -> tuple[ProposedSuite, ...]:
    """Return ``api``, ``integration`` and ``unit`` for the tests that were collected.

    A test that reaches a client is in ``api``, one that reaches a database in ``integration``, in
    this order; ``unit`` is what asks for neither, and has no fixtures. A suite without tests is
    left out, but for ``unit``, which comes last and takes what nothing sorts.

    :param run: what pytest collected, with the whole closure of each test's fixtures.
    :param fixtures: the project's own fixtures, and what each makes.
    """
    makes = {found.value.name: found.value.makes for found in fixtures}
    clients = _names(run, makes, ("client",), _CLIENTS)
    databases = _names(run, makes, ("database", "session"), _DATABASES)
    api = [test for test in run.tests if clients & set(test.fixtures)]
    stored = [test for test in run.tests if not clients & set(test.fixtures)]
    integration = [test for test in stored if databases & set(test.fixtures)]
    rest = [test for test in stored if not databases & set(test.fixtures)]
    return (
        *_propose("api", api, clients, "they reach the application through a client"),
        *_propose("integration", integration, databases, "they reach a database"),
        ProposedSuite("unit", (), _ids(rest), "they ask for neither a client nor a database"),
    )


def _names(
    run: ProbedRun,
    makes: Mapping[str, tuple[str, ...]],
    kinds: Sequence[str],
    known: frozenset[str],
) -> set[str]:
    """Return the fixtures that make one of ``kinds``; what the project says of its own counts."""
    asked = {name for test in run.tests for name in test.fixtures}
    told = {name for name in asked if set(makes.get(name, ())) & set(kinds)}
    return told | {name for name in asked & known if not makes.get(name)}


def _propose(
    name: str, tests: Sequence[ProbedTest], fixtures: Iterable[str], why: str
) -> tuple[ProposedSuite, ...]:
    if not tests:
        return ()
    chosen = _fewest(tests, set(fixtures))
    reason = f"{why} ({', '.join(chosen)})"
    return (ProposedSuite(name, chosen, _ids(tests), reason),)


def _fewest(tests: Sequence[ProbedTest], fixtures: set[str]) -> tuple[str, ...]:
    """Return few of the fixtures that all tests together need, the most used first."""
    left = [set(test.fixtures) & fixtures for test in tests]
    chosen: list[str] = []
    while left:
        counts: dict[str, int] = {}
        for names in left:
            for name in names:
                counts[name] = counts.get(name, 0) + 1
        best = min(counts, key=lambda name: (-counts[name], name))
        chosen.append(best)
        left = [names for names in left if best not in names]
    return tuple(chosen)


def _ids(tests: Sequence[ProbedTest]) -> tuple[str, ...]:
    return tuple(test.nodeid for test in tests)
