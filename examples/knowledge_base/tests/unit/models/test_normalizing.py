"""What is compared is stored in one way of writing it."""

from __future__ import annotations

import pytest

from tests.factories import KnowledgeEntryFactory, ToolFactory, UserFactory


def test_an_address_is_in_lower_case() -> None:
    """However it was typed, and later as well."""
    user = UserFactory.build(email=" Ann@Acme.Example ")
    assert user.email == "ann@acme.example"

    user.email = "BOB@acme.example"
    assert user.email == "bob@acme.example"


def test_a_tools_name_is_in_lower_case() -> None:
    """Two names that differ in case alone are one name."""
    assert ToolFactory.build(name=" Finder").name == "finder"


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ([], []),
        (["tea"], ["tea"]),
        (["Tea", "asia", " tea "], ["asia", "tea"]),
        (["", "  ", "tea"], ["tea"]),
    ],
)
def test_tags_are_sorted_and_there_once(given: list[str], stored: list[str]) -> None:
    """Case and surrounding space make no other tag, and nothing is no tag."""
    assert KnowledgeEntryFactory.build(tags=given).tags == stored


def test_a_trait_files_an_entry() -> None:
    """``filed=True`` brings tags along."""
    assert KnowledgeEntryFactory.build(filed=True).tags == ["howto", "office"]
    assert KnowledgeEntryFactory.build().tags == []
