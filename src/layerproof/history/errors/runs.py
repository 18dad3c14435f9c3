"""What is wrong with a run that is pushed or asked for."""

from __future__ import annotations

from layerproof.history.errors.problem import NotFoundError, ProblemError


class RunNotFoundError(NotFoundError):
    """No run is stored under this id."""

    slug = "run-not-found"
    title = "No such run"


class RunConflictError(ProblemError):
    """Another report is already stored under the same run id."""

    slug = "run-conflict"
    status = 409
    title = "The run id is taken by another report"


class MalformedReportError(ProblemError):
    """The body is not JSON, or is nested too deeply."""

    slug = "malformed-report"
    status = 400
    title = "The body is not a readable JSON document"


class ReportTooLargeError(ProblemError):
    """The body is larger than this server takes."""

    slug = "report-too-large"
    status = 413
    title = "The report is too large"


class UnknownSchemaVersionError(ProblemError):
    """The report has a schema version that this server does not know."""

    slug = "unknown-schema-version"
    status = 422
    title = "Unknown schema version"


class InvalidReportError(ProblemError):
    """The document is JSON, but not a report."""

    slug = "invalid-report"
    status = 422
    title = "The document is not a valid report"


class WrongProjectError(ProblemError):
    """The report names another project than the one that the token is for."""

    slug = "wrong-project"
    status = 422
    title = "The report is another project's"
