"""The quick suites in one pytest process."""

from __future__ import annotations

import pytest

from layerproof.core.config.values import Config
from layerproof.errors import ExitCode
from layerproof.pipeline.fast_run import run_fast
from tests.support.configs import MINIMAL, config_of
from tests.support.fake_workplace import FakeWorkplace, ending

CONFIG = config_of(MINIMAL + "suites.api.workers = 2")


def planned_workers(config: Config, place: FakeWorkplace) -> str:
    """Return what ``-n`` was."""
    run_fast(config, place, ())
    [arguments] = place.bare
    return arguments[arguments.index("-n") + 1]


def test_quick_suites_in_one_process() -> None:
    """The suites of ``fast`` run bare, failed tests first, and the user's arguments come last."""
    place = FakeWorkplace()
    assert run_fast(CONFIG, place, ("-k", "login")) is ExitCode.KEPT
    [arguments] = place.bare
    assert "--layerproof-suites=api,integration,unit" in arguments
    assert arguments[-3:] == ["--ff", "-k", "login"]
    assert not any(word.startswith("--layerproof-record") for word in arguments)
    assert place.desks == []


def test_fast_names_the_suites() -> None:
    """The table says which suites are quick."""
    place = FakeWorkplace()
    run_fast(config_of(MINIMAL + 'fast = ["unit"]'), place, ())
    assert "--layerproof-suites=unit" in place.bare[0]


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        (0, ExitCode.KEPT),
        (1, ExitCode.BROKEN),
        (2, ExitCode.NOT_MEASURED),
        (3, ExitCode.NOT_MEASURED),
        (4, ExitCode.WRONG_USE),
        (5, ExitCode.NOT_MEASURED),
        (-9, ExitCode.NOT_MEASURED),
    ],
)
def test_meaning_of_pytests_codes(code: int, meaning: ExitCode) -> None:
    """Only pytest's 0 is kept; no test at all shows nothing."""
    assert run_fast(CONFIG, FakeWorkplace(ended=ending(code)), ()) is meaning


@pytest.mark.parametrize("code", [0, 1, 2])
def test_interruption(code: int) -> None:
    """An interruption is one, whatever pytest made of it."""
    place = FakeWorkplace(ended=ending(code, interrupted=True))
    assert run_fast(CONFIG, place, ()) is ExitCode.INTERRUPTED


@pytest.mark.parametrize(
    ("tests", "workers"),
    [
        ({"unit": 30, "api": 20}, "8"),
        ({"unit": 29, "api": 20}, "0"),
        ({"unit": 30, "slow": 100}, "0"),
    ],
)
def test_workers_by_the_tests_of_all(tests: dict[str, int], workers: str) -> None:
    """The tests of the quick suites, which want workers, are added up."""
    assert planned_workers(CONFIG, FakeWorkplace(tests=tests)) == workers


def test_a_suite_that_is_kept_in_one_process_keeps_all_there() -> None:
    """Where the table gives one of the suites no workers, its tests may meet: there are none."""
    config = config_of(MINIMAL + "suites.integration.workers = 0")
    assert planned_workers(config, FakeWorkplace(tests={"unit": 500})) == "0"


@pytest.mark.parametrize("words", [["--dist", "loadfile"], ["--dist=loadscope"]])
def test_tests_that_stay_together_do_so_here_too(words: list[str]) -> None:
    """What one suite's ``args`` say of spreading its tests over workers holds for all of them."""
    place = FakeWorkplace(tests={"api": 500})
    run_fast(config_of(MINIMAL + f"suites.api.args = {['-q', *words, '-x']}"), place, ())
    [arguments] = place.bare
    assert arguments[-1 - len(words) :] == ["--ff", *words]


def test_no_workers_without_xdist() -> None:
    """Without xdist nothing is said of workers."""
    place = FakeWorkplace(tests={"api": 500}, installed=frozenset())
    run_fast(config_of(MINIMAL + 'suites.api.args = ["--dist", "loadfile"]'), place, ())
    assert not {"-n", "--dist"} & set(place.bare[0])
