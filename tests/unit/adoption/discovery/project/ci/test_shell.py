"""Single commands of scripts, and what they do."""

from __future__ import annotations

import pytest

from layerproof.adoption.discovery.project.ci.shell import (
    prepares_database,
    runs_pytest,
    runs_tests,
    split_commands,
)


def test_a_script_is_split_into_its_commands() -> None:
    """Connectives and line ends part commands, quotes and backslashes hold them together."""
    script = "\n".join(
        [
            "set -e",
            "# a comment",
            "pip install . && pytest -k 'a && b' \\",
            "  --cov=app || exit 1",
            'echo "x; y" | tee log; pytest -m "not slow" &',
            "",
        ]
    )
    assert list(split_commands(script)) == [
        (0, "set -e"),
        (2, "pip install ."),
        (2, "pytest -k 'a && b' --cov=app"),
        (2, "exit 1"),
        (4, 'echo "x; y"'),
        (4, "tee log"),
        (4, 'pytest -m "not slow"'),
    ]


@pytest.mark.parametrize(
    "command",
    [
        "pytest",
        "python -m pytest -x tests",
        "py.test",
        "uv run pytest",
        "uv run --with x pytest -n auto",
        "poetry run pytest tests/",
        "coverage run -m pytest",
        "docker compose exec -T backend pytest",
        "$(VENV)/bin/pytest",
        "env A=b venv/bin/pytest -q",
        'bash -c "pytest -x"',
    ],
)
def test_commands_that_call_pytest(command: str) -> None:
    """A call of pytest is seen however it is started."""
    assert runs_pytest(command)


@pytest.mark.parametrize(
    "command",
    [
        "tox",
        "tox -e py312",
        "nox -s tests",
        "python -m tox",
        "python -m unittest discover",
        "python manage.py test",
        "make test",
        "make -j2 test-unit",
        "just tests",
        "poe unit",
        "hatch run cov",
        "hatch test",
        "pdm run test",
        "bash scripts/test.sh",
        "./scripts/tests-start.sh",
        "docker compose exec backend bash scripts/tests-start.sh",
    ],
)
def test_commands_that_run_tests_by_another(command: str) -> None:
    """Task runners and scripts run tests where their task is called so; pytest is not named."""
    assert (runs_tests(command), runs_pytest(command)) == (True, False)


@pytest.mark.parametrize(
    "command",
    [
        "pip install pytest",
        "uv pip install pytest tox",
        "uv sync --group test",
        "poetry add --group test pytest",
        "poetry install --with test",
        "pdm install -G test",
        "echo pytest",
        "npm run test",
        "yarn test",
        "nox --list",
        "pytest --version",
        "make latest",
        "make build",
        "python -m app.contests",
        "git checkout pytest",
        "docker build -t test .",
        "hatch run lint",
    ],
)
def test_commands_that_run_no_tests(command: str) -> None:
    """Installing, naming or listing tests runs none, nor do those of a front end."""
    assert not runs_tests(command)


@pytest.mark.parametrize(
    ("command", "prepares"),
    [
        ("alembic upgrade head", True),
        ("uv run alembic -c db/alembic.ini upgrade head", True),
        ("createdb shop_test", True),
        ('psql -U postgres -c "CREATE DATABASE shop"', True),
        ("python -m app.initial_data", True),
        ("python app/backend_pre_start.py", True),
        ("bash scripts/prestart.sh", True),
        ("python manage.py migrate", True),
        ("flask db upgrade", True),
        ("make migrate", True),
        ("python scripts/init_db.py", True),
        ("pip install alembic", False),
        ("uv sync --upgrade", False),
        ("alembic history", False),
        ("alembic check", False),
        ("ruff check .", False),
        ("echo create database", False),
        ("pytest tests/test_create_tables.py", False),
    ],
)
def test_what_prepares_a_database(command: str, *, prepares: bool) -> None:
    """Migrations, databases and first rows are preparations; tests and installs are none."""
    assert prepares_database(command) is prepares
