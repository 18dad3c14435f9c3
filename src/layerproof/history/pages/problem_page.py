"""Refusals as pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layerproof.history.pages.frame import Frame, Viewer
from layerproof.history.pages.templating import render


def render_problem(problem: Mapping[str, Any], *, log_in: str = "") -> str:
    """Return the page of a problem (RFC 9457), as the API would tell it.

    It tells nothing of who looks: it may be shown to anybody.

    :param log_in: where to log in, for those who have to.
    """
    frame = Frame(str(problem["title"]), Viewer())
    return render("problem.html", frame, problem=problem, log_in=log_in)
