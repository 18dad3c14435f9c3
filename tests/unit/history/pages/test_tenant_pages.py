"""Pages to begin at, and to manage things with: nothing is offered that would be refused."""

from __future__ import annotations

import pytest

from layerproof.history.pages.account_pages import render_invitation, render_login
from layerproof.history.pages.frame import Viewer
from layerproof.history.pages.home_page import OrganizationView, render_home, view_organization
from layerproof.history.pages.problem_page import render_problem
from layerproof.history.pages.tenant_pages import (
    MembersView,
    TokensView,
    render_members,
    render_tokens,
)
from layerproof.history.records.access import Role
from layerproof.history.records.tenants import IssuedToken
from tests.factories import history_records as make
from tests.support.page_checks import check_page, links_of, rows_of, texts_of

LOCAL = Viewer(accounts=False)

_NOON = "2026-11-21 12:00 UTC"


def _organization(role: Role = Role.OWNER, *, empty: bool = False) -> OrganizationView:
    projects = [] if empty else [make.a_project(), make.a_project("other", 6)]
    place = make.an_organization_place(role=role)
    return view_organization("Acme", place, projects, {5: make.project_news()})


def test_a_project_shows_the_newest_run_of_its_main_branch() -> None:
    """A project is a row with its newest run; one without runs says so."""
    assert rows_of(render_home(make.a_viewer(), [_organization()])) == [
        ["Project", "Ruling", "Whole source", "Failed tests", "Branch", "Newest run"],
        ["shop", "✗ broken", "90.0 %", "2", "main", "2026-11-21 12:00 UTC"],
        ["other", "no run yet", "other", "\u2013"],
    ]


@pytest.mark.parametrize(("role", "offered"), [(Role.MEMBER, True), (Role.VIEWER, False)])
def test_a_first_project_is_offered_to_those_who_may(role: Role, *, offered: bool) -> None:
    """An empty organization leads those to a new project who may make one."""
    page = render_home(make.a_viewer(), [_organization(role, empty=True)])
    assert ("/o/acme/-/new-project" in links_of(page)) is offered
    assert "There is no project here yet." in page


def test_whoever_is_nowhere_learns_what_to_do() -> None:
    """Somebody in no organization is told how to get into one."""
    page = render_home(make.a_viewer(), [])
    assert "You are in no organization yet." in page
    assert "/new-organization" in links_of(page)


def test_without_accounts_there_are_projects_alone() -> None:
    """A server without accounts shows its projects, and no organization to be made."""
    page = render_home(LOCAL, [_organization()])
    assert texts_of(page, "h1") == ["Projects"]
    assert "/new-organization" not in links_of(page)
    assert 'action="/logout"' not in page
    assert "layerproof push" in render_home(LOCAL, [_organization(empty=True)])


@pytest.mark.parametrize("role", Role)
def test_members_are_changed_by_those_who_may(role: Role) -> None:
    """Buttons are there for exactly what the viewer's role may do."""
    mine = make.a_member("Me", role, key=9)
    others = [make.a_member("Ann", Role.OWNER), make.a_member("Vic", Role.VIEWER, key=2)]
    view = MembersView([mine, *others], [make.an_invitation()], viewer_key=9)
    page = render_members(make.a_viewer(), make.an_organization_place(role=role), view)
    found = [text for text in texts_of(page, "button") if text != "Log out"]
    expected = {
        Role.OWNER: [
            *("Change the role of Me", "Yes, leave"),
            *("Change the role of Ann", "Yes, remove", "Change the role of Vic", "Yes, remove"),
            *("Take back the invitation of bob@acme.example", "Make the invitation"),
        ],
        Role.ADMIN: [
            *("Change the role of Me", "Yes, leave", "Change the role of Vic", "Yes, remove"),
            *("Take back the invitation of bob@acme.example", "Make the invitation"),
        ],
    }
    assert found == expected.get(role, ["Yes, leave"])


def test_an_admin_gives_no_higher_role_than_may_be_given() -> None:
    """The roles to choose from are those that the table of roles allows."""
    view = MembersView([], [], viewer_key=9)
    page = render_members(make.a_viewer(), make.an_organization_place(role=Role.ADMIN), view)
    assert texts_of(page, "option") == ["viewer", "member", "admin"]


def test_a_secret_is_shown_when_it_was_made() -> None:
    """The page after making a token shows its secret; no other does."""
    tokens = [
        make.a_token("new", last_used_at=None),
        make.a_token("old", expires_at=make.NOON),
        make.a_token("gone", revoked_at=make.NOON),
    ]
    view = TokensView(tokens, make.NOON)
    page = render_tokens(make.a_viewer(), make.a_project_place(), view)
    row = ("push, read", _NOON)
    assert rows_of(page)[1:] == [
        ["new", *row, "never", "never", "valid", "Revoke new Yes, revoke"],
        ["old", *row, _NOON, _NOON, "expired", ""],
        ["gone", *row, _NOON, "never", "revoked", ""],
    ]
    assert "secret" not in " ".join(
        element.attributes.get("class", "") for element in check_page(page)
    )
    issued = TokensView(tokens, make.NOON, issued=IssuedToken(tokens[0], "lpt_SECRET"))
    assert "lpt_SECRET" in texts_of(
        render_tokens(make.a_viewer(), make.a_project_place(), issued), "code"
    )


def test_an_empty_project_has_no_token() -> None:
    """Without tokens there is a sentence in place of the table."""
    page = render_tokens(make.a_viewer(), make.a_project_place(), TokensView([], make.NOON))
    assert "The project has no token." in page


def test_registering_is_offered_where_it_is_open() -> None:
    """Only a server with open registration leads to it from the log-in."""
    assert "/invitation" in links_of(render_login(open_registration=True))
    assert "/invitation" not in links_of(render_login())


def test_an_invitation_leads_to_the_log_in_and_back() -> None:
    """Who has an account logs in, and comes back to accept."""
    page = render_invitation(Viewer(), "lpi_x")
    assert "/login?next=%2Finvitation%3Ftoken%3Dlpi_x" in links_of(page)
    assert texts_of(page, "h1") == ["Accept the invitation"]
    assert texts_of(render_invitation(Viewer(), ""), "h1") == ["Register"]


def test_a_refusal_leads_on() -> None:
    """A page of an error tells what is wrong, and leads home or to the log-in."""
    problem = {"title": "No", "status": 404, "code": "c", "detail": "not here", "faults": []}
    page = render_problem(problem)
    assert texts_of(page, "p")[:2] == ["404 · c", "Not here."]
    assert links_of(page) == ["/", "/"]
    assert links_of(render_problem(problem, log_in="/login")) == ["/", "/login"]
