"""Where one begins: organizations, and the projects of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from layerproof.history.pages.addresses import ProjectAddresses
from layerproof.history.pages.frame import (
    Frame,
    Notice,
    OrganizationPlace,
    Viewer,
    organization_frame,
)
from layerproof.history.pages.templating import render
from layerproof.history.records.access import Action
from layerproof.history.records.overview import ProjectNews
from layerproof.history.records.tenants import Project


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project in a list; ``news`` is the newest run of its main branch."""

    name: str
    main_branch: str
    to: ProjectAddresses
    news: ProjectNews | None


@dataclass(frozen=True, slots=True)
class OrganizationView:
    """An organization with its projects."""

    name: str
    place: OrganizationPlace
    projects: Sequence[ProjectRow]

    @property
    def may_create(self) -> bool:
        """Whether the viewer may make a project here."""
        return self.place.may(Action.CREATE_PROJECT)


def view_organization(
    name: str,
    place: OrganizationPlace,
    projects: Sequence[Project],
    news: Mapping[int, ProjectNews],
) -> OrganizationView:
    """Return an organization as it is shown.

    :param news: the newest run of a project's main branch, by the project's key.
    """
    rows = [
        ProjectRow(
            name=project.settings.name,
            main_branch=project.settings.main_branch,
            to=place.to.project(project.slug),
            news=news.get(project.key),
        )
        for project in projects
    ]
    return OrganizationView(name, place, rows)


def render_home(
    viewer: Viewer, organizations: Sequence[OrganizationView], notice: Notice | None = None
) -> str:
    """Return the first page."""
    title = "Organizations and projects" if viewer.accounts else "Projects"
    return render("home.html", Frame(title, viewer), organizations=organizations, notice=notice)


def render_organization(
    viewer: Viewer, organization: OrganizationView, notice: Notice | None = None
) -> str:
    """Return the page of one organization."""
    frame = organization_frame(viewer, organization.place, "Projects")
    return render("organization.html", frame, organization=organization, notice=notice)
