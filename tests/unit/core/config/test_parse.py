"""Right tables: what each key becomes, and what is there when a table says little."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layerproof.core.config.ready import make_default
from layerproof.core.config.values import (
    Config,
    CoverageChoices,
    Database,
    Gate,
    Install,
    Layer,
    Suite,
)
from tests.support.configs import MINIMAL, config_of

READY = ("slow", "performance", "concurrency", "migrations", "security", "api")
ALL_READY = (*READY, "integration", "unit")


def test_source_and_layers_are_enough() -> None:
    """A table with only source and layers gives the ready suites and the usual gates."""
    config = config_of(
        """
        source = ["src/shop"]
        [layers]
        repository = { paths = ["src/shop/**/repository.py"] }
        service = { paths = ["src/shop/services"] }
        router = { paths = ["src/shop/routers/**"] }
        model = { paths = ["src/shop/models.py"] }
        """
    )
    assert config == Config(
        project="shop",
        source=("src/shop",),
        layers=(
            Layer("repository", ("src/shop/**/repository.py",), gate=Gate(9_000)),
            Layer("service", ("src/shop/services/**",), gate=Gate(8_500)),
            Layer("router", ("src/shop/routers/**",), gate=Gate(8_000)),
            Layer("model", ("src/shop/models.py",), gate=Gate()),
        ),
        suites=tuple(make_default(name, ["tests"]) for name in ALL_READY),
        gate=Gate(8_000),
        app=None,
        tests=("tests",),
        default_suite=None,
        pythons=(),
        fast=("unit", "integration", "api"),
        coverage=CoverageChoices(),
        database=None,
        install=Install(),
        origin="pyproject.toml",
    )


def test_every_key_of_the_top_table_is_read() -> None:
    """Each key of the top table, of ``database`` and of ``install`` reaches its field."""
    config = config_of(
        """
        source = ["./src/shop/", "src/shop", "src/lib"]
        app = "shop.main:app"
        tests = ["tests", "src"]
        default_suite = "unit"
        pythons = ["3.12", "3.13"]
        branch = true
        fast = ["unit"]
        fail_under = 79.5
        fail_under_each_file = 50
        max_missing = 7
        [database]
        engine = "postgresql"
        migrations = "./alembic.ini"
        metadata = "shop.models:Base.metadata"
        session_dependency = "shop.database:get_db"
        env = { DATABASE_URL = "{async_url}" }
        [install]
        project = false
        extras = []
        groups = ["ci"]
        requirements = ["requirements/test.txt"]
        packages = ["httpx"]
        """
    )
    assert replace(config, layers=(), suites=()) == Config(
        project="shop",
        source=("src/shop", "src/lib"),
        layers=(),
        suites=(),
        gate=Gate(7_950, 5_000, 7),
        app="shop.main:app",
        tests=("tests", "src"),
        default_suite="unit",
        pythons=("3.12", "3.13"),
        fast=("unit",),
        coverage=CoverageChoices(branch=True),
        database=Database(
            engine="postgresql",
            migrations="alembic.ini",
            metadata="shop.models:Base.metadata",
            session_dependency="shop.database:get_db",
            env={"DATABASE_URL": "{async_url}"},
        ),
        install=Install(
            project=False,
            extras=(),
            groups=("ci",),
            requirements=("requirements/test.txt",),
            packages=("httpx",),
        ),
    )


def test_every_key_of_a_layer_is_read() -> None:
    """Each key of a layer reaches its field, and its own threshold replaces the usual one."""
    config = config_of(
        MINIMAL
        + """
        [layers.service]
        paths = ["src/shop/services/**"]
        fail_under = 0
        fail_under_each_file = 12.34
        max_missing = 0
        [layers.schema]
        paths = ["src/shop/schemas/**"]
        measured = false
        [layers.router]
        paths = ["src/shop/routers/**"]
        measured = false
        """
    )
    assert config.layers == (
        Layer("service", ("src/shop/services/**",), gate=Gate(None, 1_234, 0)),
        Layer("schema", ("src/shop/schemas/**",), measured=False),
        Layer("router", ("src/shop/routers/**",), measured=False),
    )


def test_every_key_of_a_suite_is_read() -> None:
    """Each key of a suite reaches its field."""
    config = config_of(
        MINIMAL
        + """
        [layers]
        service = { paths = ["src/shop/services/**"] }
        router = { paths = ["src/shop/routers/**"] }
        [suites.contract]
        select = " pact or contract "
        folders = ["tests/pact"]
        files = ["test_pact_*.py"]
        workers = 3
        parallel_from = 10
        timeout = 1.5
        network = false
        database = false
        budget_ms = 20
        args = ["-x"]
        coverage = true
        required = false
        shards = 2
        [suites.contract.gates]
        service = 70
        router = { fail_under = 60, fail_under_each_file = 50, max_missing = 9 }
        total = { max_missing = 99 }
        """
    )
    assert config.suite("contract") == Suite(
        name="contract",
        select="pact or contract",
        folders=("tests/pact/**",),
        files=("test_pact_*.py",),
        workers=3,
        parallel_from=10,
        timeout=1.5,
        network=False,
        database=False,
        budget_ms=20,
        args=("-x",),
        coverage=True,
        gates={
            "service": Gate(7_000),
            "router": Gate(6_000, 5_000, 9),
            "total": Gate(max_missing=99),
        },
        required=False,
        declared=True,
        shards=2,
    )


def test_declared_suite_changes_only_what_it_says() -> None:
    """A ready suite that is declared keeps every default that its table does not name."""
    config = config_of(MINIMAL + 'suites.unit = { timeout = 3, workers = "auto" }')
    unit = make_default("unit", ["tests"])
    assert config.suite("unit") == replace(unit, timeout=3.0, workers="auto", declared=True)


def test_own_suites_stand_between_the_slow_ones_and_the_rest() -> None:
    """Precedence is slow, performance, the project's own as declared, then the ready rest."""
    config = config_of(MINIMAL + "suites = { smoke = {}, unit = {}, contract = {} }")
    names = [suite.name for suite in config.suites]
    assert names == ["slow", "performance", "smoke", "contract", *ALL_READY[2:]]


def test_budget_of_nothing_is_no_budget() -> None:
    """``budget_ms = 0`` switches the list of slow tests off."""
    config = config_of(MINIMAL + "suites.unit = { budget_ms = 0 }")
    assert config.suite("unit") == replace(
        make_default("unit", ["tests"]), budget_ms=None, declared=True
    )


@pytest.mark.parametrize(
    ("written", "hundredths"),
    [
        ("0", None),
        ("100", 10_000),
        ("100.0", 10_000),
        ("85.55", 8_555),
        ("0.07", 7),
        ("1e1", 1_000),
    ],
)
def test_percentage_becomes_whole_hundredths(written: str, hundredths: int | None) -> None:
    """A threshold with up to two decimals is kept exactly; 0 asks for nothing."""
    assert config_of(MINIMAL + f"fail_under = {written}").gate == Gate(hundredths)


@pytest.mark.parametrize(
    ("line", "branch"), [("", True), ("branch = false", False), ("branch = true", True)]
)
def test_branch_of_the_table_overrides_coverages_own(line: str, *, branch: bool) -> None:
    """The table decides about branches, and coverage.py's setting where the table is silent."""
    choices = CoverageChoices(branch=True, omit=("*/x.py",), origin=".coveragerc")
    config = config_of(MINIMAL + line, coverage=choices)
    assert config.coverage == replace(choices, branch=branch)


@pytest.mark.parametrize("same", ["src/shop", "./src/shop/", "shop", "."])
def test_same_source_needs_no_note(same: str) -> None:
    """A source of coverage.py that is one of ours, as folder or package, is not worth a note."""
    choices = CoverageChoices(source=(same,), origin=".coveragerc")
    assert config_of(MINIMAL, coverage=choices).coverage.notes == ()


def test_other_source_is_noted() -> None:
    """A source of coverage.py that is not ours is named, after the notes that were there."""
    choices = CoverageChoices(source=("src/shop", "lib"), origin=".coveragerc", notes=("first",))
    assert config_of(MINIMAL, coverage=choices).coverage.notes == (
        "first",
        (
            ".coveragerc: source = lib of coverage.py is not used; "
            "source of [tool.layerproof] is: src/shop"
        ),
    )


def test_the_ratchet_is_off_unless_asked_for() -> None:
    """A table may say how many runs are looked at and which branch is the main one; 0 is none."""
    plain, none = config_of(MINIMAL), config_of(MINIMAL + "ratchet = 0")
    asked = config_of(MINIMAL + 'ratchet = 200\nmain_branch = "trunk"')
    assert [(one.ratchet, one.main_branch) for one in (plain, none, asked)] == [
        *((0, None), (0, None)),
        (200, "trunk"),
    ]
