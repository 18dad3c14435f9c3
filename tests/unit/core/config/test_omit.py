"""coverage.py's file patterns: what they take, with the project's root as ``/``."""

from __future__ import annotations

import re

import pytest

from layerproof.core.config.omit import compile_omit
from layerproof.errors import ConfigError

FILES = [
    "setup.py",
    "src/shop/views.py",
    "src/shop/api/views.py",
    "src/shop/api/v1.py",
    "tests/views.py",
    "lib/src/shop/views.py",
]


@pytest.mark.parametrize(
    ("pattern", "taken"),
    [
        ("views.py", [1, 2, 4, 5]),
        ("*/views.py", [1, 2, 4, 5]),
        ("**/views.py", [1, 2, 4, 5]),
        ("src/shop/views.py", [1]),
        ("./src/shop/views.py", [1]),
        ("src\\shop\\views.py", [1]),
        ("src/*", [1, 2, 3]),
        ("src/**", [1, 2, 3]),
        ("*/shop/*", [1, 2, 3, 5]),
        ("src/*/views.py", [1]),
        ("src/**/views.py", [1, 2]),
        ("src/shop", []),
        ("src/shop/ap?/v[0-9].py", [3]),
        ("*src/shop/views.py", []),
        ("setup", []),
        ("/elsewhere/*", []),
    ],
)
def test_pattern_takes_what_coverage_would_omit(pattern: str, taken: list[int]) -> None:
    """A pattern takes the files that coverage.py omits for it."""
    match = compile_omit((pattern,))
    assert [index for index, path in enumerate(FILES) if match(path)] == taken


@pytest.mark.parametrize("pattern", ["***/x.py", "a**/x.py", "**a.py", "**/**/x.py"])
def test_pattern_that_coverage_refuses_is_refused(pattern: str) -> None:
    """Stars that coverage.py does not take are an error that quotes the pattern."""
    message = f'"{pattern}" is no pattern of coverage.py: "**" must stand alone'
    with pytest.raises(ConfigError, match=f"^{re.escape(message)}$"):
        compile_omit((pattern,))


def test_backward_range_is_refused() -> None:
    """Brackets that are no set of characters are an error that quotes the pattern."""
    with pytest.raises(ConfigError, match=r'^"x\[z-a\]\.py" is no pattern of coverage\.py: bad'):
        compile_omit(("x[z-a].py",))


def test_no_pattern_omits_nothing() -> None:
    """Without patterns nothing is omitted."""
    assert not compile_omit(())("src/a.py")
