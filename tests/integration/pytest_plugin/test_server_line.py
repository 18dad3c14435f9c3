"""Where the table leaves a choice of servers, a run says which one its tests were on."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.core.config.values import Database
from layerproof.database.settings import read_settings
from layerproof.database.values import PostgresPlace, RunningServer
from layerproof.pytest_plugin.server_line import describe_server
from tests.support.database_projects import Project, write_project

TOLD = "layerproof: the tests' database: "
TEST = "def test_who_serves(database): assert database.provider == 'url'\n"


def told(text: str) -> list[str]:
    """Return the lines about servers."""
    return [line.removeprefix(TOLD) for line in text.splitlines() if line.startswith(TOLD)]


def a_project(root: Path, *, shape: str = "dependency") -> Project:
    """Return a project that prefers a container, where no engine answers."""
    project = write_project(root, "postgresql", shape=shape, is_async=False)
    project.env["DOCKER_HOST"] = f"unix://{root}/no-engine.sock"
    return project.configure(table='providers = ["container", "url"]')


@pytest.mark.parametrize("args", [(), ("-n", "2")], ids=" ".join)
def test_the_server_that_was_fallen_back_to_is_told_once(
    tmp_path: Path, args: tuple[str, ...]
) -> None:
    """One line names it and the reason, with workers as well."""
    project = a_project(tmp_path).write(
        integration_a=TEST, integration_b=TEST.replace("test_who", "test_again")
    )

    ran = project.run(*args)

    [line] = told(ran.text)
    assert (ran.code, ran.count("passed")) == (0, 2), ran.text
    assert " by the provider url; container: no container can be run: " in line


def test_a_backend_led_by_its_environment_is_told_as_well(tmp_path: Path) -> None:
    """Its server is taken before anything of a test is imported."""
    ran = a_project(tmp_path, shape="environment").write(integration_a=TEST).run()

    assert (ran.code, len(told(ran.text))) == (0, 1), ran.text


def test_the_checks_of_migrations_tell_it_too(tmp_path: Path) -> None:
    """They hold a server of their own."""
    project = a_project(tmp_path)
    project.put("alembic.ini", "[alembic]\nscript_location = %(here)s/migrations\n")
    project.put("migrations/env.py", "").put("migrations/versions/.keep", "")
    project.configure(table='providers = ["container", "url"]\nmigrations = "alembic.ini"')

    ran = project.run("-m", "migrations", "-k", "single_head")

    assert len(told(ran.text)) == 1, ran.text


def test_without_a_choice_nothing_is_told(tmp_path: Path) -> None:
    """One provider, or none named: there is nothing that one could not know."""
    project = write_project(tmp_path, "postgresql", is_async=False).write(integration_a=TEST)

    ran = project.run()

    assert (ran.code, told(ran.text)) == (0, []), ran.text


def test_a_run_without_databases_tells_nothing(tmp_path: Path) -> None:
    """A server that no test asked for is not looked for."""
    ran = a_project(tmp_path).write(unit_a="def test_one(): assert 1 + 1 == 2\n").run()

    assert (ran.code, told(ran.text)) == (0, []), ran.text


def test_an_address_that_is_not_used_is_told(tmp_path: Path) -> None:
    """Whoever has set TEST_DATABASE_URL learns that the table's providers leave it out."""
    table = Database(engine="postgresql", providers=("container", "binaries"))
    given = {"TEST_DATABASE_URL": "postgresql://db/x"}
    settings = read_settings(table, tmp_path, run="x", environment=given)
    server = RunningServer(
        "binaries", PostgresPlace("x"), 180_006, owned=True, passed_over=("container: no\n engine",)
    )

    assert describe_server(server, settings) == (
        "the tests' database: PostgreSQL 18.6 by the provider binaries; container: no engine; "
        "url: not among the providers, so TEST_DATABASE_URL is not used"
    )
