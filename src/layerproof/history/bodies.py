"""Reading a request's body within bounds: what is counted is what arrives, not what is declared."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from starlette.requests import ClientDisconnect

from layerproof.history.errors.problem import BodyIncompleteError, UnsupportedContentError
from layerproof.history.errors.runs import ReportTooLargeError
from layerproof.history.settings import HistorySettings

REPORT_TYPES = ("application/json",)

#: How the files of other tools are declared; which tool it is says `format`.
PIECE_TYPES = (
    "application/xml",
    "text/xml",
    "application/json",
    "text/plain",
    "application/octet-stream",
)


async def read_report_body(request: Request) -> bytes:
    """Return the body of a request that sends a report; raises what :func:`read_body` does."""
    return await read_body(request, REPORT_TYPES)


async def read_piece_body(request: Request) -> bytes:
    """Return the body of a request that sends a piece; raises what :func:`read_body` does."""
    return await read_body(request, PIECE_TYPES)


ReportBody = Annotated[bytes, Depends(read_report_body)]
PieceBody = Annotated[bytes, Depends(read_piece_body)]


async def read_body(request: Request, types: tuple[str, ...]) -> bytes:
    """Return the whole body of a request.

    :param types: how it may be declared.
    :raises UnsupportedContentError: it is declared as something else, or as compressed.
    :raises ReportTooLargeError: more was declared, or has arrived, than the settings allow.
    :raises BodyIncompleteError: the client went away.
    """
    settings: HistorySettings = request.app.state.settings
    _refuse_content(request, types)
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > settings.max_body:
        raise _too_large(settings.max_body)
    return await _read(request, settings.max_body)


async def _read(request: Request, limit: int) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                raise _too_large(limit)
    except ClientDisconnect as error:
        raise BodyIncompleteError("the client went away before the whole body arrived") from error
    return bytes(body)


def _refuse_content(request: Request, types: tuple[str, ...]) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in types:
        raise UnsupportedContentError(
            f"the body is taken as {' or '.join(types)}, not as {kind[:100]!r}",
            advice=f"send the header Content-Type: {types[0]}",
        )
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding != "identity":
        raise UnsupportedContentError(
            f"the content encoding {encoding[:100]!r} is not taken", advice="send it plain"
        )


def _too_large(limit: int) -> ReportTooLargeError:
    return ReportTooLargeError(
        f"the body is larger than {limit} bytes", advice="the server's --max-body sets the limit"
    )
