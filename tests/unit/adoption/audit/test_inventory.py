"""Markers, fixtures, dependencies and names: what is there, used, and as asked for."""

from __future__ import annotations

from dataclasses import replace

from layerproof.adoption.audit.answers import Share
from layerproof.adoption.audit.assess import assess
from layerproof.adoption.audit.inputs import Installed
from layerproof.adoption.audit.values import Convention, FixtureUse, Marker
from layerproof.adoption.findings import Found, Place
from layerproof.adoption.probing.values import ProbedFixture
from layerproof.adoption.survey import Fixture, Requirement
from tests.support.audits import a_run, a_test, at, changed, well_kept
from tests.support.evidence import a_config


def test_markers() -> None:
    """Every marker is registered and used, or one of both is missing; built-in ones are known."""
    given = changed(
        well_kept(),
        estate={
            "markers": (at("gpu", "pytest.ini", 3), at("nightly", "pytest.ini", 4)),
            "used": {"gpu": 2, "wip": 1, "parametrize": 5, "unit": 1},
        },
    )
    gpu = Marker("gpu", "used", 2, Place("pytest.ini", 3))
    assert assess(given).markers == (
        Marker("nightly", "registered and never used", 0, Place("pytest.ini", 4)),
        Marker("unit", "used and not registered", 1),
        Marker("wip", "used and not registered", 1),
        gpu,
        Marker("parametrize", "used", 5),
    )
    ours = assess(replace(given, config=a_config())).markers
    assert Marker("unit", "used", 1) in ours


def a_fixture(name: str, path: str, *, autouse: bool = False) -> Found[Fixture]:
    """Return a fixture found in a file."""
    return Found(Fixture(name, autouse=autouse), (Place(path, 1),))


def test_fixtures_by_what_pytest_knows() -> None:
    """With pytest's closures a fixture is used by so many tests, unused, or overridden."""
    found = (
        a_fixture("db", "conftest.py"),
        a_fixture("db", "tests/conftest.py"),
        a_fixture("clean", "conftest.py", autouse=True),
        a_fixture("nobody", "conftest.py"),
    )
    probed = tuple(
        ProbedFixture(name, path, 1, "function", autouse=False, used_by=used)
        for name, path, used in (
            ("db", "conftest.py", 1),
            ("db", "tests/conftest.py", 7),
            ("nobody", "conftest.py", 0),
        )
    )
    given = changed(well_kept(), estate={"fixtures": found})
    assert given.probe is not None
    given = replace(given, probe=replace(given.probe, fixtures=probed))
    assert assess(given).fixtures == (
        FixtureUse("nobody", "unused", "function", Place("conftest.py", 1), 0),
        FixtureUse("db", "overridden", "function", Place("conftest.py", 1), 1),
        FixtureUse("db", "used", "function", Place("tests/conftest.py", 1), 7),
        FixtureUse("clean", "automatic", "function", Place("conftest.py", 1)),
    )


def test_fixtures_by_text_alone() -> None:
    """Without pytest a fixture counts as used where a test or another fixture names it."""
    found = tuple(a_fixture(name, "conftest.py") for name in ("asked", "through", "nobody"))
    tests = (a_test(fixtures=("asked",)),)
    given = changed(
        well_kept(),
        estate={"fixtures": found},
        tests=tests,
        probe=None,
        used_names=frozenset({"through"}),
    )
    states = {one.name: (one.state, one.tests) for one in assess(given).fixtures}
    assert states == {
        "nobody": ("unused", None),
        "asked": ("used", None),
        "through": ("used", None),
    }


def test_dependencies() -> None:
    """Each is installed, missing, of another version, outdated, or not wanted on this Python."""
    asked = (
        ("alpha", "alpha>=2"),
        ("beta", "beta<2"),
        ("gamma", "gamma"),
        ("delta", "delta; python_version < '3'"),
        ("epsilon", "epsilon"),
        ("zeta", "zeta ^1.2"),
    )
    declared = tuple(at(Requirement(name, text, "project")) for name, text in asked)
    installed = Installed(
        "python",
        "3.12.1",
        packages={"alpha": "2.1", "beta": "2.0", "epsilon": "1", "zeta": "1.3"},
        latest={"epsilon": "3"},
    )
    given = changed(well_kept(), project={"dependencies": declared}, installed=installed)
    rows = [(one.name, one.state, one.installed, one.latest) for one in assess(given).dependencies]
    assert rows == [
        ("gamma", "missing", "", ""),
        ("beta", "unfit", "2.0", ""),
        ("epsilon", "outdated", "1", "3"),
        ("alpha", "installed", "2.1", ""),
        ("delta", "elsewhere", "", ""),
        ("zeta", "installed", "1.3", ""),
    ]


def test_an_interpreter_that_says_nothing() -> None:
    """Where the interpreter does not start, nothing about what is installed is known."""
    audit = assess(replace(well_kept(), installed=Installed("python", problem="no such file")))
    assert [one.state for one in audit.dependencies] == ["not measured"]
    dimension = next(one for one in audit.readiness if one.name == "environment")
    answers = [(check.name, check.answer.value) for check in dimension.checks]
    assert answers == [
        ("interpreter-answers", "broken"),
        ("interpreter-fits", "not measured"),
        ("environment-own", "not measured"),
        ("pytest-installed", "not measured"),
    ]


def test_names() -> None:
    """Each convention says how many keep it, and names those that do not."""
    tests = (
        a_test("test_orders_are_kept", "tests/test_a.py"),
        a_test("test_1", "tests/test_a.py"),
        a_test("testCamel", "tests/Extra/b_test.py"),
        a_test("test_in_class", "tests/checks.py", scope="Test_orders"),
        a_test("testOld", "tests/test_a.py", scope="OldTest", unittest=True),
    )
    given = replace(well_kept(), tests=tests, probe=a_run(tests))
    assert [(one.name, one.share, one.exceptions) for one in assess(given).conventions] == [
        ("files pytest collects", Share(2, 3), ("tests/checks.py",)),
        ("one pattern for files", Share(1, 3), ("tests/Extra/b_test.py", "tests/checks.py")),
        ("snake_case files and folders", Share(2, 3), ("tests/Extra/b_test.py",)),
        ("snake_case tests", Share(3, 4), ("tests/Extra/b_test.py::testCamel",)),
        ("names that say something", Share(4, 5), ("tests/test_a.py::test_1",)),
        ("PascalCase classes", Share(1, 2), ("tests/checks.py::Test_orders",)),
    ]


def test_a_convention_of_nothing() -> None:
    """A convention that nothing falls under has a share of nothing."""
    about = "a class of tests is named in PascalCase"
    assert assess(well_kept()).conventions[-1] == Convention(
        "PascalCase classes", about, Share(0, 0), ()
    )
