"""What is wrong with a piece of a run."""

from __future__ import annotations

from layerproof.history.errors.problem import ProblemError


class HostileXmlError(ProblemError):
    """The XML has what no test report needs, and what attacks are made of."""

    slug = "hostile-xml"
    status = 400
    title = "The XML has what is not taken"


class InvalidPieceError(ProblemError):
    """The file cannot be understood as what it was said to be."""

    slug = "invalid-piece"
    status = 422
    title = "The file cannot be understood"


class PieceConflictError(ProblemError):
    """The piece does not go together with those of its run that are there."""

    slug = "piece-conflict"
    status = 409
    title = "The piece does not go together with the others of its run"
