"""Templates that are made of migrations, with env.py as its author wrote it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from layerproof.database.errors import TemplateFailedError
from layerproof.database.templates.order import Order
from tests.support.schemas import (
    ASYNC_ENV,
    LENT_ENV,
    SYNC_ENV,
    VARIABLE_ENV,
    Workshop,
    query,
    ran,
    write_migrations,
)


@pytest.mark.parametrize("env", [SYNC_ENV, ASYNC_ENV, LENT_ENV], ids=["sync", "async", "lent"])
def test_builds_with_the_env_that_alembic_writes(workshop: Workshop, env: str) -> None:
    """The migrations run in the template, however env.py comes by its connection."""
    write_migrations(workshop.root, 2, env=env)
    with workshop.copy(migrations="alembic.ini") as place:
        assert query(place, "SELECT version_num FROM alembic_version") == ["r0002"]
        assert query(place, "SELECT count(*) FROM t1") == [0]
    assert ran(workshop.root) == ["1", "2"]


@pytest.mark.parametrize(
    ("url", "env"),
    [
        ("postgresql+asyncpg://dev@nowhere/shop", ASYNC_ENV),
        ("postgresql+psycopg2://dev@nowhere/shop", SYNC_ENV),
        ("postgresql+psycopg2://dev@nowhere/shop", ASYNC_ENV),
        ("sqlite+aiosqlite:///dev.db", ASYNC_ENV),
        ("postgresql://dev@nowhere/shop", SYNC_ENV),
        ("", ASYNC_ENV),
    ],
)
def test_takes_the_driver_that_env_expects(postgres: Workshop, url: str, env: str) -> None:
    """Whatever address alembic.ini has, its env.py gets one that it can open."""
    write_migrations(postgres.root, env=env, url=url)
    assert postgres.build(migrations="alembic.ini").migrations == 1


@pytest.mark.parametrize("url", ["postgresql+asyncpg://dev@nowhere/shop", "sqlite+aiosqlite://"])
def test_env_may_hand_an_asynchronous_address_to_a_module(workshop: Workshop, url: str) -> None:
    """An env.py that leaves the engine to a module gets a driver as alembic.ini has."""
    (workshop.root / "opening.py").write_text(ASYNC_ENV, encoding="utf-8")
    write_migrations(workshop.root, env="import opening\n", url=url)
    assert workshop.build(migrations="alembic.ini").migrations == 1


def test_env_may_read_the_environment(workshop: Workshop) -> None:
    """An env.py that reads a variable gets the address through the table's env."""
    write_migrations(workshop.root, env=VARIABLE_ENV)
    env = {"SHOP_DATABASE": "{url}"}
    assert workshop.build(migrations="alembic.ini", env=env).migrations == 1
    assert "SHOP_DATABASE" not in os.environ


def test_a_backend_with_200_migrations_runs_them_once(workshop: Workshop) -> None:
    """The second process finds the template, and not one migration runs again."""
    write_migrations(workshop.root, 200)
    first = workshop.build(migrations="alembic.ini")
    second = workshop.build(migrations="alembic.ini")
    assert (first.built, first.migrations) == (True, 200)
    assert (second.built, second.migrations) == (False, 0)
    assert ran(workshop.root) == [str(number) for number in range(1, 201)]


def test_a_changed_migration_is_run_again(workshop: Workshop) -> None:
    """A template is of the migrations as they are: one that was edited makes another."""
    write_migrations(workshop.root)
    first = workshop.build(migrations="alembic.ini")
    path = workshop.root / "migrations" / "versions" / "r0001.py"
    path.write_text(path.read_text().replace('"t1"', '"renamed"'))
    with workshop.copy(migrations="alembic.ini") as place:
        assert query(place, "SELECT count(*) FROM renamed") == [0]
    assert workshop.build(migrations="alembic.ini").place != first.place
    assert ran(workshop.root) == ["1", "1"]


def test_two_heads_are_both_reached(workshop: Workshop) -> None:
    """Branches that were never merged are all upgraded."""
    write_migrations(workshop.root, 2)
    path = workshop.root / "migrations" / "versions" / "r0002.py"
    path.write_text(path.read_text().replace('"r0001"', "None"))
    with workshop.copy(migrations="alembic.ini") as place:
        found = query(place, "SELECT version_num FROM alembic_version ORDER BY 1")
    assert found == ["r0001", "r0002"]


@pytest.mark.parametrize("name", ["r0001", "core"])
def test_a_head_that_another_branch_depends_on_is_reached(workshop: Workshop, name: str) -> None:
    """Alembic writes down the depending branch alone, however that names the other one."""
    write_migrations(workshop.root, 2)
    folder = workshop.root / "migrations" / "versions"
    with (folder / "r0001.py").open("a", encoding="utf-8") as file:
        file.write('branch_labels = ("core",)\n')
    path = folder / "r0002.py"
    path.write_text(path.read_text().replace('"r0001"', f'None\ndepends_on = "{name}"'))
    with workshop.copy(migrations="alembic.ini") as place:
        assert query(place, "SELECT version_num FROM alembic_version") == ["r0002"]
    assert ran(workshop.root) == ["1", "2"]


def test_the_version_table_may_have_another_name(workshop: Workshop) -> None:
    """A version table that env.py names itself is found."""
    named = SYNC_ENV.replace("target_metadata=None", "version_table='shop_version'")
    write_migrations(workshop.root, env=named)
    assert workshop.build(migrations="alembic.ini").migrations == 1


def test_settings_may_be_in_pyproject(workshop: Workshop) -> None:
    """Alembic's settings are found in pyproject.toml too."""
    write_migrations(workshop.root)
    (workshop.root / "alembic.ini").unlink()
    table = '[tool.alembic]\nscript_location = "%(here)s/migrations"\n'
    (workshop.root / "pyproject.toml").write_text(table)
    assert workshop.build(migrations="pyproject.toml").migrations == 1


def test_settings_may_lie_in_a_folder_of_their_own(workshop: Workshop) -> None:
    """A relative script_location is followed from the folder of alembic.ini as well."""
    inner = workshop.root / "backend"
    inner.mkdir()
    write_migrations(inner)
    ini = inner / "alembic.ini"
    ini.write_text(ini.read_text().replace("%(here)s/", ""))
    assert workshop.build(migrations="backend/alembic.ini").migrations == 1


def test_a_failing_migration_shows_its_error(workshop: Workshop) -> None:
    """What a migration raised is in the message, with what was printed before."""
    write_migrations(workshop.root)
    path = workshop.root / "migrations" / "versions" / "r0001.py"
    path.write_text(
        path.read_text().replace("def upgrade():", "def upgrade():\n    print('so far')\n    1 / 0")
    )
    with pytest.raises(TemplateFailedError, match="ZeroDivisionError: division by zero") as failed:
        workshop.build(migrations="alembic.ini")
    told = failed.value.explain()
    assert "so far" in told
    assert "r0001.py" in told
    assert not workshop.build_left()


def test_an_env_with_an_address_of_its_own_is_refused(workshop: Workshop) -> None:
    """A database that env.py names itself, such as a developer's, is never migrated."""
    other = workshop.root / "developer.db"
    env = VARIABLE_ENV.replace('os.environ["SHOP_DATABASE"]', repr(f"sqlite:///{other}"))
    write_migrations(workshop.root, env=env)
    with pytest.raises(TemplateFailedError, match=f"{other} was refused") as failed:
        workshop.build(migrations="alembic.ini")
    assert "sqlalchemy.url" in failed.value.advice
    assert not other.exists()
    assert ran(workshop.root) == []


def test_migrations_that_went_elsewhere_are_noticed_without_the_guard(workshop: Workshop) -> None:
    """Migrations that left the template empty fail it, also where any database is allowed."""
    other = workshop.root / "developer.db"
    env = VARIABLE_ENV.replace('os.environ["SHOP_DATABASE"]', repr(f"sqlite:///{other}"))
    write_migrations(workshop.root, env=env)
    with pytest.raises(TemplateFailedError, match=r"env\.py does not read the address") as failed:
        workshop.build(migrations="alembic.ini", guard=False)
    assert "database.env" in failed.value.advice


@pytest.mark.parametrize(
    ("ini", "message"),
    [
        (None, "cannot be read"),
        ("[other]\n", "has no script_location"),
        ("[alembic]\nscript_location = nowhere\n", "there is no such folder"),
        ("no sections", "cannot be read"),
    ],
)
def test_a_configuration_that_leads_nowhere_is_explained(
    sqlite: Workshop, ini: str | None, message: str
) -> None:
    """A missing or broken configuration is an error of its own, not a traceback of Alembic."""
    if ini is not None:
        (sqlite.root / "alembic.ini").write_text(ini)
    with pytest.raises(TemplateFailedError, match=message):
        sqlite.build(migrations="alembic.ini")


def test_a_build_that_is_killed_says_so(sqlite: Workshop) -> None:
    """A building process that ends without a word is reported with its code."""
    write_migrations(sqlite.root, env="import os\nprint('last words', flush=True)\nos._exit(41)\n")
    with pytest.raises(TemplateFailedError, match="ended with code 41 and no result") as failed:
        sqlite.build(migrations="alembic.ini")
    assert "last words" in failed.value.explain()


def test_the_backend_is_found_where_pytest_finds_it(workshop: Workshop) -> None:
    """env.py imports the backend from the root and from src, and an installed Alembic stays."""
    (workshop.root / "src" / "shop").mkdir(parents=True)
    (workshop.root / "src" / "shop" / "__init__.py").write_text("")
    (workshop.root / "alembic").mkdir()
    (workshop.root / "alembic" / "__init__.py").write_text("")
    (workshop.root / "rooted.py").write_text("")
    write_migrations(workshop.root, env=f"import shop, rooted\n{SYNC_ENV}")
    assert workshop.build(migrations="alembic.ini").migrations == 1


def test_nothing_of_the_backend_is_imported_here(workshop: Workshop) -> None:
    """Building leaves no trace in this process: no module, no folder on the search path."""
    (workshop.root / "only_there.py").write_text("")
    write_migrations(workshop.root, env=f"import only_there\n{SYNC_ENV}")
    before = list(sys.path)
    workshop.build(migrations="alembic.ini")
    assert "only_there" not in sys.modules
    assert sys.path == before
    assert Path.cwd() != workshop.root


def test_a_build_whose_builder_dies_leaves_no_folder(tmp_path: Path) -> None:
    """The process that builds is told of the end by its input, and removes what was made for it."""
    scratch = tmp_path / "layerproof-build"
    scratch.mkdir()
    (tmp_path / "hanging.py").write_text("import time\n\n\ndef seed():\n    time.sleep(60)\n")
    order = Order(
        action="build",
        url="sqlite://",
        async_url=None,
        result=str(scratch / "result.json"),
        seed="hanging:seed",
        search=(str(tmp_path),),
        guard=False,
    )
    command = [sys.executable, "-m", "layerproof.database.templates.build"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(order.to_json().encode() + b"\n")
        process.stdin.close()
        assert process.wait(timeout=30) == 1
    assert not scratch.exists()
