"""What is wrong with a form that a page sent."""

from __future__ import annotations

from layerproof.history.errors.problem import ProblemError


class FormRefusedError(ProblemError):
    """The form came from another site's page, or from a page of another log-in."""

    slug = "form-refused"
    status = 403
    title = "The form was not sent by a page of this log-in"
