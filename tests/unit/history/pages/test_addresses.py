"""Addresses of pages: whatever a name is, it stays one step of a path or one value of a query."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from layerproof.history.pages import addresses
from layerproof.history.pages.addresses import OrganizationAddresses, ProjectAddresses

ODD = "../a/b?c#d&e=é \"<'\\\r\n"


def test_each_page_has_its_place() -> None:
    """The pages of an organization and of a project lie below them."""
    organization = OrganizationAddresses("acme")
    project = organization.project("shop")
    assert project == ProjectAddresses("acme", "shop")
    assert [
        organization.home,
        organization.members,
        organization.new_project,
        organization.invitations,
        organization.member("p", "role"),
        organization.invitation("i", "revoke"),
        project.home,
        project.run("r"),
        project.trends(),
        project.flaky(definition="flips"),
        project.slowest(),
        project.test("t", branch="main", cursor=None),
        project.compare(base="a", head="b"),
        project.tokens,
        project.token("t", "revoke"),
    ] == [
        "/o/acme",
        "/o/acme/-/members",
        "/o/acme/-/new-project",
        "/o/acme/-/invitations",
        "/o/acme/-/members/p/role",
        "/o/acme/-/invitations/i/revoke",
        "/o/acme/shop",
        "/o/acme/shop/runs/r",
        "/o/acme/shop/trends",
        "/o/acme/shop/tests/flaky?definition=flips",
        "/o/acme/shop/tests/slowest",
        "/o/acme/shop/tests/t?branch=main",
        "/o/acme/shop/compare?base=a&head=b",
        "/o/acme/shop/tokens",
        "/o/acme/shop/tokens/t/revoke",
    ]


@pytest.mark.parametrize("name", [ODD, "..", ".", "a/../b", "\ud800"])
def test_a_name_is_one_step(name: str) -> None:
    """No name leads out of its place in a path."""
    path = ProjectAddresses(name, name).run(name)
    steps = urlsplit(path).path.split("/")
    expected = name.encode("utf-8", "replace").decode()
    assert path.isascii()
    assert [unquote(step) for step in steps] == ["", "o", expected, expected, "runs", expected]
    assert not {".", ".."} & set(steps)


def test_a_query_holds_what_it_was_given() -> None:
    """A value comes back as it was; what was not given is not there."""
    address = ProjectAddresses("acme", "shop").runs(branch=ODD, ruling="", cursor=None)
    assert parse_qs(urlsplit(address).query) == {"branch": [ODD]}


@pytest.mark.parametrize(
    "following",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n",
        "javascript:alert(1)",
        "",
        "evil",
    ],
)
def test_nobody_is_sent_to_another_server(following: str) -> None:
    """Where to go on to is a path of ours, else home."""
    assert addresses.own_path(following) == "/"


@pytest.mark.parametrize("following", ["/", "/o/acme/shop?branch=a%2Fb", "/invitation?token=x"])
def test_a_path_of_ours_is_kept(following: str) -> None:
    """A path of this server is where one goes on to."""
    assert addresses.own_path(following) == following


def test_the_log_in_remembers_where_from() -> None:
    """The way to the log-in names the page to come back to, unless that is home."""
    assert addresses.login("/o/acme?x=1&y=2") == "/login?next=%2Fo%2Facme%3Fx%3D1%26y%3D2"
    assert addresses.login("/") == "/login"
    assert addresses.login() == "/login"
    assert addresses.invitation("a/b") == "/invitation?token=a%2Fb"
