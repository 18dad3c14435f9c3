"""What is asked about and is not there."""

from __future__ import annotations

from layerproof.history.errors.problem import NotFoundError


class BaseNotFoundError(NotFoundError):
    """There is no run that the other one can be held against."""

    slug = "base-not-found"
    title = "No run to compare with"


class TestNotFoundError(NotFoundError):
    """No run of the project has had a test with this id."""

    __test__ = False

    slug = "test-not-found"
    title = "No such test"
