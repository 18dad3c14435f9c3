"""What each session runs."""

from __future__ import annotations

import pytest

from layerproof.sessions.commands import RUN_OPTIONS, build_command, split_arguments
from layerproof.sessions.session_table import Kind, SessionPlan

UNIT = SessionPlan("unit", Kind.SUITE, "")
RUN = ("-m", "layerproof", "run", "--suite", "unit")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ()),
        (["-k", "login", "-x"], ("--", "-k", "login", "-x")),
        (["--shard", "1/3"], ("--shard", "1/3")),
        (["--shard=1/3", "-k", "x"], ("--shard=1/3", "--", "-k", "x")),
        (["-k", "x", "--shard", "2/3"], ("--shard", "2/3", "--", "-k", "x")),
        (["--shard", "1/3", "--", "--shard", "x"], ("--shard", "1/3", "--", "--shard", "x")),
        (["-x", "--", "tests"], ("--", "-x", "--", "tests")),
        (["--partial", "-x"], ("--", "-x")),
        (["--ratchet", "5", "-x"], ("--", "-x")),
        (["--ratchet", "-x"], ("--", "-x")),
        (["--ratchet=5", "5"], ("--", "5")),
    ],
)
def test_a_suite_gives_pytest_what_is_not_its_own(
    arguments: list[str], words: tuple[str, ...]
) -> None:
    """Layerproof takes its options from among the arguments and pytest gets the others."""
    assert build_command(UNIT, arguments) == (*RUN, *words)


def test_python_and_jobs_are_named_where_there_are_several() -> None:
    """A suite is told which of several Pythons it is, and how many sessions run beside it."""
    assert build_command(UNIT, ["-x"], python="3.12", jobs=2) == (
        *RUN,
        *("--python", "3.12", "--jobs", "2", "--", "-x"),
    )


def test_coverage_leaves_out_what_is_meant_for_suites() -> None:
    """``nox -- -x --partial`` means ``-x`` for the suites and ``--partial`` for the report."""
    plan = SessionPlan("coverage", Kind.COVERAGE, "")
    assert build_command(plan, ["-x", "--partial"]) == ("-m", "layerproof", "coverage", "--partial")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--ratchet"], ["--ratchet"]),
        (["--ratchet", "5"], ["--ratchet", "5"]),
        (["--ratchet=5", "tests"], ["--ratchet=5"]),
        (["--ratchet", "-x"], ["--ratchet"]),
        (["--ratchet", "tests", "5"], ["--ratchet"]),
        (["-x", "--ratchet", "0", "--partial"], ["--ratchet", "0", "--partial"]),
    ],
)
def test_the_ratchet_may_have_a_number(arguments: list[str], words: list[str]) -> None:
    """A number right after ``--ratchet`` is its own; anything else is for the suites."""
    plan = SessionPlan("coverage", Kind.COVERAGE, "")
    assert build_command(plan, arguments) == ("-m", "layerproof", "coverage", *words)


def test_fast_hands_everything_to_pytest() -> None:
    """The fast session has no options of its own among the arguments."""
    plan = SessionPlan("fast", Kind.FAST, "")
    assert build_command(plan, ["-k", "x"]) == ("-m", "layerproof", "fast", "--", "-k", "x")


def test_a_value_that_is_missing_is_not_made_up() -> None:
    """``--shard`` as the last word goes through alone, for the command line to complain about."""
    assert split_arguments(["-x", "--shard"], RUN_OPTIONS) == (("--shard",), ("-x",))
