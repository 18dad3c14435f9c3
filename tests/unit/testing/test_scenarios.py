"""Scenarios are found by name, target or function, and described by what they take."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from layerproof.database.errors import WiringError
from layerproof.testing.scenarios import (
    Scenario,
    ScenarioError,
    build_scenario,
    find_scenario,
    list_scenarios,
)
from tests.support import worlds


@pytest.mark.parametrize(
    ("which", "wants", "is_async"),
    [
        (worlds.plain, "session", False),
        (worlds.with_factories, "nothing", False),
        (worlds.awaited, "async_session", True),
        (worlds.with_awaited_factories, "nothing", True),
        (worlds.defaulted, "async_session", False),
        (lambda db: None, "session", False),
    ],
)
def test_function_is_described(which: Callable[..., Any], wants: Any, is_async: bool) -> None:
    """What a function takes follows from its annotation, without one from its kind."""
    assert find_scenario(which) == Scenario(which.__name__, which, wants, is_async)


def test_name_is_found_in_the_table_and_among_the_declared() -> None:
    """A name leads to the table's function or to the decorated one, a target to itself."""
    names = {"demo": "tests.support.worlds:plain"}
    found = [find_scenario(which, names) for which in ("demo", "declared", names["demo"])]
    assert [each.function for each in found] == [worlds.plain] * 3


def test_list_has_both_kinds() -> None:
    """The list has the table's names and the declared ones, each with its function's place."""
    assert list_scenarios({"demo": "shop.worlds:demo"}) == {
        "declared": "tests.support.worlds:plain",
        "demo": "shop.worlds:demo",
    }


def test_unknown_name_lists_what_there_is() -> None:
    """A name that nobody has is answered with all names and the nearest."""
    expected = 'there is no scenario "demmo"; there are: declared, demo'
    with pytest.raises(ScenarioError, match=re.escape(expected)) as caught:
        find_scenario("demmo", {"demo": "shop.worlds:demo"})
    assert caught.value.advice == 'did you mean "demo"?'


def test_missing_module_and_function_are_named() -> None:
    """A target that cannot be loaded names what is missing."""
    with pytest.raises(ScenarioError, match=r"there is no module tests\.nowhere"):
        find_scenario("tests.nowhere:demo")
    with pytest.raises(WiringError, match=r"tests\.support\.worlds:nobody cannot be loaded"):
        find_scenario("tests.support.worlds:nobody")
    with pytest.raises(ScenarioError, match="is not a function"):
        find_scenario("tests.support.worlds:NAMES")


@pytest.mark.parametrize("which", [worlds.two, worlds.mixed_up, worlds.odd])
def test_unfit_parameters_are_refused(which: Callable[..., Any]) -> None:
    """A function that takes what no caller has is refused with its parameters."""
    with pytest.raises(ScenarioError, match=f'the scenario "{which.__name__}" takes '):
        find_scenario(which)


def test_asynchronous_scenario_has_to_be_awaited() -> None:
    """The plain call names the asynchronous one."""
    with pytest.raises(ScenarioError, match='the scenario "awaited" is asynchronous'):
        build_scenario(worlds.awaited)
