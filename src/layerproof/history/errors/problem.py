"""Everything that the results backend refuses, each with its HTTP status.

Services raise these; ``problems`` turns them into answers; nothing else speaks of statuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from layerproof.errors import ExitCode, LayerproofError


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a document or a query: where it stands and what is wrong."""

    where: str
    problem: str


class DatabaseUnfitError(LayerproofError):
    """The history database cannot be opened, is not ours, or is newer than this code."""

    slug = "history-database"
    exit_code: ClassVar[ExitCode] = ExitCode.NOT_MEASURED


class ProblemError(LayerproofError):
    """A request that is answered with an error.

    :param faults: what is wrong in detail, for errors that name more than one thing.
    """

    slug = "internal"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "The server failed"
    exit_code: ClassVar[ExitCode] = ExitCode.NOT_MEASURED

    #: Whether what was written before the refusal stays: the note of a log-in that failed does.
    keeps_writes: ClassVar[bool] = False

    def __init__(self, problem: str, *, advice: str = "", faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(problem, advice=advice)
        self.faults = faults

    @property
    def headers(self) -> Mapping[str, str]:
        """What the answer's head says besides, such as when to come again."""
        return {}


class NotFoundError(ProblemError):
    """There is nothing at this address."""

    slug = "not-found"
    status = 404
    title = "Nothing here"


class MethodNotAllowedError(ProblemError):
    """The address exists, and does not take this method."""

    slug = "method-not-allowed"
    status = 405
    title = "Method not allowed"


class BodyIncompleteError(ProblemError):
    """The client went away before the whole body had arrived."""

    slug = "body-incomplete"
    status = 400
    title = "The body is incomplete"


class BadRequestError(ProblemError):
    """The request cannot be read as HTTP means it."""

    slug = "bad-request"
    status = 400
    title = "The request cannot be read"


class UnsupportedContentError(ProblemError):
    """The body is not declared as plain JSON."""

    slug = "unsupported-content"
    status = 415
    title = "The body is not declared as JSON"


class InvalidRequestError(ProblemError):
    """A query parameter has a value that it cannot have."""

    slug = "invalid-request"
    status = 422
    title = "The request is not valid"


class DatabaseUnavailableError(ProblemError):
    """The database cannot work at present; the request may be sent again."""

    slug = "database-unavailable"
    status = 503
    title = "The database is not available"
