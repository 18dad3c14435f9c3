"""Small audits for tests: what was gathered about a shop, well or badly, as values."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from layerproof.adoption.audit.assess import assess
from layerproof.adoption.audit.inputs import (
    AuditInput,
    FileFact,
    Installed,
    Origin,
    Recorded,
    WrittenTest,
)
from layerproof.adoption.audit.page import render_html
from layerproof.adoption.audit.page_assets import load_assets
from layerproof.adoption.audit.values import Audit
from layerproof.adoption.findings import Fault, Found, Place
from layerproof.adoption.probing.values import Hang, ProbedOutcome, ProbedRun, ProbedTest
from layerproof.adoption.survey import (
    BackendSurvey,
    CiFile,
    Fixture,
    LayerFiles,
    Packaging,
    ProjectSurvey,
    PytestSettings,
    Requirement,
    Survey,
    TestEstate,
    TestFile,
)

ORIGIN = Origin("2026-11-22T10:00:00+00:00", "0.1.0", "9f8e7d6c5b4a", "main")
SERVICE = "src/shop/services/orders.py"
FILE = "tests/unit/test_orders.py"


def a_test(name: str = "test_total", path: str = FILE, line: int = 1, **more: Any) -> WrittenTest:
    """Return a test that does something of its own and asserts it."""
    return WrittenTest(path, line, name, **{"body": f"does {path}::{name}", **more})


def at(value: Any, path: str = "pyproject.toml", line: int = 1) -> Found[Any]:
    """Return a value as found in a place."""
    return Found(value, (Place(path, line),))


def a_run(tests: tuple[WrittenTest, ...], **results: str) -> ProbedRun:
    """Return a run in which every test passed in 10 ms, except those with another result."""
    return ProbedRun(
        exit_code=1 if set(results.values()) & {"failed", "error"} else 0,
        seconds=1.0,
        tests=tuple(
            ProbedTest(one.nodeid, one.path, one.line, one.markers, one.fixtures) for one in tests
        ),
        outcomes={
            one.nodeid: ProbedOutcome(results.get(one.name, "passed"), call=0.01) for one in tests
        },
    )


def well_kept() -> AuditInput:
    """Return a project in which everything that needs no record is as it should be."""
    tests = (a_test(), a_test("test_refuses", line=9))
    estate = TestEstate(
        roots=("tests",),
        files=(TestFile(FILE, 2),),
        settings=PytestSettings(
            origin="pyproject.toml",
            addopts=("--strict-markers",),
            values={"testpaths": ("tests",)},
            places={"testpaths": Place("pyproject.toml", 8)},
        ),
    )
    project = ProjectSurvey(
        name="shop",
        packaging=at(Packaging("uv", "uv.lock")),
        python=at(">=3.11"),
        dependencies=(at(Requirement("pytest", "pytest>=8", "group:dev")),),
        source=(at("src/shop"),),
        layers=(at(LayerFiles("service", ("src/shop/services/**",), (SERVICE,))),),
        ci=(at(CiFile("github", ".github/workflows/ci.yml", ("pytest",))),),
    )
    return AuditInput(
        survey=Survey("/shop", project, estate, BackendSurvey()),
        origin=ORIGIN,
        files=(
            FileFact("pyproject.toml", 200, 12),
            FileFact(SERVICE, 300, 20),
            FileFact(FILE, 150, 15),
        ),
        tests=tests,
        bodies={SERVICE: frozenset({2, 3})},
        probe=a_run(tests),
        ran=True,
        doctor=(),
        installed=Installed(
            "/shop/.venv/bin/python",
            "3.12.4",
            "CPython",
            "Linux",
            virtual=True,
            packages={"pytest": "9.0.0"},
        ),
    )


def changed(given: AuditInput, **more: Any) -> AuditInput:
    """Return the input with other fields; ``tests`` of the survey by ``estate``."""
    estate = more.pop("estate", None)
    survey = given.survey
    if estate is not None:
        survey = replace(survey, tests=replace(survey.tests, **estate))
    project = more.pop("project", None)
    if project is not None:
        survey = replace(survey, project=replace(survey.project, **project))
    backend = more.pop("backend", None)
    if backend is not None:
        survey = replace(survey, backend=replace(survey.backend, **backend))
    return replace(given, survey=survey, **more)


def badly_kept() -> AuditInput:
    """Return a project in which much is wrong, and some of it was not looked at."""
    twice = (a_test("test_twice", line=3), a_test("test_twice", line=7))
    empty = a_test("test_1", "tests/test_more.py", 4, body="")
    silent = a_test("test_prints", "tests/test_more.py", 8, asserts=False, markers=("wip",))
    hang = Hang("tests/test_waits.py", 8.0, ("tests/test_waits.py:3 in wait", "tests/x.py:1"))
    probe = ProbedRun(
        exit_code=None,
        seconds=9.0,
        errors={"tests/test_broken.py": "E   ImportError: no module\nE   named gone"},
        hangs=(hang,),
        lost="the time limit of 9 s was reached",
    )
    files = ("tests/test_more.py", "tests/test_waits.py", "tests/test_broken.py")
    return changed(
        well_kept(),
        estate={
            "files": (*well_kept().survey.tests.files, *(TestFile(each, 1) for each in files)),
            "used": {"wip": 1},
            "fixtures": (at(Fixture("nobody"), "tests/conftest.py", 5),),
            "settings": PytestSettings(
                origin="pytest.ini",
                addopts=("-x", "--cov=shop"),
                values={
                    "env": "DATABASE_URL=postgresql://shop:s3cret@db/shop",
                    "testpaths": "gone",
                },
            ),
        },
        project={"ci": (), "packaging": None},
        tests=(*twice, empty, silent),
        probe=probe,
        ran=False,
        doctor=None,
        config_problem="[tool.layerproof] is wrong: postgresql://shop:s3cret@db/shop",
        recorded=Recorded(why="no suite has run under Layerproof"),
        installed=Installed("/shop/python", problem="python cannot be started"),
    )


def hostile() -> AuditInput:
    """Return a project whose every name is written to break a report."""
    evil = "</script><img src=x onerror=alert(1)>|`*_[x](javascript:1)\x1b[31m\u202e\udcff"
    test = a_test(f"test_{evil}", f"tests/{evil}.py", markers=(evil,), fixtures=(evil,))
    given = well_kept()
    return changed(
        given,
        project={"name": evil, "ci": (at(CiFile(evil, evil, (evil,))),)},
        estate={
            "files": (TestFile(f"tests/{evil}.py", 1),),
            "used": {evil: 1},
            "fixtures": (at(Fixture(evil), evil, 1),),
            "settings": PytestSettings(evil, (evil,), values={evil: evil}),
        },
        tests=(test, test),
        files=(FileFact(f"tests/{evil}.py", 5, 1), FileFact(f"{evil}/a.py", 5, None)),
        probe=ProbedRun(
            1,
            1.0,
            (ProbedTest(test.nodeid, test.path, 1),),
            {test.nodeid: ProbedOutcome("failed", call=7.0, message=evil)},
            errors={evil: evil},
            hangs=(Hang(evil, 1.0, (evil,)),),
        ),
        installed=Installed(evil, evil, evil, evil, packages={evil: evil}),
        config_problem=evil,
        origin=Origin(evil, evil, evil, evil),
    )


def unread() -> AuditInput:
    """Return a folder without a project: nothing there, and a file that cannot be read."""
    survey = Survey(
        "/empty",
        ProjectSurvey("empty"),
        TestEstate(),
        BackendSurvey(),
        (Fault(Place("a.py", 3), "is not Python: invalid syntax"),),
    )
    return AuditInput(survey, ORIGIN)


def write_page(folder: Path, audit: Audit) -> Path:
    """Write the page of an audit, and return where it lies."""
    path = folder / "index.html"
    path.write_text(render_html(audit, load_assets()), encoding="utf-8", newline="")
    return path


def audits() -> dict[str, Audit]:
    """Return one audit of each kind by a name."""
    return {
        "well": assess(well_kept()),
        "badly": assess(badly_kept()),
        "hostile": assess(hostile()),
        "empty": assess(unread()),
    }
