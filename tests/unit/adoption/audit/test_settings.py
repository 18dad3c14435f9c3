"""Settings, judged one by one: kept, wrong, redundant or not judged, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from layerproof.adoption.audit.assess import assess
from layerproof.adoption.audit.inputs import FileFact
from layerproof.adoption.audit.settings_coverage import judge_coverage
from layerproof.adoption.audit.settings_layerproof import judge_layerproof
from layerproof.adoption.audit.settings_pytest import join_options, judge_pytest
from layerproof.adoption.audit.values import Setting
from layerproof.adoption.findings import Place
from layerproof.adoption.survey import CoverageSettings, PytestSettings, SessionSource
from layerproof.core.config.values import Database, Layer, Suite
from tests.support.audits import SERVICE, at, changed, well_kept
from tests.support.evidence import a_config


def judge_words(*words: str) -> dict[str, str]:
    """Return the ruling on each word of addopts."""
    given = changed(well_kept(), estate={"settings": PytestSettings("tox.ini", words)})
    return {one.value: one.ruling for one in judge_pytest(given)}


def judge_value(key: str, value: str | tuple[str, ...], **more: Any) -> str:
    """Return the ruling on one setting of pytest."""
    settings = PytestSettings("pytest.ini", values={key: value})
    given = changed(well_kept(), estate={"settings": settings, **more})
    return next(judge_pytest(given)).ruling


def test_words_of_addopts() -> None:
    """What leaves tests out is wrong, what Layerproof does is redundant, looks are kept."""
    words = ("--strict-markers", "-x", "--maxfail=2", "--cov=shop", "--cov-fail-under=80", "-n")
    more = ("4", "-m", "not gpu", "-ra", "-v", "--tb=short", "--own", "-p", "no:warnings")
    assert judge_words(*words, *more) == {
        "--strict-markers": "kept",
        "-x": "wrong",
        "--maxfail=2": "wrong",
        "--cov=shop": "redundant",
        "--cov-fail-under=80": "redundant",
        "-n 4": "redundant",
        "-m 'not gpu'": "wrong",
        "-ra": "kept",
        "-v": "kept",
        "--tb=short": "kept",
        "--own": "not judged",
        "-p no:warnings": "wrong",
    }


def test_options_and_their_values_stay_together() -> None:
    """The word after an option that takes a value is shown with it, quoted where it has to be."""
    words = ("-m", "not slow", "-p", "no:cov", "-x", "-k")
    assert join_options(words) == ["-m 'not slow'", "-p no:cov", "-x", "-k"]


@pytest.mark.parametrize(
    ("key", "value", "ruling"),
    [
        ("testpaths", ("tests",), "kept"),
        ("testpaths", "tests gone", "wrong"),
        ("pythonpath", ("src",), "kept"),
        ("python_files", ("test_*.py", "*_test.py"), "redundant"),
        ("python_classes", "Test", "redundant"),
        ("python_classes", "Check", "not judged"),
        ("xfail_strict", "true", "kept"),
        ("xfail_strict", "false", "redundant"),
        ("filterwarnings", ("error", "ignore::DeprecationWarning"), "kept"),
        ("filterwarnings", "ignore", "wrong"),
        ("asyncio_mode", "auto", "wrong"),
        ("own_setting", "1", "not judged"),
    ],
)
def test_values(key: str, value: str | tuple[str, ...], ruling: str) -> None:
    """Each known setting is held to what it does; an unknown one is not judged."""
    assert judge_value(key, value) == ruling


def test_a_loop_mode_with_its_plugin() -> None:
    """The mode of asyncio counts where its plugin is there."""
    plugins = (at("pytest-asyncio"),)
    assert judge_value("asyncio_mode", "auto", plugins=plugins) == "kept"
    assert judge_value("asyncio_mode", "strict", plugins=plugins) == "redundant"


def test_the_place_and_the_reason_are_told() -> None:
    """A ruling says why, and where the setting stands."""
    given = well_kept()
    assert list(judge_pytest(given))[1] == Setting(
        "pytest", "testpaths", "tests", "kept", "every folder is there", Place("pyproject.toml", 8)
    )


def test_values_of_variables_are_never_shown() -> None:
    """Of variables that pytest sets, an audit shows the names alone."""
    settings = PytestSettings("pytest.ini", values={"env": "TOKEN=abc\nURL=x"})
    audit = assess(changed(well_kept(), estate={"settings": settings}))
    assert [one.value for one in audit.settings] == ["TOKEN URL"]


def judge_coverages(settings: CoverageSettings, **more: Any) -> list[tuple[str, str, str]]:
    """Return key, value and ruling of coverage.py's settings."""
    given = changed(well_kept(), estate={"coverage": settings}, **more)
    return [(one.key, one.value, one.ruling) for one in judge_coverage(given)]


def test_coverage_that_hides() -> None:
    """A source that is not there and an omit that hides a layer are wrong, an idle one too much."""
    settings = CoverageSettings(
        ".coveragerc",
        source=("src/shop", "shop", "gone"),
        omit=("src/shop/services/*", "nothing/*", "tests/*"),
        fail_under="80",
    )
    assert judge_coverages(settings) == [
        ("source", "src/shop", "kept"),
        ("source", "shop", "kept"),
        ("source", "gone", "wrong"),
        ("omit", "src/shop/services/*", "wrong"),
        ("omit", "nothing/*", "redundant"),
        ("omit", "tests/*", "kept"),
        ("fail_under", "80", "kept"),
    ]


def test_coverage_that_loses_lines() -> None:
    """With async sessions greenlet is needed, unless Layerproof chooses for itself."""
    backend = {"sessions": (at(SessionSource("shop.db:Session", "factory", asynchronous=True)),)}
    bare = CoverageSettings(".coveragerc")
    right = CoverageSettings(".coveragerc", concurrency=("greenlet", "thread"))
    assert judge_coverages(bare, backend=backend) == [("concurrency", "(not set)", "wrong")]
    assert judge_coverages(right, backend=backend) == [("concurrency", "greenlet thread", "kept")]
    assert judge_coverages(right, backend=backend, config=a_config()) == [
        ("concurrency", "greenlet thread", "redundant")
    ]
    assert judge_coverages(CoverageSettings(), backend=backend) == []


def test_the_own_table() -> None:
    """What the table names has to be there: source, tests, layers, suites with tests, gates."""
    config = a_config(
        source=("src/shop", "src/gone"),
        tests=("tests", "checks"),
        layers=(
            Layer("service", ("src/shop/services/**",)),
            Layer("repository", ("src/shop/repositories/**",), measured=False),
        ),
        suites=(
            Suite("unit", "unit", folders=("tests/unit/**",), declared=True),
            Suite("api", "api", declared=True),
            Suite("extra", "extra", declared=True, required=False),
        ),
        database=Database(engine="sqlite"),
    )
    given = changed(well_kept(), config=config, backend={"engine": at("postgresql")})
    assert [(one.key, one.value, one.ruling) for one in judge_layerproof(given)] == [
        ("source", "src/shop", "kept"),
        ("source", "src/gone", "wrong"),
        ("tests", "tests", "kept"),
        ("tests", "checks", "wrong"),
        ("layers.service", "src/shop/services/**", "kept"),
        ("layers.repository", "src/shop/repositories/**", "wrong"),
        ("suites.unit", "unit", "kept"),
        ("suites.api", "api", "wrong"),
        ("suites.extra", "extra", "redundant"),
        ("fail_under", "80 %", "kept"),
        ("layers.service.fail_under", "", "wrong"),
        ("database.engine", "sqlite", "wrong"),
    ]


def test_tests_outside_the_table_are_told() -> None:
    """Tests that lie where the table does not look are wrong of the table."""
    given = replace(well_kept(), config=a_config(tests=("checks",)))
    found = [one for one in judge_layerproof(given) if one.key == "tests"]
    assert [one.reason for one in found] == [
        "holds no test",
        "tests lie elsewhere too: tests/unit/test_orders.py",
    ]


def test_an_omit_hides_a_layer_of_the_table() -> None:
    """A layer of which an omit hides a file is wrong, and the file is named."""
    config = a_config(layers=(Layer("service", ("src/shop/**",)),))
    config = replace(config, coverage=replace(config.coverage, omit=("*/hidden.py",)))
    files = (FileFact(SERVICE, 1, 1), FileFact("src/shop/hidden.py", 1, 1))
    given = replace(well_kept(), config=config, files=files)
    found = next(one for one in judge_layerproof(given) if one.key == "layers.service")
    assert (found.ruling, found.reason) == (
        "wrong",
        "an omit of coverage.py hides src/shop/hidden.py",
    )
