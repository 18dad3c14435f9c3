"""What is asked for by its id is there; if not, that is the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from print_shop.errors import NotFoundError

Row = TypeVar("Row")


def found(row: Row | None, kind: str, key: int) -> Row:
    """Return the row.

    Raises:
        NotFoundError: There is none.
    """
    if row is None:
        raise NotFoundError(kind, key)
    return row


def pick(
    lines: Mapping[int, Row], quantities: Mapping[int, int], kind: str
) -> list[tuple[Row, int]]:
    """Return the lines that quantities are given for, by their ids, each with its quantity.

    Raises:
        NotFoundError: There is no line of an id.
    """
    return [(found(lines.get(key), kind, key), quantity) for key, quantity in quantities.items()]
