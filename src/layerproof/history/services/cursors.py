"""Positions in the list of runs as opaque text, there and back."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime, timedelta

from layerproof.history.errors.problem import Fault, InvalidRequestError
from layerproof.history.records.runs import Position

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

#: Few enough digits that neither a moment nor a row's number can be out of range.
_WRITTEN = re.compile(r"(\d{1,17})\.(\d{1,18})", re.ASCII)


def write_cursor(position: Position) -> str:
    """Return the text that stands for a position."""
    microseconds = (position.created_at - _EPOCH) // _MICROSECOND
    written = f"{microseconds}.{position.key}".encode()
    return base64.urlsafe_b64encode(written).decode().rstrip("=")


def read_cursor(cursor: str) -> Position:
    """Return the position that a text stands for.

    :raises InvalidRequestError: the text was not written by :func:`write_cursor`.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        written = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError) as error:
        raise _refusal() from error
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise _refusal()
    return Position(_EPOCH + int(found[1]) * _MICROSECOND, int(found[2]))


def _refusal() -> InvalidRequestError:
    return InvalidRequestError(
        "the cursor was not given out by this server",
        advice="take the cursor from `next` of the page before, or leave it out",
        faults=(Fault("query.cursor", "not a cursor"),),
    )
