"""Suites by fixture: who reaches a client, who a database, who neither."""

from __future__ import annotations

from layerproof.adoption.findings import Found
from layerproof.adoption.probing.values import ProbedRun, ProbedTest
from layerproof.adoption.setup.by_fixture import propose_suites
from layerproof.adoption.setup.values import ProposedSuite
from layerproof.adoption.survey import Fixture
from tests.support.surveys import at


def _run(**tests: tuple[str, ...]) -> ProbedRun:
    probed = tuple(
        ProbedTest(f"tests/test_x.py::{name}", "tests/test_x.py", 1, fixtures=fixtures)
        for name, fixtures in tests.items()
    )
    return ProbedRun(0, 1.0, probed)


def _ids(*names: str) -> tuple[str, ...]:
    return tuple(f"tests/test_x.py::{name}" for name in names)


def _found(name: str, *makes: str) -> Found[Fixture]:
    return Found(Fixture(name, makes=makes), at("tests/conftest.py"))


def test_three_suites_by_what_tests_reach() -> None:
    """A client wins over a database, and few fixtures stand for all that lead to them."""
    run = _run(
        a=("web", "store", "tmp_path"),
        b=("store", "order"),
        c=("store",),
        d=("tmp_path",),
        e=("ledger",),
    )
    fixtures = (
        _found("web", "client"),
        _found("store", "session"),
        _found("order", "database"),
        _found("ledger", "database"),
    )
    assert propose_suites(run, fixtures) == (
        ProposedSuite(
            "api", ("web",), _ids("a"), "they reach the application through a client (web)"
        ),
        ProposedSuite(
            "integration",
            ("store", "ledger"),
            _ids("b", "c", "e"),
            "they reach a database (store, ledger)",
        ),
        ProposedSuite("unit", (), _ids("d"), "they ask for neither a client nor a database"),
    )


def test_well_known_names_count_where_the_project_says_nothing() -> None:
    """Fixtures of plugins are known by name, unless the project's own of that name make another."""
    run = _run(a=("postgresql",), b=("session",), c=("client",), d=("test_client",))
    own = (_found("session", "client"), _found("client"), _found("test_client", "database"))
    proposed = propose_suites(run, own)
    assert [(one.name, one.fixtures, one.tests) for one in proposed] == [
        ("api", ("client", "session"), _ids("b", "c")),
        ("integration", ("postgresql", "test_client"), _ids("a", "d")),
        ("unit", (), ()),
    ]
