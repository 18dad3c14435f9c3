"""What a page says of a change that was refused."""

from __future__ import annotations

from layerproof.history.errors.accounts import TooManyAttemptsError
from layerproof.history.errors.problem import ProblemError
from layerproof.history.pages.frame import Notice
from layerproof.history.pages.numbers import duration


def refused(error: ProblemError) -> Notice:
    """Return an error as the page with the form tells it; advice to programs is left out."""
    text = f"{error.problem[:1].upper()}{error.problem[1:]}."
    if isinstance(error, TooManyAttemptsError):
        return Notice("refused", text, f"Try again in {duration(error.seconds)}.")
    return Notice("refused", text)
