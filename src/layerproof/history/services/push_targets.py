"""Which project a run goes to: the token's, or, without accounts, the one that the run names."""

from __future__ import annotations

from layerproof.history.errors.access import ProjectNotFoundError
from layerproof.history.errors.runs import WrongProjectError
from layerproof.history.records.access import ProjectScope
from layerproof.history.services.local_projects import LocalProjectService


async def find_target(
    local: LocalProjectService, scope: ProjectScope | None, name: str
) -> ProjectScope:
    """Return the project that a run goes to.

    :param local: makes projects for a server without accounts.
    :param scope: the project of the pusher's token; without one there are no accounts.
    :param name: the project that the run names.
    :raises WrongProjectError: the pusher may push to another one only.
    """
    if scope is None:
        return await local.ensure(name)
    if name != scope.name:
        raise WrongProjectError(
            f"the run is of the project {name[:64]!r}, the token of {scope.name!r}",
            advice="use the other project's token, or change the project's name",
        )
    return scope


def project_gone(project: ProjectScope) -> ProjectNotFoundError:
    """Return what to answer where nothing can be stored in a project that was there before."""
    return ProjectNotFoundError(
        f"the project {project.slug!r} was removed while the run arrived",
        advice="nothing was stored; see the organization's /projects",
    )
