"""Who is not let in.

401 without a valid credential, 404 for what is not theirs, 403 for a role that is too low.
"""

from __future__ import annotations

from layerproof.history.errors.problem import NotFoundError, ProblemError


class UnauthenticatedError(ProblemError):
    """There is no credential, or it is forged, expired or revoked; which of them is not told."""

    slug = "unauthenticated"
    status = 401
    title = "Log in, or send a valid token"


class ForbiddenError(ProblemError):
    """The actor belongs here, and may not do this."""

    slug = "forbidden"
    status = 403
    title = "Not allowed"


class NotLocalError(ProblemError):
    """A server without accounts was reached under another machine's name, or through a proxy."""

    slug = "not-local"
    status = 403
    title = "This server has no accounts and answers on its own machine only"


class OrganizationNotFoundError(NotFoundError):
    """There is no such organization, or the actor is not in it."""

    slug = "organization-not-found"
    title = "No such organization"


class ProjectNotFoundError(NotFoundError):
    """There is no such project, or the actor does not see it."""

    slug = "project-not-found"
    title = "No such project"
