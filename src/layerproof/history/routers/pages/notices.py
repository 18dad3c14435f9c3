"""What a page says of a change that was refused."""

from __future__ import annotations

from layerproof.history.errors.problem import ProblemError
from layerproof.history.pages.frame import Notice


def refused(error: ProblemError) -> Notice:
    """Return an error as the page with the form tells it."""
    return Notice("refused", f"{error.title}.", f"{error.problem[:1].upper()}{error.problem[1:]}.")
