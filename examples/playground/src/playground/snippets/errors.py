"""What can go wrong with snippets."""

from __future__ import annotations

from playground.errors import ConflictError, ForbiddenError, NotFoundError, UnfitError


class SnippetNotFoundError(NotFoundError):
    """There is no such snippet, or it is somebody else's and not shared."""


class NotOwnerError(ForbiddenError):
    """The snippet is somebody else's, shared for reading, running and forking."""


class SnippetLimitError(ConflictError):
    """The user has as many snippets as one may have."""


class MissingValuesError(UnfitError):
    """A run lacks values for some of the places to fill in."""
