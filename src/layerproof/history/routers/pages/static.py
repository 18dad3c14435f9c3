"""``/static``: the style sheet and the icon. Everybody may have them."""

from __future__ import annotations

from fastapi import APIRouter, Response

from layerproof.history.errors.problem import NotFoundError
from layerproof.history.pages.addresses import STATIC
from layerproof.history.pages.static_files import load_static
from layerproof.history.pages.templating import HEADERS

router = APIRouter(prefix=STATIC)

_FOR_EVER = "public, max-age=31536000, immutable"


@router.get("/{name}")
async def read_static(name: str, v: str = "") -> Response:
    """Give a file; one that is asked for in the version that it has may be kept for ever."""
    found = load_static(name)
    if found is None:
        raise NotFoundError("there is no such file")
    keeping = _FOR_EVER if v == found.version else "no-cache"
    return Response(
        found.body, media_type=found.media_type, headers={**HEADERS, "Cache-Control": keeping}
    )
