"""What is refused for the server's own sake, whoever asks; and archives that are not whole."""

from __future__ import annotations

from typing import ClassVar

from layerproof.errors import ExitCode, LayerproofError
from layerproof.history.errors.problem import ProblemError


class BodyTooLargeError(ProblemError):
    """A request that pushes no run has a body that is larger than such a request needs."""

    slug = "body-too-large"
    status = 413
    title = "The body is too large"


class BodyTooSlowError(ProblemError):
    """The body arrives so slowly that the connection could be kept for ever."""

    slug = "body-too-slow"
    status = 408
    title = "The body arrives too slowly"


class NotReadyError(ProblemError):
    """The server is stopping, or its database has other tables than this Layerproof needs."""

    slug = "not-ready"
    status = 503
    title = "The server is not ready"


class ArchiveError(LayerproofError):
    """A backup cannot be written, or is not whole, or is not for this database."""

    slug = "history-archive"
    exit_code: ClassVar[ExitCode] = ExitCode.NOT_MEASURED
