"""Running checks: one that breaks takes no other along."""

import os
from collections.abc import Iterable

import pytest

from layerproof.adoption.doctor import Check, Diagnosis, Patient, State, examine
from layerproof.adoption.doctor.catalogue import choose_checks, list_checks
from layerproof.adoption.doctor.examination import examine_each
from layerproof.errors import EnvironmentUnfitError, UsageError
from tests.support.examined_projects import Examined, list_problems


def break_down(_: Patient) -> Iterable[Diagnosis]:
    """Break, as a fault of ours would."""
    raise KeyError("path")


def give_up(_: Patient) -> Iterable[Diagnosis]:
    """Say that something cannot be measured."""
    raise EnvironmentUnfitError("no interpreter", advice="make one")


def find(_: Patient) -> Iterable[Diagnosis]:
    """Find something."""
    yield Diagnosis("c", State.FOUND, "something")


def test_every_check_says_something(project: Examined) -> None:
    """Broken, unable, finding and well checks each have a diagnosis, in their order."""
    checks = [
        Check("a", "about a", break_down),
        Check("b", "about b", give_up),
        Check("c", "about c", find),
        Check("d", "about d", lambda _: ()),
    ]
    assert list(examine_each(project.patient(), checks)) == [
        Diagnosis(
            "a",
            State.NOT_MEASURED,
            "this check itself broke: KeyError: 'path'",
            why="what it looks at was not looked at",
            fix="please report it to Layerproof, with the file that it was about",
        ),
        Diagnosis("b", State.NOT_MEASURED, "no interpreter", fix="make one"),
        Diagnosis("c", State.FOUND, "something"),
        Diagnosis("d", State.WELL, "about d"),
    ]


CHECKS = (
    Check("one", "", find),
    Check("two", "", find, runs_tests=True),
    Check("three", "", find),
)


@pytest.mark.parametrize(
    ("quick", "only", "skip", "chosen"),
    [
        (False, (), (), "one two three"),
        (True, (), (), "one three"),
        (False, ("three", "one"), (), "one three"),
        (False, (), ("one",), "two three"),
        (True, ("two",), (), ""),
    ],
)
def test_choosing_checks(
    quick: bool, only: tuple[str, ...], skip: tuple[str, ...], chosen: str
) -> None:
    """Names and the quick way choose, and the order stays that of the catalogue."""
    found = choose_checks(CHECKS, quick=quick, only=only, skip=skip)
    assert [each.name for each in found] == chosen.split()


@pytest.mark.parametrize("words", [{"only": ("tow",)}, {"skip": ("tow",)}])
def test_names_that_no_check_has(words: dict[str, tuple[str, ...]]) -> None:
    """A mistyped name is wrong use, and the nearest is offered."""
    with pytest.raises(UsageError, match=r'no check "tow"; is "two" meant\?$'):
        choose_checks(CHECKS, quick=False, **words)


def test_checks_have_names_of_their_own() -> None:
    """No two checks share a name, and each says what it looks at in one line."""
    checks = list_checks()
    names = [each.name for each in checks]
    assert (len(set(names)), [each.name for each in checks if not 10 < len(each.about) < 70]) == (
        len(names),
        [],
    )


WILD: dict[str, dict[str, str]] = {
    "empty": {},
    "broken settings": {
        "pyproject.toml": "[tool.layerproof\n",
        "pytest.ini": "[pytest\nx",
        ".coveragerc": "branch = 1\n",
        "tox.ini": "[[",
        ".github/workflows/x.yml": "a: [1\n}",
        "requirements.txt": "a==\n-e .\n@@@\nb ; nonsense\n",
    },
    "odd settings": {
        "pyproject.toml": """
        [project]
        name = 1
        requires-python = "whenever"
        dependencies = ["???", 1, "a[b>=1"]
        [tool.pytest.ini_options]
        markers = 1
        addopts = 3
        python_files = []
        [tool.coverage.run]
        omit = "***"
        concurrency = 4
        branch = "perhaps"
        [tool.coverage.report]
        exclude_also = ["(", 1]
        fail_under = [1]
        """,
        "src/a.py": "import b\n",
        "tests/test_a.py": "def test_a():\n    pass\n",
    },
    "odd code": {
        "pyproject.toml": '[project]\nname = "x"\n[tool.layerproof]\nsource = ["src"]\n',
        "src/a b/ä.py": "import ä, a.b\nfrom . import c\nfrom .. import d\n",
        "tests/test_a.py": """
        import time
        pytestmark: list = []
        def test_a(*args, **kwargs): lambda: 0
        class Test:
            def test_b(): ...
            class TestInner(object, metaclass=type):
                def test_c(self): (yield)
        time.sleep()
        time.sleep(*[1])
        x = [f for f in ()][0](1)(2)
        async def test_d(): return
        """,
        "tests/test_b.py": "def test_a(:\n",
        "tests/conftest.py": "import pytest\npytest.mark.x.y(1)\n",
        ".github/workflows/x.yml": "jobs:\n  - steps: 1\n  - uses: actions/upload-artifact\n",
        ".github/workflows/y.yml": "jobs: {a: [{uses: actions/upload-artifact@v4, with: }]}\n",
        "poetry.lock": "package = 1\n",
    },
}


@pytest.mark.parametrize("name", WILD)
def test_no_check_breaks_on_odd_projects(project: Examined, name: str) -> None:
    """Whatever a project holds, no check breaks."""
    project.write(WILD[name])
    (project.root / "loop").symlink_to(project.root)
    (project.root / "bytes.py").write_bytes(b"\xff\xfe\x00")
    os.mkfifo(project.root / "pipe.py")
    checks = [each for each in list_checks() if not each.runs_tests]
    said = list(examine_each(project.patient(), checks))
    assert ({each.check for each in said}, list_problems(said)) == (
        {each.name for each in checks},
        [],
    )


def test_the_door_for_other_commands(project: Examined) -> None:
    """`examine` answers for a folder, and tells which check runs."""
    told: list[str] = []
    said = examine(project.root, quick=True, say=told.append, only=["table", "addopts"])
    assert ([each.check for each in said], told) == (
        ["table", "addopts"],
        [
            "table: looking whether the [tool.layerproof] table is there and right",
            "addopts: looking whether nothing in addopts fights with a session",
        ],
    )
