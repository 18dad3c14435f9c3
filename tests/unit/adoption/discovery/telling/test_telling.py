"""A survey as text and as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from textwrap import dedent

import pytest

from layerproof.adoption.discovery.telling import Look, write_document, write_text
from layerproof.adoption.findings import Confidence, Fault, Found, Place
from layerproof.adoption.survey import (
    AddressVariable,
    Application,
    BackendSurvey,
    CiFile,
    Distribution,
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

EMPTY = Survey("/code/shop", ProjectSurvey("shop"), TestEstate(), BackendSurvey())
FULL = Survey(
    "/code/shop",
    ProjectSurvey(
        "shop",
        distributions=(Distribution(".", "shop"),),
        packaging=Found(Packaging("uv", "uv.lock", groups=("dev",)), (Place("uv.lock"),)),
        python=Found(">=3.12", (Place("pyproject.toml", 5),)),
        dependencies=(
            Found(Requirement("fastapi", "fastapi", "project"), (Place("pyproject.toml", 7),)),
            Found(Requirement("pytest", "pytest", "group:dev"), (Place("pyproject.toml", 9),)),
        ),
        source=(
            Found("src/shop", (Place("src/shop/__init__.py"),), Confidence.LIKELY, "package"),
            Found("src/more", (Place("src/more/further/__init__.py"),), Confidence.GUESS),
        ),
        layers=(
            Found(
                LayerFiles(
                    "repository",
                    tuple(f"src/shop/{name}/repository.py" for name in "abcdefgh"),
                    tuple(f"src/shop/{name}/repository.py" for name in "abcdefgh"),
                ),
                tuple(Place(f"src/shop/{name}/repository.py") for name in "abc"),
                Confidence.GUESS,
                "names alone",
            ),
        ),
        ci=(
            Found(
                CiFile(
                    "github",
                    "ci.yml",
                    ("PGPASSWORD=hunter2 pytest",),
                    ("alembic upgrade head",),
                    {"DB_PASSWORD": "hunter2"},
                    uploads_hidden=False,
                ),
                (Place("ci.yml", 9), Place("ci.yml", 8)),
            ),
        ),
    ),
    TestEstate(
        roots=("tests",),
        files=(
            TestFile("tests/test_a.py", 3, asynchronous=1, script=True),
            TestFile("tests/test_b.py", 0),
        ),
        settings=PytestSettings(
            "pytest.ini",
            addopts=("-x",),
            values={"addopts": ("-x",)},
            places={"addopts": Place("pytest.ini", 2)},
        ),
        used={"slow": 2, "parametrize": 1},
        fixtures=(
            Found(
                Fixture("db", "session", asynchronous=True, makes=("database", "session")),
                (Place("tests/conftest.py", 4),),
                Confidence.LIKELY,
            ),
            Found(Fixture("other"), (Place("tests/conftest.py", 9),)),
        ),
    ),
    BackendSurvey(
        application=Found(
            Application("shop.main:app"),
            (Place("src/shop/a_rather_long_folder/main.py", 12),),
            why="it is made there, and this is a reason of some length that has to be wrapped",
        ),
        variables=(
            Found(AddressVariable("DB_PASSWORD", "{password}", "hunter2"), (Place(".env", 1),)),
        ),
    ),
    (Fault(Place("bad\x1b.py", 3), "is not Python: invalid syntax"),),
)


WHOLE = """\
        shop in /code/shop

        project
          manager          uv, lock file uv.lock, is no package
                             certain  uv.lock
          optional parts   dev
          Python           >=3.12               certain  pyproject.toml:5
          dependencies     1 in the project, 1 in groups

        source
          src/shop (package)                    likely   src/shop/__init__.py
          src/more                              guess    src/more/further/__init__.py

        layers
          repository       8 files: src/shop/a/repository.py, src/shop/b/repository.py,
                           src/shop/c/repository.py, src/shop/d/repository.py,
                           src/shop/e/repository.py, src/shop/f/repository.py, and 2
                           more
                             guess    src/shop/a/repository.py +2 (names alone)

        CI and tasks
          github           PGPASSWORD=*** pytest
                             ci.yml:9
          before           alembic upgrade head
                             ci.yml:8
          artifacts        uploads leave out hidden files
                             ci.yml:9

        backend
          application      shop.main:app (fastapi)
                             certain  src/shop/a_rather_long_folder/main.py:12
                             (it is made there, and this is a reason of some length that
                             has to be wrapped)

        database
          variable         DB_PASSWORD = {password} (now ***)
                             certain  .env:1

        databases of the tests
          no test makes one

        tests
          tests            2 files, about 3 tests, 1 asynchronous
          like scripts     1 file               tests/test_a.py
          no tests in      1 file               tests/test_b.py

        settings of tests
          addopts          -x                   pytest.ini:2

        set-up of tests
          markers          used: slow in 2 files
          fixture          db gives database and session (session, async)
                             likely   tests/conftest.py:4

        could not be read
          is not Python: invalid syntax         bad\\x1b.py:3

        certain: a file says so. likely: the code can hardly mean another. guess: names
        alone. Nothing was imported or run.
        """


NOTHING = """\
shop in /code/shop

project
  no pyproject.toml, setup.py, Pipfile or requirements file: what the project needs is not known

source
  no folder of code was found

layers
  no names or code that speak of layers

CI and tasks
  nothing runs tests

backend
  no application and no tables found

database
  no database found

databases of the tests
  no test makes one

tests
  no file that pytest would take for tests

settings of tests
  neither pytest nor coverage.py is set up by a file

set-up of tests
  no fixtures or plugins of note

certain: a file says so. likely: the code can hardly mean another. guess: names alone. Nothing was
imported or run.
"""


def test_text() -> None:
    """Each finding has its place and how sure it is, in columns, without secrets and controls."""
    assert write_text(FULL, Look(width=80)) == dedent(WHOLE)


def test_text_of_nothing() -> None:
    """What was not found is said as well."""
    assert write_text(EMPTY, Look(width=100)) == NOTHING


@pytest.mark.parametrize("width", [40, 60, 80, 100, 300])
def test_no_line_is_too_long(width: int) -> None:
    """Lines keep to the width, from 60 to 100 columns; only a place may stand out."""
    widest = min(max(width, 60), 100)
    text = write_text(FULL, Look(width=width))
    long = [line for line in text.splitlines() if len(line) > widest]
    assert all(line.strip().startswith(("certain", "likely", "guess")) for line in long)


def test_a_long_row_without_a_place() -> None:
    """A row that has no place is wrapped and leaves no empty line behind."""
    folders = tuple(Distribution(f"packages/{name}", f"shop-{name}") for name in "abcdef")
    survey = replace(EMPTY, project=ProjectSurvey("shop", distributions=folders))
    lines = write_text(survey, Look(width=60)).splitlines()
    assert lines[3].startswith("  distributions    shop-a in packages/a,")
    assert lines[lines.index("source") - 2].endswith("packages/f")


def test_colours_change_no_column() -> None:
    """With colours the text is the same but for them."""
    coloured = write_text(FULL, Look(width=80, colour=True))
    plain = coloured
    for code in ("\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[33m"):
        assert code in coloured
        plain = plain.replace(code, "")
    assert plain == write_text(FULL, Look(width=80))


def test_ascii() -> None:
    """A terminal that can show nothing else gets ASCII alone."""
    survey = Survey("/räume", ProjectSurvey("größe"), TestEstate(), BackendSurvey())
    assert write_text(survey, Look(ascii=True)).startswith("gr\\xf6\\xdfe in /r\\xe4ume\n")


def test_document() -> None:
    """The JSON has a version, the names of the survey, every place, and no secret."""
    document = json.loads(json.dumps(write_document(FULL)))
    assert list(document) == ["version", "root", "project", "tests", "backend", "faults"]
    assert document["version"] == 1
    assert document["project"]["layers"][0] == {
        "value": {
            "name": "repository",
            "paths": [f"src/shop/{name}/repository.py" for name in "abcdefgh"],
            "files": [f"src/shop/{name}/repository.py" for name in "abcdefgh"],
        },
        "places": [{"path": f"src/shop/{name}/repository.py", "line": 0} for name in "abc"],
        "confidence": "guess",
        "why": "names alone",
    }
    assert document["project"]["ci"][0]["value"]["variables"] == {"DB_PASSWORD": "***"}
    assert document["backend"]["variables"][0]["value"]["example"] == "***"
    assert document["tests"]["settings"]["places"] == {"addopts": {"path": "pytest.ini", "line": 2}}
    assert document["faults"] == [
        {"place": {"path": "bad\x1b.py", "line": 3}, "problem": "is not Python: invalid syntax"}
    ]
    assert "hunter2" not in json.dumps(document)


def test_the_shape_of_the_document() -> None:
    """The names of version 1: to take one away or to change its meaning needs a new version."""
    document = write_document(EMPTY)
    assert {name: sorted(document[name]) for name in ("project", "tests", "backend")} == {
        "project": [
            "ci",
            "commands",
            "dependencies",
            "distributions",
            "layers",
            "name",
            "packaging",
            "python",
            "source",
        ],
        "tests": [
            "conftests",
            "coverage",
            "files",
            "fixtures",
            "loops",
            "markers",
            "plugins",
            "roots",
            "settings",
            "used",
        ],
        "backend": [
            "addresses",
            "application",
            "authentication",
            "engine",
            "metadata",
            "migrations",
            "models",
            "sessions",
            "shared",
            "variables",
            "ways",
        ],
    }
