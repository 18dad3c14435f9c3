"""What the doctor says of imports of the source."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layerproof.adoption.doctor.checks_running.module_names import find_import_root, name_source
from layerproof.adoption.doctor.checks_running.source_imports import fill_variables, judge_source
from layerproof.adoption.doctor.values import State
from layerproof.adoption.findings import Place
from layerproof.adoption.probing.values import ImportStatus, ProbedImport
from layerproof.core.config.values import Config, Database
from tests.support.examined_projects import Examined

_CONFIG = Config(project="shop", source=("app",), layers=(), suites=())
_MODULES = {name: f"app/{name[4:]}.py" for name in ("app.a", "app.b", "app.c", "app.db", "app.x")}
_KNOWN = frozenset(_MODULES.values())


def test_modules_that_fail_in_one_place_are_one_finding() -> None:
    """The first is told in full, the others by name; another cause is another finding."""
    frames = ("app/db.py:4 in connect", "app/a.py:1 in <module>", "socket.py:3 in accept")
    answers = [
        ProbedImport("app.a", 20.0, ImportStatus.HANG, "did not end within 20 s", frames),
        ProbedImport("app.b", 20.0, ImportStatus.HANG, "did not end within 20 s", frames[:1]),
        ProbedImport("app.c", 0.1, ImportStatus.ERROR, "KeyError: 'A'"),
        ProbedImport("app.db", 0.0, ImportStatus.EXIT, "SystemExit: 1", ("app/db.py:9 in f",)),
        ProbedImport("app.x", 0.1, ImportStatus.OK),
    ]
    found = list(judge_source(answers, _MODULES, _KNOWN))
    assert {each.state for each in found} == {State.FOUND}
    assert [(each.what, each.places) for each in found] == [
        (
            (
                "app.a hangs at its import: did not end within 20 s, in app/db.py:4 in connect;"
                " likewise app.b"
            ),
            (Place("app/db.py", 4), Place("app/a.py", 1)),
        ),
        ("app.c cannot be imported: KeyError: 'A'", (Place("app/c.py"),)),
        (
            "app.db ends the process at its import: SystemExit: 1, in app/db.py:9 in f",
            (Place("app/db.py", 9),),
        ),
    ]


def test_one_slow_module_is_one() -> None:
    """A single module is told of as such."""
    found = list(judge_source([ProbedImport("app.a", 2.0, ImportStatus.OK)], _MODULES, _KNOWN))
    assert found[0].what == "1 module takes long to be imported: app.a 2.0 s"


def test_slow_modules_and_those_not_reached_are_told() -> None:
    """Two seconds of its own are slow; what has no answer is not known to be importable."""
    answers = [
        ProbedImport("app.a", 2.0, ImportStatus.OK),
        ProbedImport("app.b", 3.5, ImportStatus.OK),
        ProbedImport("app.c", 1.9, ImportStatus.OK),
    ]
    found = list(judge_source(answers, _MODULES, _KNOWN))
    assert [(each.state, each.what, each.places) for each in found] == [
        (
            State.FOUND,
            "2 modules take long to be imported: app.b 3.5 s, app.a 2.0 s",
            (Place("app/b.py"), Place("app/a.py")),
        ),
        (State.NOT_MEASURED, "2 modules of 5 were not imported within the limit", ()),
    ]


def test_variables_of_the_table_have_values_that_lead_nowhere() -> None:
    """What somebody has set stays; without a table nothing is known."""
    database = Database(engine="postgresql", env={"DB_URL": "{async_url}", "DB_HOST": "{host}"})
    config = replace(_CONFIG, env={"MODE": "test", "MINE": "x"}, database=database)
    assert fill_variables(config, {"MINE": "y"}) == {
        "MODE": "test",
        "DB_URL": "postgresql+asyncpg://nobody@127.0.0.1:9/nowhere",
        "DB_HOST": "127.0.0.1",
    }
    sqlite = Database(engine="sqlite", env={"DB_URL": "{url}", "DB_PASSWORD": "{password}"})
    assert fill_variables(replace(_CONFIG, database=sqlite), {}) == {
        "DB_URL": "sqlite://",
        "DB_PASSWORD": "",
    }
    assert fill_variables(None, {}) == {}


@pytest.mark.parametrize(
    ("path", "name", "root"),
    [
        ("src/shop/db.py", "shop.db", "src"),
        ("src/shop/__init__.py", "shop", "src"),
        ("app/db.py", "app.db", ""),
        ("back end/app/x/__init__.py", "app.x", "back end"),
        ("main.py", "main", ""),
    ],
)
def test_a_module_is_imported_from_the_folder_its_name_begins_in(
    path: str, name: str, root: str
) -> None:
    """A package is named by its folder, and so one step further up."""
    assert find_import_root(path, name) == root


def test_only_what_can_be_imported_is_named(project: Examined) -> None:
    """Not what is run, what only Alembic can run, what has no name, nor tests."""
    project.write(
        {
            "pyproject.toml": "[project]\nname = 'shop'\nversion = '1'\n",
            "src/shop/__init__.py": "",
            "src/shop/__main__.py": "",
            "src/shop/db.py": "",
            "src/shop/two-words.py": "",
            "src/shop/migrations/script.py.mako": "",
            "src/shop/migrations/env.py": "",
            "src/shop/migrations/versions/a.py": "",
            "tests/test_x.py": "def test_x(): assert 1\n",
        }
    )
    assert name_source(project.patient()) == {
        "shop": "src/shop/__init__.py",
        "shop.db": "src/shop/db.py",
    }
