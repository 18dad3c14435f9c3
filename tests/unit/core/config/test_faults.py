"""How faults are collected and shown."""

from __future__ import annotations

import pytest

from layerproof.core.config.faults import Faults, hint_nearest, join_key
from layerproof.errors import ConfigError


def test_all_faults_are_in_one_error() -> None:
    """One error lists every fault with its file, key, problem and hint."""
    faults = Faults("pyproject.toml")
    faults.add("tool.layerproof.source", "is needed")
    faults.add("tool.layerproof.sorce", "is not a key", 'did you mean "source"?')
    with pytest.raises(ConfigError, match="2 faults") as caught:
        faults.raise_any()
    assert caught.value.explain() == (
        "error[config]: the configuration has 2 faults\n"
        "  pyproject.toml: tool.layerproof.source: is needed\n"
        '  pyproject.toml: tool.layerproof.sorce: is not a key; did you mean "source"?\n'
        "  do: see docs/configuration.md"
    )


# lint-skip: test-assertion because it shows that nothing is raised
def test_no_fault_raises_nothing() -> None:
    """A configuration without faults passes."""
    Faults("pyproject.toml").raise_any()


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("servise", 'did you mean "service"?'),
        ("SERVICE", 'did you mean "service"?'),
        ("zzz", "there are: router, service"),
    ],
)
def test_hint_names_the_nearest_or_all(name: str, hint: str) -> None:
    """A near miss is answered with the one name that is meant, any other with all there are."""
    assert hint_nearest(name, ["router", "service"]) == hint


def test_hint_is_empty_where_nothing_is_valid() -> None:
    """Where there is no valid name there is no hint."""
    assert hint_nearest("x", []) == ""


def test_key_is_quoted_as_toml_wants_it() -> None:
    """A name that is no bare TOML key stands in quotes."""
    assert [join_key("a", "b-c"), join_key("a", "my layer")] == ["a.b-c", 'a."my layer"']
