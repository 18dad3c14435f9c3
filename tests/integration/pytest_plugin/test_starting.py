"""What the start of pytest imports: a project's database costs only the tests that use it."""

from __future__ import annotations

import pytest

TABLE = """
[tool.layerproof]
source = ["src"]
app = "shop.main:app"

[tool.layerproof.database]
engine = "postgresql"
migrations = "alembic.ini"
session_dependency = "shop.database:get_db"
session_factories = ["shop.database:Session"]
{env}

[tool.layerproof.auth]
token = "shop.security:make_token"
"""
ENV = 'env = { DATABASE_URL = "{async_url}" }'

#: What only a test that works on a database, a client or a factory needs.
HEAVY = (
    "alembic, asyncpg, factory, fastapi, httpx, httpx2, psycopg, psycopg2, sqlalchemy, starlette"
)

#: Other plugins are not ours to answer for; this one imports a driver.
OURS = ("-p", "no:pytest_postgresql")

TEST = f"""
import sys

def test_it():
    heavy = {HEAVY.split(", ")!r}
    assert [name for name in heavy if name in sys.modules] == []
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """Return a project with a database that does not exist, and a test that uses none."""
    pytester.makepyprojecttoml(TABLE.format(env=""))
    pytester.makepyfile(**{"tests/unit/test_a": TEST, "tests/integration/test_b": TEST})
    pytester.makeconftest("")
    return pytester


@pytest.mark.parametrize("suites", ["unit", "integration", "unit,integration"])
def test_tests_without_a_database_load_nothing_of_it(project: pytest.Pytester, suites: str) -> None:
    """A project with a database starts neither its server nor SQLAlchemy for a test without it."""
    result = project.runpytest_subprocess(*OURS, f"--layerproof-suites={suites}")
    result.assert_outcomes(passed=len(suites.split(",")), deselected=2 - len(suites.split(",")))
    assert not (project.path / ".layerproof").exists()


def test_a_suite_that_may_not_use_a_database_gets_its_environment_without_one(
    project: pytest.Pytester,
) -> None:
    """The variables of the table are set in unit tests too, without anything behind them."""
    project.makepyprojecttoml(TABLE.format(env=ENV))
    project.makeconftest(
        """
        import os
        assert os.environ["DATABASE_URL"].startswith("postgresql+")
        """
    )
    result = project.runpytest_subprocess(*OURS, "--layerproof-suites=unit")
    result.assert_outcomes(passed=1, deselected=1)
    assert not (project.path / ".layerproof").exists()
