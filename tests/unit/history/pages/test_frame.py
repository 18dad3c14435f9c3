"""What surrounds a page: nothing is offered that the viewer may not do."""

from __future__ import annotations

import pytest

from layerproof.history.pages.frame import Link, Viewer, organization_frame, project_frame
from layerproof.history.records.access import Role
from tests.factories.history_records import a_project_place, a_viewer, an_organization_place

LOCAL = Viewer(accounts=False)


@pytest.mark.parametrize(
    ("role", "tabs"),
    [
        (Role.OWNER, ["Projects", "Members", "New project"]),
        (Role.ADMIN, ["Projects", "Members", "New project"]),
        (Role.MEMBER, ["Projects", "Members", "New project"]),
        (Role.VIEWER, ["Projects", "Members"]),
    ],
)
def test_an_organization_offers_what_the_role_may(role: Role, tabs: list[str]) -> None:
    """Everybody but viewers finds where to make a project."""
    frame = organization_frame(a_viewer(), an_organization_place(role=role), "Members")
    assert [tab.text for tab in frame.tabs] == tabs
    assert [tab.text for tab in frame.tabs if tab.here] == ["Members"]
    assert frame.trail == (Link("acme", "/o/acme"),)
    assert frame.title == "Members: acme"


@pytest.mark.parametrize(
    ("role", "last"),
    [
        (Role.OWNER, "Tokens"),
        (Role.ADMIN, "Tokens"),
        (Role.MEMBER, "Tokens"),
        (Role.VIEWER, "Compare"),
    ],
)
def test_a_project_offers_what_the_role_may(role: Role, last: str) -> None:
    """Everybody but viewers finds the tokens."""
    frame = project_frame(a_viewer(), a_project_place(role=role), "Kept", tab="Runs")
    assert frame.tabs[-1].text == last
    assert frame.tabs[0] == Link("Runs", "/o/acme/shop", here=True)
    assert frame.trail == (Link("acme", "/o/acme"), Link("shop", "/o/acme/shop"))
    assert frame.title == "Kept: shop"


def test_a_server_without_accounts_has_nothing_to_manage() -> None:
    """Without accounts there are no members and no tokens to be seen."""
    organization = organization_frame(LOCAL, an_organization_place(), "Projects")
    project = project_frame(LOCAL, a_project_place(), "Runs")
    assert [tab.text for tab in organization.tabs] == ["Projects"]
    assert "Tokens" not in [tab.text for tab in project.tabs]
    assert not LOCAL.logged_in


def test_the_token_of_forms_is_not_told() -> None:
    """What a viewer is written as in a log has no secret in it."""
    assert "f" * 64 not in repr(a_viewer())
