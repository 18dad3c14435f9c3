"""Where a run that was pushed can be read: by programs, and by people."""

from __future__ import annotations

from fastapi import Request, Response

from layerproof.history.records.access import ProjectScope


def tell_places(request: Request, response: Response, project: ProjectScope, run_id: str) -> None:
    """Write where a run can be read into the head of the answer to its push.

    ``Location`` is its address in the API; ``Link`` that of its page (RFC 8288).
    """
    names = {
        "organization": project.organization_slug,
        "project": project.slug,
        "run_id": run_id,
    }
    response.headers["Location"] = request.url_for("read_run", **names).path
    page = request.url_for("show_run", **names).path
    response.headers["Link"] = f'<{page}>; rel="alternate"; type="text/html"'
