"""What can go wrong, by its meaning. ``main`` gives each kind its status.

Every error belongs to one of five kinds; features have their own errors below them.
"""

from __future__ import annotations


class PlaygroundError(Exception):
    """A rule said no; the text is for the caller to read."""


class UnknownCallerError(PlaygroundError):
    """Nobody knows who is asking."""


class ForbiddenError(PlaygroundError):
    """The caller is known, and may not."""


class NotFoundError(PlaygroundError):
    """There is no such thing, or none that the caller may know of."""


class ConflictError(PlaygroundError):
    """What is there already stands in the way."""


class UnfitError(PlaygroundError):
    """What was sent is well-formed and cannot be used."""
