"""Which sessions a configuration stands for."""

from __future__ import annotations

from layerproof.core.config.values import Config
from layerproof.sessions.session_table import Kind, SessionPlan, plan_sessions
from tests.support.configs import config_of


def _config(lines: str = "") -> Config:
    return config_of(
        f"""
        source = ["src/shop"]
        {lines}
        [layers]
        service = {{ paths = ["src/shop/services"] }}
        [suites]
        contract = {{ select = "contract or schema", gates = {{ service = 85.5 }}, shards = 3 }}
        """
    )


def _names(plans: tuple[SessionPlan, ...]) -> list[str]:
    return [plan.name for plan in plans]


def test_quick_suites_come_first_and_coverage_last() -> None:
    """Sessions stand in the order in which a developer wants answers; coverage closes."""
    assert _names(plan_sessions(_config(), evident=())) == [
        "fast",
        "unit",
        "integration",
        "api",
        "security",
        "migrations",
        "concurrency",
        "contract",
        "performance",
        "slow",
        "coverage",
    ]


def test_declared_and_evident_suites_run_by_default() -> None:
    """Plain Nox runs what the table names and what has tests, then coverage, never fast."""
    plans = plan_sessions(_config(), evident={"api"})
    assert [plan.name for plan in plans if plan.default] == ["api", "contract", "coverage"]


def test_nothing_runs_beside_what_is_timed_or_judges() -> None:
    """Suites that measure time or provoke races run alone, and so does coverage."""
    plans = plan_sessions(_config(), evident=())
    assert [plan.name for plan in plans if plan.exclusive] == [
        "concurrency",
        "performance",
        "coverage",
    ]


def test_a_suite_of_the_project_is_described_by_its_expression_gates_and_shards() -> None:
    """A row carries all that a list of sessions or a CI matrix shows of a suite."""
    plan = next(each for each in plan_sessions(_config(), evident=()) if each.name == "contract")
    assert plan == SessionPlan(
        "contract",
        Kind.SUITE,
        "the tests of `contract or schema` (gates: service 85.5 %)",
        tags=("suite", "shards=3"),
    )


def test_each_python_runs_the_suites_and_the_newest_judges() -> None:
    """Only the newest Python can parse all sources, so it judges."""
    plans = plan_sessions(_config('pythons = ["3.12", "3.11", "3.13"]'), evident=())
    assert {plan.name: plan.pythons for plan in plans if plan.name in {"unit", "coverage"}} == {
        "unit": ("3.12", "3.11", "3.13"),
        "coverage": ("3.13",),
    }
