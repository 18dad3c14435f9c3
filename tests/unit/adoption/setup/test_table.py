"""The table: what a survey comes to, with the reasons, and always without a fault."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerproof.adoption.findings import Found
from layerproof.adoption.setup.table import plan_table
from layerproof.adoption.setup.toml_text import render_sections
from layerproof.adoption.setup.values import Existing, ProposedSuite
from layerproof.adoption.survey import (
    AddressVariable,
    Application,
    BackendSurvey,
    CiFile,
    DatabaseWay,
    HardAddress,
    LayerFiles,
    Packaging,
    ProjectSurvey,
    PytestSettings,
    SessionSource,
    Shared,
    Survey,
    TestEstate,
    TestFile,
)
from layerproof.core.config.parse import parse_config
from layerproof.core.config.values import Config, CoverageChoices
from layerproof.core.suites.selection import Selector
from layerproof.errors import UsageError
from tests.support.surveys import at, make_estate, make_layer, make_survey, make_variable, make_way

#: Tests of one file stay together, in their order.
_BY_FILE = {"args": ["--dist", "loadfile"]}


def _text(survey: Survey, existing: Existing | None = None) -> str:
    return render_sections(plan_table(survey, existing or Existing(), {}).sections)


def _config(text: str) -> Config:
    table = tomllib.loads(text)["tool"]["layerproof"]
    return parse_config(table, project="shop", coverage=CoverageChoices(), origin="pyproject.toml")


def _table(survey: Survey, existing: Existing | None = None) -> dict[str, object]:
    table: dict[str, object] = tomllib.loads(_text(survey, existing))["tool"]["layerproof"]
    return table


def test_tests_that_nothing_sorts_go_to_one_suite() -> None:
    """No file name sorts tests that have neither folder nor marker: all are in ``integration``."""
    files = (TestFile("tests/test_order_service.py", 3), TestFile("tests/test_x.py", 1))
    text = _text(make_survey(make_estate(*files)))
    assert text == (
        "[tool.layerproof]\n"
        "# Written by `layerproof init`; docs/configuration.md has every key.\n"
        'source = ["shop"]\n'
        'app = "shop.main:app"\n'
        "# What nothing sorts belongs here.\n"
        'default_suite = "integration"\n'
        "# Nothing is asked for yet: raise it to what the first run measured (step 7 of "
        "Layerproof's\n# docs/adopting.md).\n"
        "fail_under = 0\n"
        "\n"
        "[tool.layerproof.layers]\n"
        "# No layer asks for anything yet. Raise `fail_under` to what the first run measured "
        "(step 7 of\n# Layerproof's docs/adopting.md).\n"
        'service = { paths = ["shop/services/**"], fail_under = 0 }\n'
        "\n"
        "[tool.layerproof.suites]\n"
        "# Nothing that passed may fail: a test may take 300 s. Take `timeout` out when the "
        "suite's own limit\n"
        "# is enough. Tests of one file stay in one process and in their order, as without "
        "workers. Take\n# `args` out once no test leans on an earlier one of its file.\n"
        'integration = { folders = ["tests/**"], timeout = 300, args = ["--dist", "loadfile"] }\n'
    )
    selector = Selector(_config(text))
    assert {selector.suite_of(file.path, frozenset()) for file in files} == {"integration"}


def test_folders_tell_suites_and_the_rest_is_named() -> None:
    """Folders of kinds become suites of their own; only what is left over is ``integration``."""
    files = (
        TestFile("tests/unit/test_a.py", 1),
        TestFile("tests/e2e/test_b.py", 1),
        TestFile("tests/backend/api_tests/test_c.py", 1),
        TestFile("tests/users/test_user_service.py", 1),
        TestFile("tests/test_top.py", 1),
        TestFile("tests/unit/e2e/test_d.py", 1),
    )
    table = _table(make_survey(make_estate(*files)))
    assert table["suites"] == {
        "e2e": {"timeout": 300, "workers": "auto", **_BY_FILE},
        "unit": {"network": True, "database": True, "timeout": 300, **_BY_FILE},
        "integration": {
            "folders": ["tests/*.py", "tests/users/**"],
            "timeout": 300,
            **_BY_FILE,
        },
        "api": {"folders": ["tests/backend/api_tests/**"], "timeout": 300, **_BY_FILE},
    }
    selector = Selector(_config(_text(make_survey(make_estate(*files)))))
    assert [selector.suite_of(file.path, frozenset()) for file in files] == [
        *("unit", "e2e", "api", "integration", "integration", "unit")
    ]


def test_no_default_suite_where_folders_sort_everything() -> None:
    """Where nothing is left over now, a later test outside of all folders is named as orphan."""
    estate = make_estate(TestFile("tests/unit/test_a.py", 1), TestFile("tests/api/test_b.py", 1))
    table = _table(make_survey(estate))
    assert "default_suite" not in table
    assert list(table["suites"]) == ["unit", "api"]  # type: ignore[call-overload]  # a table


def test_markers_tell_suites() -> None:
    """A suite is named as soon as a test carries its marker; the others stay together."""
    files = (
        TestFile("tests/test_a.py", 4, markers=("unit",)),
        TestFile("tests/test_b.py", 4, markers=("slow", "smoke")),
        TestFile("tests/test_c.py", 4, markers=("asyncio",)),
    )
    table = _table(make_survey(make_estate(*files)))
    assert table["suites"] == {
        "smoke": {"timeout": 300, "workers": "auto", **_BY_FILE},
        "unit": {"network": True, "database": True, "timeout": 300, **_BY_FILE},
        "integration": {"folders": ["tests/**"], "timeout": 300, **_BY_FILE},
    }


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("import pytest\n@pytest.mark.slow\ndef test_a(): pass\ndef test_b(): pass\n", True),
        ("import pytest\n@pytest.mark.slow\ndef test_a(): pass\n", False),
        ("from pytest import mark\npytestmark = mark.slow\ndef test_a(): pass\n", False),
        ("import pytest\n@pytest.mark.slow\nclass TestA:\n    def test_a(self): pass\n", False),
        ("def test_a(:\n", False),
    ],
)
def test_a_suite_is_named_only_if_it_surely_has_a_test(text: str, named: bool) -> None:
    """Where every test may carry another suite's marker, no empty suite gets into the table."""
    estate = make_estate(TestFile("tests/test_a.py", 2, markers=("slow",)))
    table = _table(make_survey(estate), Existing({"tests/test_a.py": text}))
    assert ("suites" in table) is named
    assert table["default_suite"] == "integration"


def test_tests_that_the_authors_leave_out_make_no_suite() -> None:
    """``-m "not slow"`` becomes ``deselect``, and no suite is made of what it leaves out."""
    files = (
        TestFile("tests/e2e/test_a.py", 1, markers=("e2e",)),
        TestFile("tests/test_b.py", 1),
    )
    survey = make_survey(make_estate(*files, addopts=("-m", "not e2e", "-q")))
    table = _table(survey)
    assert table["deselect"] == "e2e"
    assert list(table["suites"]) == ["integration"]  # type: ignore[call-overload]  # a table


def test_left_out_files_are_told() -> None:
    """What ``--ignore``, ``norecursedirs`` and ``collect_ignore`` leave out is named."""
    paths = ("tests/old/test_a.py", "tests/data/x/test_b.py", "tests/test_c.py", "tests/test_d.py")
    estate = make_estate(*(TestFile(path, 1) for path in paths), addopts=("--ignore=tests/old",))
    settings_with = replace(estate.settings, values={"norecursedirs": ("data",)})
    estate = replace(estate, settings=settings_with, conftests=("tests/conftest.py",))
    existing = Existing({"tests/conftest.py": 'collect_ignore = ["test_c.py"]\n'})
    table = _table(make_survey(estate), existing)
    assert table["ignored_tests"] == ["tests/old", "**/data", "tests/test_c.py"]


def test_the_authors_own_limit_and_workers_count() -> None:
    """Their ``timeout`` and their ``-n`` are taken over instead of ours."""
    estate = make_estate(TestFile("tests/test_a.py", 1), addopts=("-n3", "--timeout=20"))
    backend = BackendSurvey(shared=(Found(Shared("path", "/tmp/x", "tmp_path"), at()),))
    table = _table(make_survey(estate, backend))
    assert table["suites"] == {
        "integration": {"folders": ["tests/**"], "timeout": 20, "workers": 3}
    }


def test_one_process_where_workers_would_meet() -> None:
    """What workers share is named beside ``workers = 0``."""
    backend = BackendSurvey(shared=(Found(Shared("port", "8000", "port 0"), at("tests/c.py", 9)),))
    estate = make_estate(TestFile("tests/unit/test_a.py", 1), TestFile("tests/test_b.py", 1))
    text = _text(make_survey(estate, backend)).replace("\n# ", " ")
    assert text.count("workers = 0") == 2
    assert "--dist" not in text
    assert text.count("port 8000 is shared by all workers (tests/c.py:9)") == 1


def test_a_database_for_each_process_by_variables() -> None:
    """An existing suite gets variables and no schema: it makes its own."""
    backend = BackendSurvey(
        metadata=Found("shop.models:Base.metadata", at()),
        migrations=Found("alembic.ini", at()),
        engine=Found("postgresql", at()),
        variables=(make_variable("DB_URL", "{async_url}"), make_variable("DB_PATH", "{path}")),
        ways=(make_way("create_database", "shop_test", fixed=True), make_way("create_all")),
        addresses=(
            Found(
                HardAddress("postgresql://h/x", "postgresql", in_tests=True), at("tests/a.py", 4)
            ),
        ),
    )
    planned = plan_table(
        make_survey(make_estate(TestFile("tests/a.py", 1)), backend), Existing(), {}
    )
    table = tomllib.loads(render_sections(planned.sections))["tool"]["layerproof"]
    assert table["database"] == {
        "engine": "postgresql",
        "env": {"DB_URL": "{async_url}"},
        "server_per_worker": True,
        "guard": False,
    }
    assert planned.notes == (
        "variable DB_PATH is left out of `env`: an address of postgresql has no {path}",
    )


def test_migrations_only_where_ci_runs_them_before_the_tests() -> None:
    """The schema is there before the tests, as the authors' CI makes it."""
    backend = BackendSurvey(
        migrations=Found("alembic.ini", at()),
        engine=Found("postgresql", at()),
        variables=(make_variable("DB_URL", "{url}"),),
    )
    survey = make_survey(make_estate(TestFile("tests/a.py", 1)), backend)
    job = CiFile("github", "ci.yml", ("pytest",), prepares=("alembic upgrade head",))
    prepared = replace(survey, project=replace(survey.project, ci=(Found(job, at()),)))
    assert "migrations" not in _text(survey)
    assert 'migrations = "alembic.ini"' in _text(prepared)


@pytest.mark.parametrize(
    ("engine", "ways"), [("mysql", ()), ("sqlite", ("memory",)), ("postgresql", ("container",))]
)
def test_no_database_where_the_suite_has_its_own(engine: str, ways: tuple[str, ...]) -> None:
    """No table of a database for what Layerproof cannot give or the suite does not need."""
    backend = BackendSurvey(
        engine=Found(engine, at()),
        variables=(make_variable("DB_URL", "{url}"),),
        ways=tuple(make_way(way) for way in ways),
    )
    assert "database" not in _table(make_survey(make_estate(TestFile("tests/a.py", 1)), backend))


def test_all_processes_in_one_where_no_variable_leads_them() -> None:
    """A server that Layerproof cannot give is shared by all workers, so there is one."""
    backend = BackendSurvey(
        engine=Found("mysql", at()), variables=(make_variable("DB_URL", "{url}"),)
    )
    text = _text(make_survey(make_estate(TestFile("tests/a.py", 1)), backend))
    assert "workers = 0" in text
    assert "all would use the database that DB_URL leads to" in text


def test_no_two_layers_claim_a_file() -> None:
    """A glob that takes another layer's file gives way to the layer's own files by name."""
    survey = make_survey(make_estate(TestFile("tests/a.py", 1)))
    layers = (
        make_layer("service", "shop/a/service.py", glob="shop/a/**"),
        make_layer("repository", "shop/a/crud.py", glob="shop/**/crud.py"),
        make_layer("Wrong", "shop/x.py"),
    )
    planned = plan_table(
        replace(survey, project=replace(survey.project, layers=layers)), Existing(), {}
    )
    table = tomllib.loads(render_sections(planned.sections))["tool"]["layerproof"]
    assert table["layers"] == {
        "service": {"paths": ["shop/a/service.py"], "fail_under": 0},
        "repository": {"paths": ["shop/**/crud.py"], "fail_under": 0},
    }
    assert [note.partition(":")[0] for note in planned.notes] == ["layer Wrong is left out"]


def test_suites_by_fixture_take_the_rest_along() -> None:
    """The last proposal has no fixtures and takes what nothing sorts, file names included."""
    proposals = (
        ProposedSuite("api", ("client",), ("a::x",), "they reach the application"),
        ProposedSuite("unit", (), ("b::y",), "they ask for neither"),
    )
    survey = make_survey(make_estate(TestFile("tests/test_router.py", 2)))
    text = render_sections(plan_table(survey, Existing(), {}, proposals).sections)
    selector = Selector(_config(text))
    path = "tests/test_router.py"
    assert selector.suite_of(path, frozenset(), {"client"}) == "api"
    assert selector.suite_of(path, frozenset()) == "unit"


def test_nothing_to_measure_is_an_error() -> None:
    """Without code there is no table."""
    survey = make_survey()
    empty = replace(survey, project=replace(survey.project, source=()))
    with pytest.raises(UsageError, match="there is nothing to measure"):
        plan_table(empty, Existing(), {})


_WORDS = st.text(max_size=12) | st.sampled_from(
    [
        "unit",
        "tests",
        "a-b",
        "tests/unit",
        "shop",
        "*",
        "[x",
        "not slow",
        "{url}",
        "a:b",
        "-m",
        "-n",
    ]
)
_NAMES = st.sampled_from(["tests/unit/test_a.py", "tests/e2e/test_b.py", "src/test_c.py", "t.py"])
_FOUND_WORDS = st.lists(_WORDS.map(lambda word: Found(word, at())), max_size=3).map(tuple)
_TUPLES = st.lists(_WORDS, max_size=4).map(tuple)


def _found(values: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[Found[object], ...]]:
    return st.lists(values.map(lambda value: Found(value, at())), max_size=3).map(tuple)


_FILES = st.builds(
    TestFile,
    st.one_of(_NAMES, _WORDS),
    st.integers(0, 9),
    markers=st.lists(st.sampled_from(["slow", "unit", "e2e", "x"]), max_size=2).map(tuple),
)
_ESTATES = st.builds(
    TestEstate,
    roots=_TUPLES,
    files=st.lists(_FILES, max_size=5).map(tuple),
    settings=st.builds(
        PytestSettings, addopts=_TUPLES, values=st.just({}) | st.just({"timeout": "7.5"})
    ),
)
_BACKENDS = st.builds(
    BackendSurvey,
    application=st.none() | st.builds(Application, _WORDS).map(lambda one: Found(one, at())),
    metadata=st.none() | _WORDS.map(lambda word: Found(word, at())),
    sessions=_found(st.builds(SessionSource, _WORDS, st.sampled_from(["dependency", "factory"]))),
    migrations=st.none() | _WORDS.map(lambda word: Found(word, at())),
    engine=st.none()
    | st.sampled_from(["postgresql", "sqlite", "mysql"]).map(lambda word: Found(word, at())),
    variables=_found(
        st.builds(AddressVariable, _WORDS, st.sampled_from(["{url}", "{path}", "{host}", "{", ""]))
    ),
    ways=_found(
        st.builds(
            DatabaseWay,
            st.sampled_from(["create_database", "memory", "file", "migrations"]),
            _WORDS,
            st.booleans(),
        )
    ),
    shared=_found(st.builds(Shared, st.sampled_from(["path", "database"]), _WORDS, _WORDS)),
)
_PROJECTS = st.builds(
    ProjectSurvey,
    st.just("shop"),
    source=_FOUND_WORDS.map(lambda found: (Found("shop", at()), *found)),
    layers=_found(st.builds(LayerFiles, _WORDS, _TUPLES, _TUPLES)),
    packaging=st.none()
    | st.builds(
        Packaging,
        st.just("pip"),
        requirements=_TUPLES,
        hidden_groups=st.dictionaries(_WORDS, _TUPLES, max_size=2),
    ).map(lambda one: Found(one, at())),
)


@settings(max_examples=60, deadline=None)
@given(st.builds(Survey, st.just("/shop"), _PROJECTS, _ESTATES, _BACKENDS))
def test_every_table_is_valid(survey: Survey) -> None:
    """Whatever a survey holds, the table that is written parses, without a fault."""
    text = _text(survey)
    assert _config(text.encode().decode()).source[0] == "shop"


def test_names_that_the_authors_pytest_passes_over_are_ignored() -> None:
    """An old file of a usual name is listed where ``python_files`` takes other names."""
    estate = make_estate(TestFile("tests/check_a.py", 1))
    settings = replace(estate.settings, python_files=("check_*.py",))
    survey = make_survey(replace(estate, settings=settings))
    existing = Existing(files=frozenset({"tests/check_a.py", "tests/test_old.py"}))
    assert _table(survey, existing)["ignored_tests"] == ["tests/test_old.py"]
