"""Which suites seem to have tests, on real folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.sessions.evident_suites import find_evident_suites
from tests.support.configs import MINIMAL, config_of
from tests.support.session_projects import write_files


@pytest.mark.parametrize(
    ("path", "text", "suites"),
    [
        ("tests/api/test_shape.py", "", {"api"}),
        ("tests/unit/test_api.py", "", {"unit"}),
        ("tests/test_router.py", "", {"api"}),
        ("src/shop/orders/test_repository.py", "", {"integration"}),
        ("tests/test_all.py", "@pytest.mark.slow\ndef test(): ...", {"slow"}),
        ("tests/test_all.py", "pytestmark = [pytest.mark.security]", {"security"}),
        ("tests/test_all.py", "# not yet pytest.mark.slow\n", set()),
        ("tests/test_all.py", "mark.slowly", set()),
        ("tests/api/conftest.py", "mark.slow", set()),
        ("tests/.cache/api/test_x.py", "", set()),
        ("scripts/api/test_x.py", "", set()),
    ],
)
def test_a_suite_is_evident_by_folder_file_name_or_marker(
    tmp_path: Path, path: str, text: str, suites: set[str]
) -> None:
    """A folder is stronger than a file's name, and a marker counts outside comments only."""
    write_files(tmp_path, {path: text})
    assert find_evident_suites(config_of(MINIMAL), tmp_path) == suites


def test_a_declared_suite_needs_no_evidence(tmp_path: Path) -> None:
    """Only suites on which the table is silent are looked for."""
    write_files(tmp_path, {"tests/api/test_shape.py": "", "tests/unit/test_x.py": ""})
    config = config_of(MINIMAL + "[suites]\napi = {}\n")
    assert find_evident_suites(config, tmp_path) == {"unit"}


def test_a_suite_whose_tests_are_left_out_is_not_evident(tmp_path: Path) -> None:
    """Markers that the table deselects make no suite evident; a suite's folder still does."""
    text = "@pytest.mark.slow\n@pytest.mark.security\ndef test(): ..."
    write_files(tmp_path, {"tests/test_all.py": text, "tests/api/test_x.py": "mark.api"})
    config = config_of('deselect = "slow or api"\n' + MINIMAL)
    assert find_evident_suites(config, tmp_path) == {"security", "api"}


def test_no_tests_at_all_is_no_evidence(tmp_path: Path) -> None:
    """A project whose test folder is missing has no evident suites, and that is no error."""
    assert find_evident_suites(config_of(MINIMAL), tmp_path) == frozenset()


def test_migrations_need_no_test_file(tmp_path: Path) -> None:
    """Where the table says where migrations are, their checks are tests enough."""
    config = config_of(MINIMAL + '[database]\nmigrations = "alembic.ini"\n')
    assert find_evident_suites(config, tmp_path) == {"migrations"}
    assert find_evident_suites(config_of(MINIMAL + "[database]\n"), tmp_path) == frozenset()


@pytest.mark.parametrize(
    ("path", "text", "suites"),
    [
        ("tests/test_web.py", "def test_a(): ...", {"integration"}),
        ("tests/test_web.py", "class TestWeb:\n    async def test_a(self): ...", {"integration"}),
        ("tests/test_web.py", "@pytest.mark.slow\ndef test_a(): ...", {"slow"}),
        ("tests/test_web.py", "@pytest.mark.pact\ndef test_a(): ...", set()),
        ("tests/test_data.py", "ROWS = ()", set()),
        ("tests/test_ignored.py", "def test_a(): ...", set()),
        ("tests/unit/test_web.py", "def test_a(): ...", {"unit"}),
        ("src/shop/test_web.py", "def test_a(): ...", set()),
    ],
)
def test_the_default_suite_is_evident_by_tests_of_no_other(
    tmp_path: Path, path: str, text: str, suites: set[str]
) -> None:
    """A test that no folder, file name or marker sorts is one of the default suite."""
    write_files(tmp_path, {path: text})
    config = config_of(
        'default_suite = "integration"\nignored_tests = ["**/test_ignored.py"]\n'
        + MINIMAL
        + '[suites]\ncontract = { select = "pact" }\n'
    )
    assert find_evident_suites(config, tmp_path) == suites


def test_an_open_expression_goes_before_the_default_suite(tmp_path: Path) -> None:
    """Where a suite takes what nobody has taken, nothing is left for the default suite."""
    write_files(tmp_path, {"tests/test_web.py": "def test_a(): ..."})
    config = config_of(
        'default_suite = "integration"\n' + MINIMAL + '[suites]\nunit = { select = "not slow" }\n'
    )
    assert find_evident_suites(config, tmp_path) == frozenset()
