"""Markers, event loops and addopts."""

import pytest

from tests.support.examined_projects import PACKAGES, Examined, Told, make_environment

MARKED = """
import pytest

pytestmark = pytest.mark.slow

@pytest.mark.smoke
@pytest.mark.asyncio
@pytest.mark.parametrize("x", [1])
def test_one(x):
    assert x

@pytest.mark.nightyl
def test_two():
    assert True is not False
"""
REGISTERED = "[pytest]\nmarkers =\n    slow: takes long\n    nightly(n): at night\n"


def test_unregistered_and_misspelt_markers(project: Examined) -> None:
    """A marker that nobody registers is one finding, one that is much like another is its own."""
    project.write({"tests/test_x.py": MARKED, "pytest.ini": REGISTERED})
    assert project.find("markers", "markers-spelling") == [
        Told("1 marker used and not registered: smoke", ("tests/test_x.py:5",)),
        Told(
            'the marker "nightyl" is not registered; is "nightly" meant?', ("tests/test_x.py:11",)
        ),
    ]


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ("[pytest]\naddopts = --strict-markers\n", "collected"),
        ("[pytest]\nstrict_markers = true\n", "collected"),
        ("[pytest]\n", "only warns"),
    ],
)
def test_strict_markers_change_why_it_matters(project: Examined, settings: str, why: str) -> None:
    """With strict markers a test is not collected; without, pytest only warns."""
    project.write({"tests/test_x.py": MARKED, "pytest.ini": settings})
    found = project.ask("markers")
    assert [why in each.why for each in found] == [True]


def test_markers_of_suites_and_code_are_registered(project: Examined) -> None:
    """A suite's name counts once there is a table, and what a conftest registers always."""
    project.write(
        {
            "pyproject.toml": '[tool.layerproof]\nsource = ["src"]\n',
            "tests/conftest.py": """
            def pytest_configure(config):
                config.addinivalue_line("markers", "smoke: quick")
            """,
            "tests/test_x.py": MARKED.replace("nightyl", "api"),
        }
    )
    assert project.find("markers", "markers-spelling") == []


ASYNC = "async def test_one():\n    assert 1 == 1\n"


def test_asynchronous_tests_that_nobody_runs(project: Examined) -> None:
    """Without a marker and without auto mode an asynchronous test runs nowhere."""
    project.write({"tests/test_x.py": f"def test_two():\n    assert 1 == 1\n\n{ASYNC}"})
    assert project.find("async-plugins") == [
        Told("1 asynchronous test that no plugin runs", ("tests/test_x.py:4",))
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"pytest.ini": "[pytest]\nasyncio_mode = auto\n"},
        {"pytest.ini": "[pytest]\naddopts = --asyncio-mode=auto\n"},
        {"tests/test_x.py": f"import pytest\npytestmark = pytest.mark.asyncio\n\n{ASYNC}"},
        {"tests/test_x.py": f"import pytest\n\n@pytest.mark.anyio\n{ASYNC}"},
        {
            "tests/test_x.py": """
            import unittest

            class TestX(unittest.IsolatedAsyncioTestCase):
                async def test_one(self):
                    self.assertTrue(1)
            """
        },
    ],
    ids=["auto", "auto in addopts", "module marked", "marked", "unittest"],
)
def test_asynchronous_tests_that_somebody_runs(project: Examined, files: dict[str, str]) -> None:
    """Auto mode, a marker of its own, class or module, and unittest each run it."""
    project.write({"tests/test_x.py": ASYNC} | files)
    assert project.find("async-plugins") == []


def test_two_plugins_for_one_test(project: Examined) -> None:
    """A test marked anyio while asyncio_mode is auto has two plugins."""
    project.write(
        {
            "pytest.ini": "[pytest]\nasyncio_mode = auto\n",
            "tests/test_x.py": f"import pytest\n\n@pytest.mark.anyio\n{ASYNC}",
        }
    )
    assert project.find("async-plugins") == [
        Told("1 test marked anyio while asyncio_mode is auto", ("tests/test_x.py:4",))
    ]


WIDE = """
import pytest_asyncio

@pytest_asyncio.fixture(scope="session")
async def engine():
    yield 1
"""


def test_fixtures_that_outlive_the_loop_of_their_tests(project: Examined) -> None:
    """A session-scoped asynchronous fixture and tests on function loops do not share one."""
    project.write({"tests/conftest.py": WIDE, "tests/test_x.py": ASYNC})
    assert project.find("loop-scopes") == [
        Told(
            "asynchronous fixtures live longer than the loops of the tests that use them: engine",
            ("tests/conftest.py:4",),
        )
    ]


def test_wide_fixtures_leave_the_scope_to_the_authors(project: Examined) -> None:
    """Where tests say their loop and fixtures outlive one, no scope is set by itself."""
    marked = 'import pytest\n\n@pytest.mark.asyncio(loop_scope="session")\n'
    files = {"tests/conftest.py": WIDE, "tests/test_x.py": f"{marked}{ASYNC}"}
    project.write(files | {"pytest.ini": "[pytest]\n"})
    assert [(each.what, each.edits) for each in project.ask("loop-scopes")] == [
        ("asyncio_default_fixture_loop_scope is not set", ())
    ]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("", ["asyncio_default_fixture_loop_scope is not set"]),
        ("asyncio_default_fixture_loop_scope = function\n", []),
    ],
)
def test_loop_scope_of_fixtures_is_set(project: Examined, settings: str, told: list[str]) -> None:
    """The plugin's setting has to be there where tests are asynchronous."""
    project.write({"tests/test_x.py": ASYNC, "pytest.ini": f"[pytest]\n{settings}"})
    assert [each.what for each in project.find("loop-scopes")] == told


def test_loops_matter_to_pytest_asyncio_alone(project: Examined) -> None:
    """Without the plugin nobody asks for its settings."""
    project.set_environment(make_environment({"pytest": "9.2.0"}))
    project.write({"tests/test_x.py": ASYNC})
    assert project.find("loop-scopes") == []


@pytest.mark.parametrize(
    ("version", "gone"), [("0.23.0", ""), ("1.2.0", ", which pytest-asyncio no longer knows")]
)
def test_overridden_event_loop(project: Examined, version: str, gone: str) -> None:
    """A suite's own event_loop is found, and what the installed version makes of it."""
    project.set_environment(make_environment(PACKAGES | {"pytest-asyncio": version}))
    project.write(
        {
            "tests/conftest.py": """
            import pytest

            @pytest.fixture(scope="session")
            def event_loop():
                yield 1
            """,
            "tests/test_x.py": ASYNC,
        }
    )
    assert project.find("event-loop") == [
        Told(f"the suite overrides the fixture event_loop{gone}", ("tests/conftest.py:4",))
    ]


@pytest.mark.parametrize(
    ("addopts", "told"),
    [
        ("-ra --strict-markers --tb=short --no-header", []),
        ("--cov=shop --cov-report=term", ["--cov=shop"]),
        ("--cov --cov-fail-under=80", ["--cov-fail-under=80", "--cov"]),
        ("-n auto --dist loadscope", ["-n auto, --dist loadscope"]),
        ("-n4", ["-n4"]),
        ("--numprocesses=2", ["--numprocesses=2"]),
        ("-x --maxfail 3", ["-x, --maxfail 3"]),
        ("--deselect tests/x.py::test_one", ["--deselect tests/x.py::test_one"]),
        ("--ignore=tests/old", ["--ignore=tests/old"]),
        ("-m 'not slow'", ["-m not slow"]),
        ("-k fast", ["-k fast"]),
        ("--lf --stepwise", ["--lf, --stepwise"]),
        ("-p no:layerproof", ["no:layerproof"]),
        ("-p no:xdist -p no:cacheprovider", ["no:xdist"]),
    ],
)
def test_words_that_fight_with_a_session(project: Examined, addopts: str, told: list[str]) -> None:
    """Each kind of word that gets into the way is one finding, with its value."""
    project.write({"pytest.ini": f"[pytest]\naddopts = {addopts}\n"})
    found = project.find("addopts")
    assert found == [Told(f"addopts has {words}", ("pytest.ini:2",)) for words in told]


@pytest.mark.parametrize(
    ("addopts", "table", "told"),
    [
        ("--cov=shop --cov-fail-under=60 -n 4", "", []),
        ("-m 'not slow'", "", ["addopts has -m not slow"]),
        ("-m 'not slow'", 'deselect = "slow"', []),
        ("--ignore=tests/old", 'ignored_tests = ["tests/old/**"]', []),
        (
            "--ignore=tests/old --deselect=tests/x.py::test_one",
            'ignored_tests = ["tests/old/**"]',
            [],
        ),
        ("-m 'not slow' -k fast", 'deselect = "slow"', ["addopts has -k fast"]),
        ("-x", "", ["addopts has -x"]),
    ],
)
def test_what_the_table_has_settled_is_well(
    project: Examined, addopts: str, table: str, told: list[str]
) -> None:
    """Words that a session overrules aloud, or that the table takes over, are no findings."""
    text = f'[tool.layerproof]\nsource = ["shop"]\n{table}\n'
    project.write({"pytest.ini": f"[pytest]\naddopts = {addopts}\n", "pyproject.toml": text})
    assert [each.what for each in project.find("addopts")] == told
