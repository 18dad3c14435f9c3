"""Pages as they are sent."""

from __future__ import annotations

from fastapi import Response
from fastapi.responses import HTMLResponse, RedirectResponse

from layerproof.history.pages.templating import HEADERS


def send_page(html: str, status: int = 200) -> HTMLResponse:
    """Return a page, with the policy that keeps everything foreign out of it."""
    return HTMLResponse(html, status, headers=dict(HEADERS))


def go_to(address: str) -> RedirectResponse:
    """Return the way to another page of ours, which is asked for with GET."""
    return RedirectResponse(address, 303, headers=dict(HEADERS))


def send_report(run_id: str, document: bytes) -> Response:
    """Return a whole report as a file to keep; a browser never shows it as a page."""
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="report-{run_id}.json"'}
    return Response(document, media_type="application/json", headers=headers)
