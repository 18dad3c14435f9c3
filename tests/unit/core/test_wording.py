"""Numbers with their nouns, and lists cut short."""

import pytest

from layerproof.core.wording import count_noun, name_some


@pytest.mark.parametrize(
    ("number", "noun", "told"),
    [
        (0, "test", "0 tests"),
        (1, "test", "1 test"),
        (2, "file", "2 files"),
        (2, "class", "2 classes"),
    ],
)
def test_a_number_of_things(number: int, noun: str, told: str) -> None:
    """One thing stands in the singular, any other number of them in the plural."""
    assert count_noun(number, noun) == told


def test_names_up_to_a_limit() -> None:
    """So many names are told, and how many more there are only where there are more."""
    assert [name_some("abc", limit) for limit in (2, 3)] == ["a, b and 1 more", "a, b, c"]
