"""What is wrong with what is asked of organizations, members, invitations, projects and tokens."""

from __future__ import annotations

from layerproof.history.errors.problem import NotFoundError, ProblemError


class MemberNotFoundError(NotFoundError):
    """Nobody with this id is in the organization."""

    slug = "member-not-found"
    title = "No such member"


class InvitationNotFoundError(NotFoundError):
    """There is no such invitation, or it is used, expired, taken back, or somebody else's."""

    slug = "invitation-not-found"
    title = "No such invitation"


class TokenNotFoundError(NotFoundError):
    """The project has no token with this id."""

    slug = "token-not-found"
    title = "No such token"


class LastOwnerError(ProblemError):
    """The organization would be left without an owner."""

    slug = "last-owner"
    status = 409
    title = "An organization keeps an owner"


class SlugTakenError(ProblemError):
    """The name in addresses is taken, or kept for the server."""

    slug = "slug-taken"
    status = 409
    title = "The name in addresses is taken"


class NameTakenError(ProblemError):
    """Another project of the organization has this name; reports would not tell them apart."""

    slug = "name-taken"
    status = 409
    title = "The name is taken by another project"


class LimitReachedError(ProblemError):
    """There are as many of them as there can be."""

    slug = "limit-reached"
    status = 409
    title = "There are as many as there can be"
