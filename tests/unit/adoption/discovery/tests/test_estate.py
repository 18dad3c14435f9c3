"""The tests of a project: files, markers, fixtures, plugins and loops."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.adoption.discovery.tests import survey_tests
from layerproof.adoption.findings import Confidence, Found, Place
from layerproof.adoption.survey import (
    Fixture,
    ProjectSurvey,
    Requirement,
    TestEstate,
    TestFile,
)
from tests.support.planted import plant


def _survey(root: Path, files: dict[str, str], project: ProjectSurvey | None = None) -> TestEstate:
    return survey_tests(plant(root, files), project or ProjectSurvey("x"))


def test_a_file_of_tests(tmp_path: Path) -> None:
    """Functions, methods and marks are counted; parameters and defaults are no fixtures."""
    text = """
        import unittest
        import pytest
        pytestmark = [pytest.mark.slow, pytest.mark.db(1)]

        @pytest.fixture
        def test_data(): ...

        @pytest.mark.parametrize("a, b", [])
        @pytest.mark.usefixtures("tables")
        def test_one(a, b, client, *, session, other=None): ...

        @pytest.mark.asyncio
        async def test_two(client, unused=None): ...

        if True:
            def test_three(): ...

        def helper(): ...

        @pytest.mark.usefixtures("whole")
        class TestThings:
            pytestmark = pytest.mark.inner
            def test_four(self, tmp_path): ...
            class TestDeeper:
                def test_five(self): ...

        class Case(unittest.TestCase):
            def test_six(self): ...

        class Other:
            def test_not(self): ...
        """
    found = _survey(tmp_path, {"tests/test_a.py": text})
    assert found.files == (
        TestFile(
            "tests/test_a.py",
            tests=6,
            markers=("asyncio", "db", "inner", "parametrize", "slow", "usefixtures"),
            fixtures=("client", "session", "tables", "tmp_path", "whole"),
            asynchronous=1,
            unittest_classes=1,
        ),
    )
    assert found.count == 6
    assert found.used["slow"] == 1


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("def test_a():\n    print('ok')\n", True),
        ("def test_a():\n    print('ok')\n    assert 1\n", False),
        ("def test_a():\n    print('ok')\n    with raises(): ...\n", False),
        ("def test_a(m):\n    print('ok')\n    m.assert_called()\n", False),
        ("def test_a(): ...\nif __name__ == '__main__':\n    test_a()\n", True),
        ("def test_a(): ...\nif __name__ == '__main__':\n    pytest.main()\n", False),
        ("def test_a(): ...\nif __name__ == '__main__':\n    unittest.main()\n", False),
        ("def test_a(): ...\n", False),
    ],
)
def test_tests_like_scripts(tmp_path: Path, text: str, *, script: bool) -> None:
    """A test that prints instead of asserting, or runs itself, is like a script."""
    (file,) = _survey(tmp_path, {"tests/test_a.py": text}).files
    assert file.script is script


@pytest.mark.parametrize(
    ("files", "roots", "collected"),
    [
        (("tests/unit/test_a.py", "tests/b_test.py"), ("tests",), 2),
        (("app/tests/test_a.py", "tests/test_b.py"), ("app/tests", "tests"), 2),
        (("test_a.py", "main.py"), (".",), 1),
        (("app/test_a.py", "app/b.py"), ("app",), 1),
        (("tests/helper.py",), (), 0),
        (("testing/test_a.py",), ("testing",), 1),
        (("unit-tests/test_a.py",), ("unit-tests",), 1),
    ],
)
def test_roots(
    tmp_path: Path, files: tuple[str, ...], roots: tuple[str, ...], collected: int
) -> None:
    """The roots are the outermost folders of tests, or those of loose files of tests."""
    found = _survey(tmp_path, dict.fromkeys(files, ""))
    assert (found.roots, len(found.files)) == (roots, collected)


def test_settings_say_where_tests_are(tmp_path: Path) -> None:
    """``testpaths``, ``python_files``, ``norecursedirs`` and names of tests are pytest's own."""
    ini = """
        [pytest]
        testpaths = checks missing
        python_files = check_*.py
        python_functions = check_*
        python_classes = Suite
        norecursedirs = data
        """
    check = "def check_a(): ...\ndef test_b(): ...\nclass SuiteX:\n    def check_c(self): ...\n"
    found = _survey(
        tmp_path,
        {
            "pytest.ini": ini,
            "checks/check_a.py": check,
            "checks/data/check_b.py": check,
            "checks/test_x.py": check,
            "tests/check_a.py": check,
        },
    )
    assert [(file.path, file.tests) for file in found.files] == [("checks/check_a.py", 2)]
    assert found.roots == ("checks",)


def test_a_file_with_a_fault_is_still_a_file(tmp_path: Path) -> None:
    """A file of tests that is no Python is listed without tests, and is a fault of the tree."""
    tree = plant(tmp_path, {"tests/test_a.py": "def ("})
    assert survey_tests(tree, ProjectSurvey("x")).files == (TestFile("tests/test_a.py", 0),)
    assert [fault.place for fault in tree.faults] == [Place("tests/test_a.py", 1)]


CONFTEST = """\
import pytest, pytest_asyncio
pytest_plugins = ["tests.fixtures", "pytester"]

def pytest_configure(config):
    config.addinivalue_line("markers", "db(name): needs a database")

@pytest.fixture(scope="session", autouse=True)
def prepare():
    Base.metadata.create_all(engine)

@pytest_asyncio.fixture(name="db", loop_scope="session")
async def make_db(prepare):
    async with AsyncSession(engine) as session:
        yield session

@pytest.fixture("module")
def web(db):
    return TestClient(app)

@pytest.fixture
def engine(): ...

@pytest.fixture
def client(): ...

@pytest.fixture
def redis_client(): ...

@pytest.fixture(scope="session")
def event_loop(): ...
"""


def test_fixtures(tmp_path: Path) -> None:
    """Scope, name and kind of each fixture; by its body, else by its name, which is a guess."""
    found = _survey(tmp_path, {"tests/conftest.py": CONFTEST, "tests/test_a.py": ""})
    assert [(e.value, e.places[0].line, e.confidence) for e in found.fixtures] == [
        (
            Fixture("prepare", "session", autouse=True, makes=("database",)),
            8,
            Confidence.LIKELY,
        ),
        (Fixture("db", asynchronous=True, makes=("session",)), 12, Confidence.LIKELY),
        (Fixture("web", "module", makes=("client",)), 17, Confidence.LIKELY),
        (Fixture("engine", makes=("database",)), 21, Confidence.GUESS),
        (Fixture("client", makes=("client",)), 24, Confidence.GUESS),
        (Fixture("redis_client"), 27, Confidence.CERTAIN),
        (Fixture("event_loop", "session"), 30, Confidence.CERTAIN),
    ]
    assert found.conftests == ("tests/conftest.py",)


def test_loops(tmp_path: Path) -> None:
    """Settings, overridden fixtures, scopes of loops and own runs are all named, each once."""
    files = {
        "pytest.ini": "[pytest]\nasyncio_mode = auto\naddopts = --asyncio-mode=strict\n",
        "tests/conftest.py": CONFTEST,
        "tests/test_a.py": "import asyncio\n"
        "@pytest.mark.asyncio(loop_scope='session')\nasync def test_a(): ...\n"
        "@pytest.mark.asyncio(scope='module')\nasync def test_b(): ...\n"
        "def test_c():\n    asyncio.run(x())\n",
    }
    project = ProjectSurvey(
        "x",
        dependencies=(
            Found(Requirement("pytest-asyncio", "pytest-asyncio", "group:dev"), (Place("p", 3),)),
        ),
    )
    found = _survey(tmp_path, files, project)
    assert [(each.value, tuple(map(str, each.places))) for each in found.loops] == [
        ("asyncio_mode = auto", ("pytest.ini:2",)),
        ("--asyncio-mode=strict", ("pytest.ini:3",)),
        ("event_loop overridden", ("tests/conftest.py:30",)),
        ("loop_scope session", ("tests/conftest.py:11", "tests/test_a.py:2")),
        ("loop_scope module", ("tests/test_a.py:4",)),
        ("asyncio.run in tests", ("tests/test_a.py:7",)),
        ("pytest-asyncio", ("p:3",)),
    ]


def test_plugins_and_markers(tmp_path: Path) -> None:
    """Plugins are declared, named in addopts or loaded; markers registered in settings or code."""
    files = {
        "pytest.ini": "[pytest]\naddopts = -p mine -pother -p no:cacheprovider\n"
        "markers =\n    slow: x\n",
        "tests/conftest.py": CONFTEST,
        "tests/test_a.py": "",
    }
    project = ProjectSurvey(
        "x",
        dependencies=(
            Found(Requirement("pytest-mock", "pytest-mock", "group:dev"), (Place("p", 1),)),
            Found(Requirement("pytest", "pytest", "group:dev"), (Place("p", 2),)),
            Found(Requirement("hypothesis", "hypothesis", "group:dev"), (Place("p", 3),)),
        ),
    )
    found = _survey(tmp_path, files, project)
    assert [(each.value, str(each.places[0])) for each in found.plugins] == [
        ("pytest-mock", "p:1"),
        ("hypothesis", "p:3"),
        ("mine", "pytest.ini:2"),
        ("other", "pytest.ini:2"),
        ("tests.fixtures", "tests/conftest.py:2"),
        ("pytester", "tests/conftest.py:2"),
    ]
    assert [(each.value, str(each.places[0])) for each in found.markers] == [
        ("slow", "pytest.ini:3"),
        ("db", "tests/conftest.py:5"),
    ]


def test_fixtures_of_the_projects_own_plugins(tmp_path: Path) -> None:
    """A module of the project that is loaded as a plugin is read, wherever it stands."""
    files = {
        "pytest.ini": "[pytest]\naddopts = -p shop_testing\n",
        "src/shop_testing.py": "import pytest\n@pytest.fixture\ndef db(): ...\n",
        "tests/test_a.py": "",
    }
    found = _survey(tmp_path, files)
    assert [str(each.places[0]) for each in found.fixtures] == ["src/shop_testing.py:3"]


def test_no_tests(tmp_path: Path) -> None:
    """A project without tests has an empty estate."""
    assert _survey(tmp_path, {"app/main.py": ""}) == TestEstate()
