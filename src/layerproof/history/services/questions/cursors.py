"""Places in lists as opaque text: a word for the list, and whole numbers."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from operator import gt

from layerproof.history.errors.problem import Fault, InvalidRequestError

#: What a database can hold as a place in a report, as a row's key, and as a moment in microseconds
#: (of which years beyond 5000 are none of ours).
LARGEST_POSITION = 2**31 - 1
LARGEST_KEY = 2**63 - 1
LARGEST_MOMENT = 10**17

_WRITTEN = re.compile(r"([a-z]+)((?:\.\d{1,19})+)", re.ASCII)


def write_place(word: str, *numbers: int) -> str:
    """Return the text that stands for a place in the list that the word names."""
    written = ".".join([word, *map(str, numbers)]).encode()
    return base64.urlsafe_b64encode(written).decode().rstrip("=")


def read_place(word: str, cursor: str, *, largest: Sequence[int]) -> Sequence[int]:
    """Return the numbers of a place.

    :param largest: what each of them is at most.
    :raises InvalidRequestError: the text is no place in this list.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        written = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError) as error:
        raise refuse_cursor() from error
    found = _WRITTEN.fullmatch(written)
    if found is None or found[1] != word:
        raise refuse_cursor()
    read = [int(number) for number in found[2].split(".")[1:]]
    if len(read) != len(largest) or any(map(gt, read, largest)):
        raise refuse_cursor()
    return read


def refuse_cursor() -> InvalidRequestError:
    """Return the error for a cursor that is none of this list."""
    return InvalidRequestError(
        "the cursor is not one of this list",
        advice="take the cursor from `next` of the page before, with the same `sort`, or leave it "
        "out",
        faults=(Fault("query.cursor", "not a cursor"),),
    )
