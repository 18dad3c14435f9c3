"""The pytest command line of a suite, its workers, and what leaves tests out."""

from __future__ import annotations

import pytest

from layerproof.core.config.values import Suite
from layerproof.core.suites.arguments import (
    EARLY_PLUGIN,
    Invocation,
    build_arguments,
    find_narrowing,
    plan_workers,
)
from layerproof.core.suites.sharding import Shard

BARE = Invocation(suites=("unit",), root="/shop", record=None, workers=4)
START = ["-p", "layerproof", "--rootdir=/shop", "-m", "", "-k", "", "--layerproof-suites=unit"]


def test_least_arguments() -> None:
    """Without xdist and a record, pytest is told the suite, and expressions of addopts go."""
    assert build_arguments(BARE, [], []) == START


def test_all_arguments() -> None:
    """Ours come first, then the suite's own, then the user's, which count."""
    invocation = Invocation(
        suites=("unit", "api"),
        root="/shop",
        record="/shop/session.json",
        workers=2,
        shard=Shard(2, 3),
        installed=frozenset({"pytest-xdist", "pytest-cov"}),
    )
    assert build_arguments(invocation, ["--tb=short"], ["-k", "login"]) == [
        *START[:-1],
        "--layerproof-suites=unit,api",
        "--layerproof-record=/shop/session.json",
        "--layerproof-shard=2/3",
        *("-n", "2", "--max-worker-restart=0", "--no-cov", "--tb=short", "-k", "login"),
    ]


def test_no_workers_are_asked_for_by_number() -> None:
    """Where xdist is installed, no workers means ``-n 0``, whatever the project's addopts say."""
    invocation = Invocation(("unit",), "/shop", None, 0, installed=frozenset({"pytest-xdist"}))
    assert build_arguments(invocation, [], [])[: len(START) + 2] == [*START, "-n", "0"]


def test_a_worker_that_the_user_asks_for_is_not_started_again() -> None:
    """Where none was planned, a user may still ask for workers with ``-- -n 2``."""
    invocation = Invocation(("unit",), "/shop", None, 0, installed=frozenset({"pytest-xdist"}))
    arguments = build_arguments(invocation, [], ["-n", "2"])
    assert arguments == [*START, "-n", "0", "--max-worker-restart=0", "-n", "2"]


@pytest.mark.parametrize(
    "words",
    [
        "",
        "-v -q -s -l -x --pdb --ff",
        "--exitfirst --no-cov --strict-markers --setup-show",
        "-n 2 --dist loadfile --tb short --durations 5",
        "--numprocesses=2 --tb=no --color=yes --maxfail=1",
        "-n4 -rA -r fE -Werror -W ignore::UserWarning",
        "--timeout 5 --basetemp /tmp/x --junit-xml=x.xml",
    ],
)
def test_harmless_arguments(words: str) -> None:
    """What changes how tests run or are shown leaves none out."""
    assert find_narrowing(words.split()) == ()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("-k login -x", ("-k login",)),
        ("-m slow", ("-m slow",)),
        ("-p no:shop -v", ("-p no:shop",)),
        ("-c other.ini", ("-c other.ini",)),
        ("-k", ("-k",)),
        ("-klogin", ("-klogin",)),
        ("-k=login", ("-k=login",)),
        ("tests/unit/test_a.py", ("tests/unit/test_a.py",)),
        ("--lf --sw", ("--lf", "--sw")),
        ("--deselect=a --ignore=b", ("--deselect=a", "--ignore=b")),
        ("--collect-only", ("--collect-only",)),
        ("-xv", ("-xv",)),
        ("--ff=1", ("--ff=1",)),
        ("--verbosely", ("--verbosely",)),
        ("--rootdir=/x", ("--rootdir=/x",)),
        ("-n 2 test_a.py", ("test_a.py",)),
        ("--tb=short test_a.py", ("test_a.py",)),
    ],
)
def test_narrowing_arguments(words: str, found: tuple[str, ...]) -> None:
    """What may leave tests out is named with its value; the unknown counts as such."""
    assert find_narrowing(words.split()) == found


@pytest.mark.parametrize(
    ("suite", "tests", "cores", "jobs", "workers"),
    [
        (Suite("unit", ""), None, 8, 1, 0),
        (Suite("unit", ""), 100, 8, 2, 0),
        (Suite("unit", "", workers="auto"), 100, 8, 1, 8),
        (Suite("unit", "", workers="auto"), 100, 8, 2, 4),
        (Suite("unit", "", workers="auto"), 100, 8, 5, 0),
        (Suite("unit", "", workers="auto"), 100, 1, 1, 0),
        (Suite("unit", "", workers="auto"), 100, 2, 2, 0),
        (Suite("unit", "", workers="auto"), 100, 2, 0, 2),
        (Suite("unit", "", workers="auto"), 49, 8, 1, 0),
        (Suite("unit", "", workers="auto"), 50, 8, 1, 8),
        (Suite("unit", "", workers="auto"), None, 8, 1, 8),
        (Suite("unit", "", workers=3, parallel_from=10), 10, 1, 1, 3),
        (Suite("unit", "", workers=3), 100, 8, 2, 1),
        (Suite("unit", "", workers=3), 100, 8, 9, 1),
    ],
)
def test_workers(suite: Suite, tests: int | None, cores: int, jobs: int, workers: int) -> None:
    """Workers are shared by the jobs, and there are none for few tests or on one core."""
    assert plan_workers(suite, tests=tests, cores=cores, jobs=jobs) == workers


@pytest.mark.parametrize(
    ("early", "addopts", "first"),
    [
        (False, ("-p", "shop.testing"), ["-p", "layerproof"]),
        (True, ("-q", "--strict-markers"), ["-p", EARLY_PLUGIN]),
        (
            True,
            ("-q", "-p", "shop.testing", "-k", "a b"),
            ["-o", f"addopts=-p {EARLY_PLUGIN} -q -p shop.testing -k 'a b'"],
        ),
        (True, ("-pshop.testing",), ["-o", f"addopts=-p {EARLY_PLUGIN} -pshop.testing"]),
    ],
)
def test_environment_is_set_before_a_plugin_of_the_projects_is_imported(
    early: bool, addopts: tuple[str, ...], first: list[str]
) -> None:
    """Where variables are to be set, the plugin that does so stands before those of addopts."""
    invocation = Invocation(("unit",), "/shop", None, 0, early=early, addopts=addopts)
    assert build_arguments(invocation, (), ())[:2] == first


@pytest.mark.parametrize(
    ("ambient", "own", "first"),
    [
        (("-q",), (), ["-p", EARLY_PLUGIN]),
        (("-p", "shop.testing"), (), ["-o", f"addopts=-p {EARLY_PLUGIN} -q"]),
        (("-p", "shop.testing", "-c", "other.ini"), (), ["-p", EARLY_PLUGIN]),
        (("-p", "shop.testing"), ("--config-file=other.ini",), ["-p", EARLY_PLUGIN]),
    ],
)
def test_environment_is_set_before_a_plugin_of_the_users_is_imported(
    ambient: tuple[str, ...], own: tuple[str, ...], first: list[str]
) -> None:
    """PYTEST_ADDOPTS comes before our words, too; options of a file that is not asked stay away."""
    invocation = Invocation(
        ("unit",), "/shop", None, 0, early=True, addopts=("-q",), ambient=ambient
    )
    assert build_arguments(invocation, own, ())[:2] == first
