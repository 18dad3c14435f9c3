"""What a session installs, for projects of several shapes."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.sessions.install_plan import InstallPlan, plan_install, plan_session
from layerproof.sessions.running_copy import RunningCopy
from layerproof.sessions.session_table import Kind
from tests.support.configs import MINIMAL, config_of
from tests.support.session_projects import BUILD, PROJECT, write_files

COPY = RunningCopy(("layerproof==1",), "1")
EXTRAS = '[project.optional-dependencies]\ntest = ["pytest"]\ndev = ["ruff"]\ndocs = ["mkdocs"]\n'
GROUPS = '[dependency-groups]\ntesting = ["pytest"]\nlint = ["ruff"]\n'


def _plan(root: Path, pyproject: str, table: str = "", *, uv: bool = True) -> InstallPlan:
    write_files(root, {"pyproject.toml": pyproject})
    return plan_install(config_of(MINIMAL + table), root, COPY, uv=uv)


@pytest.mark.parametrize(
    ("pyproject", "table", "words"),
    [
        (PROJECT + BUILD, "", ("-e", ".")),
        (PROJECT + EXTRAS + BUILD, "", ("-e", ".[test,dev]")),
        (PROJECT + EXTRAS + BUILD, '[install]\nextras = ["docs"]', ("-e", ".[docs]")),
        (PROJECT + EXTRAS + BUILD, "[install]\nextras = []", ("-e", ".")),
        (PROJECT + GROUPS + BUILD, "", ("-e", ".", "--group", "testing")),
        (PROJECT + GROUPS + BUILD, "[install]\ngroups = []", ("-e", ".")),
        (PROJECT + BUILD, "[install]\nproject = false", ()),
        (
            PROJECT + BUILD,
            '[install]\nrequirements = ["ci.txt"]\npackages = ["httpx", "-e ./lib"]',
            ("-e", ".", "-r", "ci.txt", "httpx", "-e", "./lib"),
        ),
        (PROJECT + 'dependencies = ["fastapi"]\n' + EXTRAS, "", ("fastapi", "pytest", "ruff")),
        (PROJECT + BUILD + "[tool.uv]\npackage = false\n", "", ()),
    ],
)
def test_what_is_installed_beside_layerproof(
    tmp_path: Path, pyproject: str, table: str, words: tuple[str, ...]
) -> None:
    """A package goes in editable with its test extras; what cannot be built, by its needs."""
    plan = _plan(tmp_path, pyproject, table)
    assert (plan.sync, plan.install) == ((), ("--exact", *words, "layerproof==1"))


@pytest.mark.parametrize(
    ("table", "word"),
    [
        ('[database]\nengine = "sqlite"', "layerproof[testing]==1"),
        ('[database]\nengine = "postgresql"', "layerproof[postgres,testing]==1"),
        (
            '[database]\nengine = "postgresql"\nproviders = ["container"]',
            "layerproof[container,postgres,testing]==1",
        ),
    ],
)
def test_what_the_table_of_the_database_needs_is_installed(
    tmp_path: Path, table: str, word: str
) -> None:
    """A machine with nothing but Python gets a database server by asking for one."""
    assert _plan(tmp_path, PROJECT + BUILD, table).install[-1] == word


def test_pip_cannot_be_asked_to_be_exact(tmp_path: Path) -> None:
    """The words for pip are those for uv without uv's own option."""
    assert _plan(tmp_path, PROJECT + BUILD, uv=False).install == ("-e", ".", "layerproof==1")


def test_a_lock_of_uv_is_followed(tmp_path: Path) -> None:
    """With ``uv.lock`` the project goes in as locked, and Layerproof on top of it."""
    write_files(tmp_path, {"uv.lock": ""})
    plan = _plan(tmp_path, PROJECT + EXTRAS + GROUPS + BUILD)
    assert plan.sync == (
        *("--locked", "--no-default-groups", "--extra", "test", "--extra", "dev"),
        *("--group", "testing"),
    )
    assert plan.install == ("layerproof==1",)


def test_a_project_of_requirement_files_needs_no_table(tmp_path: Path) -> None:
    """A backend that is no package gets its usual requirement files."""
    write_files(tmp_path, {"requirements.txt": "", "requirements-dev.txt": "", "other.txt": ""})
    assert _plan(tmp_path, "").install == (
        *("--exact", "-r", "requirements.txt", "-r", "requirements-dev.txt", "layerproof==1"),
    )


def test_layerproof_is_not_installed_over_itself(tmp_path: Path) -> None:
    """The project under test may be Layerproof: then it goes in once."""
    pyproject = PROJECT.replace("shop", "layerproof") + BUILD
    assert _plan(tmp_path, pyproject).install == ("--exact", "-e", ".")


def test_included_requirement_files_are_inputs(tmp_path: Path) -> None:
    """A change in a file that is only included counts, and a circle of includes ends."""
    write_files(
        tmp_path,
        {
            "ci.txt": "-r req/base.txt\n--constraint=limits.txt\npytest\n",
            "req/base.txt": "-r ../ci.txt\n",
            "limits.txt": "",
            "poetry.lock": "",
        },
    )
    plan = _plan(tmp_path, PROJECT + BUILD, '[install]\nrequirements = ["ci.txt"]')
    assert [path.resolve().relative_to(tmp_path).as_posix() for path in plan.files] == [
        "poetry.lock",
        "ci.txt",
        "req/base.txt",
        "limits.txt",
    ]


POETRY = '[tool.poetry]\nname = "shop"\n[tool.poetry.group.dev.dependencies]\npytest = "*"\n'


@pytest.mark.parametrize(
    ("more", "table", "named"),
    [
        ("", "", "dev of [tool.poetry] is not installed"),
        ("[tool.poetry.group.docs]\n", "", "dev of [tool.poetry] is not installed"),
        ("", '[install]\npackages = ["httpx"]', ""),
        ("", '[install]\nrequirements = ["ci.txt"]', ""),
        (GROUPS, "", ""),
    ],
)
def test_groups_of_poetry_are_warned_of(tmp_path: Path, more: str, table: str, named: str) -> None:
    """What only Poetry knows is not installed, which is said unless something else is."""
    warnings = _plan(tmp_path, POETRY + more + BUILD, table).warnings
    assert [text[: len(named)] for text in warnings] == ([named] if named else [])


def test_nothing_of_poetry_is_nothing_to_warn_of(tmp_path: Path) -> None:
    """Groups for anything but tests, or none, need no word."""
    docs = '[tool.poetry.group.docs.dependencies]\nmkdocs = "*"\n'
    assert _plan(tmp_path, PROJECT + BUILD + docs).warnings == ()


@pytest.mark.parametrize(
    ("uv", "words"), [(True, ("--exact", "layerproof==1")), (False, ("layerproof==1",))]
)
def test_the_verdict_needs_layerproof_alone(
    tmp_path: Path, words: tuple[str, ...], *, uv: bool
) -> None:
    """Neither the project nor its lock file is installed to judge; suites get both."""
    write_files(tmp_path, {"pyproject.toml": PROJECT + EXTRAS + BUILD, "uv.lock": ""})
    config = config_of(MINIMAL + '[database]\nengine = "postgresql"')
    verdict = plan_session(Kind.COVERAGE, config, tmp_path, COPY, uv=uv)

    assert (verdict.sync, verdict.install, verdict.files) == ((), words, ())
    for kind in (Kind.SUITE, Kind.FAST):
        steps = plan_session(kind, config, tmp_path, COPY, uv=uv)
        assert steps == plan_install(config, tmp_path, COPY, uv=uv)
        assert "layerproof[postgres,testing]==1" in steps.install
