"""Pages, and who sees what."""

from __future__ import annotations

from uuid import uuid4

import pytest

from knowledge_base.values import Page, PageRequest, Visibility


@pytest.mark.parametrize(("total", "pages"), [(0, 0), (1, 1), (20, 1), (21, 2)])
def test_pages_are_counted_up(total: int, pages: int) -> None:
    """A page that is not full is a page."""
    assert Page([], total, page=1, size=20).pages == pages


def test_the_first_page_begins_at_the_beginning() -> None:
    """Pages count from 1, items from 0."""
    assert [PageRequest(page, size=20).offset for page in (1, 2, 3)] == [0, 20, 40]


def test_visibility_includes_teams_and_what_has_none() -> None:
    """What belongs to no team is everybody's."""
    mine, other = uuid4(), uuid4()
    visibility = Visibility(frozenset({mine}))

    assert [visibility.includes(team) for team in (None, mine, other)] == [True, True, False]
    assert Visibility(everything=True).includes(other)
