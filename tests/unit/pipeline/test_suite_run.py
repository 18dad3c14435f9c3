"""One run of one part of a suite, on a machine of which everything is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from layerproof.core.config.values import Config
from layerproof.core.outcome.values import (
    CoverageFacts,
    Part,
    PartOutcome,
    Result,
    Status,
    TestRecord,
)
from layerproof.core.suites.sharding import Shard
from layerproof.core.suites.tracing import Interpreter, Tracing
from layerproof.errors import EnvironmentUnfitError, UsageError
from layerproof.pipeline.ports import Packed
from layerproof.pipeline.suite_run import SuiteOrder, find_suite, run_part
from tests.support.configs import MINIMAL, config_of
from tests.support.evidence import with_suite
from tests.support.fake_workplace import FINGERPRINT, FakeProject, FakeWorkplace, a_session, ending

CONFIG = config_of(
    MINIMAL + 'pythons = ["3.11", "3.12"]\n[suites]\nunit = { workers = 4, args = ["--tb=short"] }'
)
FILE = "tests/unit/test_a.py"
PROJECT = FakeProject(CONFIG)

STARTED = PartOutcome(
    Part("unit"),
    Status.STARTED,
    python_version="3.11.7",
    started_at="2026-11-21T15:30:00+00:00",
    fingerprint=FINGERPRINT,
)
FINISHED = replace(
    STARTED,
    status=Status.FINISHED,
    seconds=1.5,
    exit_code=0,
    selected=2,
    assigned=2,
    tests=(
        TestRecord(f"{FILE}::test_one", Result.PASSED, 0.25, FILE, 3),
        TestRecord(f"{FILE}::test_two", Result.FAILED, 0.5, FILE, 7, "no"),
    ),
    census={"unit": 2},
    coverage=CoverageFacts("7.17.3", "ctrace", ("thread",), False, 1, 1, "d" * 64),
)
TRACING = Tracing("ctrace", ("thread",), branch=False)


def run(place: FakeWorkplace, config: Config = CONFIG, **order: Any) -> PartOutcome:
    """Run a part of the suite ``unit`` and return its record."""
    return run_part(FakeProject(config), place, SuiteOrder(**{"suite": "unit", **order}))


def facts(place: FakeWorkplace, config: Config = CONFIG) -> CoverageFacts:
    """Return how the part was traced."""
    coverage = run(place, config).coverage
    assert coverage is not None
    return coverage


def pytest_arguments(place: FakeWorkplace) -> tuple[str, ...]:
    """Return what pytest was called with, and whether it was traced."""
    [arguments] = [step for step in place.steps if isinstance(step, tuple)]
    found: tuple[str, ...] = arguments
    return found


def test_a_run_from_the_order_to_the_record() -> None:
    """The record says that the part started before anything runs, and what it did at the end."""
    place = FakeWorkplace()
    assert run(place) == FINISHED
    started, tracing, arguments, packing, finished = place.steps
    assert (started, tracing, packing, finished) == (STARTED, TRACING, "pack", FINISHED)
    assert arguments[0] == "traced"
    assert arguments[-1] == "--tb=short"
    assert "--layerproof-record=/shop/session.json" in arguments
    assert "--layerproof-suites=unit" in arguments


def test_users_arguments_come_last() -> None:
    """The shard and the user's own arguments reach pytest."""
    place = FakeWorkplace()
    run(place, shard=Shard(2, 3), arguments=("-k", "one"))
    arguments = pytest_arguments(place)
    assert "--layerproof-shard=2/3" in arguments
    assert arguments[-3:] == ("--tb=short", "-k", "one")


@pytest.mark.parametrize(
    ("order", "part"),
    [
        ({}, Part("unit")),
        ({"python": "3.11"}, Part("unit", "3.11")),
        ({"shard": Shard(2, 3)}, Part("unit", None, 2, 3)),
    ],
)
def test_part_is_named_by_the_order(order: dict[str, Any], part: Part) -> None:
    """The Python and the shard make the part."""
    place = FakeWorkplace()
    assert run(place, **order).part == part
    assert place.desks[0][0] == part


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ({"suite": "smoke"}, "there is no suite named 'smoke'"),
        ({"python": "3.10"}, "'3.10' is not among the pythons of the table"),
        ({"python": "3.12"}, "this is Python 3.11.7, so it cannot stand for 3.12"),
    ],
)
def test_order_that_cannot_be_followed(order: dict[str, Any], message: str) -> None:
    """What is not in the table, or is another Python, is refused before a record is touched."""
    place = FakeWorkplace()
    with pytest.raises(UsageError, match=message):
        run(place, **order)
    assert place.desks == []


def test_longer_version_is_another_python() -> None:
    """Python 3.110 is no 3.11."""
    with pytest.raises(UsageError, match=r"cannot stand for 3\.11$"):
        run(FakeWorkplace(python_version="3.110.0"), python="3.11")


def test_suites_that_there_are() -> None:
    """An unknown suite's error names the known ones."""
    with pytest.raises(UsageError, match="no suite named 'x'") as caught:
        find_suite(CONFIG, "x")
    assert caught.value.advice == (
        "use one of: slow, performance, concurrency, migrations, security, api, integration, unit"
    )
    assert find_suite(CONFIG, "unit") is CONFIG.suite("unit")


@pytest.mark.parametrize("version", ["", "7.17.2", "7.16.9", "6.99", "7.17.3a1"])
def test_coverage_that_may_lose_data(version: str) -> None:
    """A coverage.py below the floor is refused before the last record is touched."""
    place = FakeWorkplace(coverage_version=version)
    with pytest.raises(EnvironmentUnfitError, match=r"may lose data; 7\.17\.3 is needed"):
        run(place)
    assert place.desks == []


@pytest.mark.parametrize("version", ["7.17.3", "7.17.10", "7.18.0b1", "8.0", "10.0.0"])
def test_coverage_that_can_be_believed(version: str) -> None:
    """From the floor on, versions are compared by their numbers."""
    assert facts(FakeWorkplace(coverage_version=version)).version == version


def test_suite_that_is_not_traced() -> None:
    """It needs no coverage.py, is not prepared or packed, and has no facts about coverage."""
    place = FakeWorkplace(coverage_version="")
    config = config_of(MINIMAL + "suites.unit.coverage = false")
    assert run(place, config) == replace(FINISHED, coverage=None)
    assert pytest_arguments(place)[0] == "untraced"
    assert place.steps[0] == STARTED
    assert len(place.steps) == 3


def test_tracing_is_chosen_for_the_interpreter() -> None:
    """Python, greenlet and branches decide, and the record says how it was traced."""
    config = config_of(MINIMAL + "branch = true")
    place = FakeWorkplace(interpreter=Interpreter((3, 12), greenlet=True))
    expected = CoverageFacts("7.17.3", "ctrace", ("greenlet", "thread"), True, 1, 1, "d" * 64)
    assert facts(place, config) == expected
    assert place.steps[1] == Tracing("ctrace", ("greenlet", "thread"), branch=True)


@pytest.mark.parametrize(
    ("account", "plain", "switching", "traced"),
    [
        ({"greenlet": False}, {10}, set(), 1),
        ({"greenlet": True}, {10}, {10}, 1),
        ({"greenlet": True}, {10}, set(), 0),
        ({"greenlet": True}, set(), {10}, 0),
        ({"greenlet": False}, {11}, set(), 0),
    ],
)
def test_proof_of_tracing(
    account: dict[str, Any], plain: set[int], switching: set[int], traced: int
) -> None:
    """A process is proven by its own data, and by greenlets where it has them."""
    packed = Packed("d" * 64, frozenset(plain), frozenset(switching))
    assert facts(FakeWorkplace(session=a_session(account), packed=packed)).traced == traced


def test_processes_that_died_are_not_proven() -> None:
    """A lost worker counts as one that ran tests; one without tests does not count."""
    session = a_session({}, {"pid": 11, "tests": 0}, {"pid": 12, "tests": 3}, lost=2)
    found = facts(FakeWorkplace(session=session))
    assert (found.processes, found.traced) == (4, 1)


def test_faults_are_gathered() -> None:
    """What pytest could not collect and what could not be packed are both said."""
    packed = Packed("", frozenset(), frozenset(), "piece 1 is cut off")
    place = FakeWorkplace(session=a_session(faults=["test_b.py: no"]), packed=packed)
    assert run(place).faults == ("test_b.py: no", "piece 1 is cut off")


def test_pytest_that_wrote_nothing() -> None:
    """Without a session the record says with what pytest ended, and holds no test."""
    place = FakeWorkplace(session=None, ended=ending(4))
    fault = "pytest ended with 4 before it could write its record"
    expected = replace(STARTED, status=Status.FINISHED, seconds=1.5, exit_code=4, faults=(fault,))
    assert (run(place), place.steps[-1]) == (expected, expected)


@pytest.mark.parametrize("session", [None, a_session()], ids=["without", "with"])
def test_interrupted_run(session: dict[str, Any] | None) -> None:
    """An interruption is recorded as one, whether or not pytest wrote a session."""
    place = FakeWorkplace(session=session, ended=ending(2, interrupted=True))
    outcome = run(place)
    assert (outcome.status, outcome.exit_code) == (Status.INTERRUPTED, 2)


@pytest.mark.parametrize(
    ("order", "account", "narrowed"),
    [
        ({}, {}, ()),
        ({"arguments": ("-v",), "ambient": ("-q",)}, {}, ()),
        ({"arguments": ("-k", "one")}, {}, ("-k one",)),
        ({"arguments": ("-k", "one")}, {"dropped": 1}, ("-k one",)),
        ({"ambient": ("--lf",), "arguments": ("-m", "x")}, {"dropped": 1}, ("--lf", "-m x")),
        ({}, {"narrowing": ["--lf"], "dropped": 1}, ("--lf",)),
        ({}, {"dropped": 1}, ("1 tests that a plugin or conftest took out",)),
    ],
)
def test_narrowed_run(
    order: dict[str, Any], account: dict[str, Any], narrowed: tuple[str, ...]
) -> None:
    """What leaves tests out is recorded, be it an argument, the environment or a plugin."""
    place = FakeWorkplace(session=a_session(account))
    assert run(place, **order).narrowed == narrowed


def test_uncollected_modules() -> None:
    """Test modules that pytest did not collect are recorded, but for those the table ignores."""
    config = config_of(MINIMAL + 'tests = ["tests"]\nignored_tests = ["tests/data/**"]')
    place = FakeWorkplace(files=[FILE, "tests/unit/test_b.py", "tests/data/test_c.py"])
    assert run(place, config).uncollected == ("tests/unit/test_b.py",)
    assert place.listed == [["tests"]]


def test_testpaths_are_searched() -> None:
    """Where pytest has test paths of its own, they are searched before the table's."""
    place = FakeWorkplace(session=a_session({"testpaths": ["checks"]}))
    run(place)
    assert place.listed == [["checks", "tests"]]


@pytest.mark.parametrize(
    ("order", "account"),
    [({"arguments": ("-k", "one")}, {}), ({"ambient": ("a.py",)}, {}), ({}, {"patterns": []})],
)
def test_uncollected_modules_of_a_narrowed_run(
    order: dict[str, Any], account: dict[str, Any]
) -> None:
    """Where not everything was to be collected, nothing is missed."""
    place = FakeWorkplace(session=a_session(account), files=["tests/unit/test_b.py"])
    assert (run(place, **order).uncollected, place.listed) == ((), [])


def test_misplaced_tests() -> None:
    """A file that held tests and is no test file of the project is recorded."""
    place = FakeWorkplace(session=a_session({"homes": [FILE, "src/shop/checks.py"]}))
    assert run(place).misplaced == ("src/shop/checks.py",)


@pytest.mark.parametrize(
    ("tests", "order", "installed", "workers"),
    [
        (100, {}, True, "4"),
        (49, {}, True, "0"),
        (0, {}, True, "0"),
        (100, {"jobs": 2}, True, "2"),
        (149, {"shard": Shard(1, 3)}, True, "0"),
        (150, {"shard": Shard(1, 3)}, True, "4"),
        (100, {"arguments": ("-k", "login")}, True, "0"),
        (100, {"arguments": ("-x",)}, True, "4"),
        (100, {}, False, None),
    ],
)
def test_workers(tests: int, order: dict[str, Any], installed: bool, workers: str | None) -> None:
    """Workers are planned by the shard's tests, beside other jobs, and never for a narrowed run."""
    names = frozenset({"pytest-xdist"} if installed else ())
    place = FakeWorkplace(tests={"unit": tests, "api": 1_000}, installed=names)
    run(place, **order)
    arguments = pytest_arguments(place)
    found = arguments[arguments.index("-n") + 1] if "-n" in arguments else None
    assert found == workers


@pytest.mark.parametrize(
    ("config", "installed"),
    [
        (CONFIG, frozenset()),
        (with_suite(CONFIG, "unit", workers=0), frozenset({"pytest-xdist"})),
    ],
)
def test_tests_are_counted_for_workers_alone(config: Config, installed: frozenset[str]) -> None:
    """Where there are no workers to plan, no test file is read for it."""
    place = FakeWorkplace(installed=installed)
    run(place, config)
    assert place.counted == 0
