"""What surrounds a page: who looks, where one is, and where one can go from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from layerproof.history.pages.addresses import OrganizationAddresses, ProjectAddresses
from layerproof.history.records.access import Action, Role
from layerproof.history.services.policy import may


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at a page.

    ``name`` is empty for somebody who has not logged in, and on a server without ``accounts``.
    ``form_token`` goes into every form, so that no other site can send one.
    """

    name: str = ""
    form_token: str = field(default="", repr=False)
    accounts: bool = True

    @property
    def logged_in(self) -> bool:
        """Whether there is a log-in that could be ended."""
        return bool(self.name)


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another page; ``here`` marks the page itself."""

    text: str
    to: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of a page. ``trail`` leads down to the page, ``tabs`` lie beside it."""

    title: str
    viewer: Viewer
    trail: Sequence[Link] = ()
    tabs: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class OrganizationPlace:
    """An organization as its pages need it; ``role`` is the viewer's."""

    slug: str
    role: Role

    @property
    def to(self) -> OrganizationAddresses:
        """Where its pages are."""
        return OrganizationAddresses(self.slug)

    def may(self, action: Action) -> bool:
        """Whether the viewer may do something here."""
        return may(self.role, action)


@dataclass(frozen=True, slots=True)
class ProjectPlace:
    """A project as its pages need it; ``role`` is the viewer's in its organization."""

    organization: str
    slug: str
    name: str
    main_branch: str
    role: Role

    @property
    def to(self) -> ProjectAddresses:
        """Where its pages are."""
        return ProjectAddresses(self.organization, self.slug)

    def may(self, action: Action) -> bool:
        """Whether the viewer may do something here."""
        return may(self.role, action)


@dataclass(frozen=True, slots=True)
class Notice:
    """What a page says of what was just done: ``done``, ``refused`` or ``warned``."""

    kind: str
    text: str
    advice: str = ""
    lines: Sequence[str] = ()


def organization_frame(viewer: Viewer, place: OrganizationPlace, title: str) -> Frame:
    """Return the frame of an organization's page; ``title`` is that of its tab as well."""
    tabs = [Link("Projects", place.to.home)]
    if viewer.accounts:
        tabs.append(Link("Members", place.to.members))
    if viewer.accounts and place.may(Action.CREATE_PROJECT):
        tabs.append(Link("New project", place.to.new_project))
    return Frame(
        title=f"{title}: {place.slug}",
        viewer=viewer,
        trail=(Link(place.slug, place.to.home),),
        tabs=_marked(tabs, title),
    )


def project_frame(viewer: Viewer, place: ProjectPlace, title: str, tab: str = "") -> Frame:
    """Return the frame of a project's page; ``tab`` is the one that it belongs to."""
    to = place.to
    tabs = [
        Link("Runs", to.home),
        Link("Trends", to.trends()),
        Link("Flaky tests", to.flaky()),
        Link("Slowest tests", to.slowest()),
        Link("Compare", to.compare()),
    ]
    if viewer.accounts and place.may(Action.MANAGE_TOKENS):
        tabs.append(Link("Tokens", to.tokens))
    return Frame(
        title=f"{title}: {place.name}",
        viewer=viewer,
        trail=(
            Link(place.organization, OrganizationAddresses(place.organization).home),
            Link(place.name, to.home),
        ),
        tabs=_marked(tabs, tab or title),
    )


def _marked(tabs: Sequence[Link], title: str) -> tuple[Link, ...]:
    return tuple(Link(tab.text, tab.to, here=tab.text == title) for tab in tabs)
