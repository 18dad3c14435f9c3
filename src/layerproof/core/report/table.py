"""Tables for a terminal: aligned columns, in blocks below each other where it is narrow."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from layerproof.core.judge.values import Ruling
from layerproof.core.report.style import Style

_GAP = "  "


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell: printable text, and the ruling whose colour it has."""

    text: str
    ruling: Ruling | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column from head to foot; figures stand to the right."""

    head: str
    entries: tuple[Entry, ...]
    right: bool = False

    @property
    def width(self) -> int:
        """How many places of a terminal the widest cell takes."""
        return max(places(text) for text in (self.head, *(entry.text for entry in self.entries)))


def render_table(columns: Sequence[Column], style: Style, width: int) -> list[str]:
    """Return the table's lines, each at most ``width`` places wide where its cells allow it.

    Columns that do not fit go to further blocks, each of which begins with the first column.
    """
    lines: list[str] = []
    for block in _blocks(columns, width):
        lines += [""] if lines else []
        lines += _block_lines(block, style)
    return lines


def places(text: str) -> int:
    """Return how many places a terminal gives to a printable text; wide characters take two."""
    if text.isascii():
        return len(text)
    return sum(_places_of(character) for character in text)


def _places_of(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _blocks(columns: Sequence[Column], width: int) -> Iterator[list[Column]]:
    first, *others = columns
    block, used = [first], first.width
    for column in others:
        needed = len(_GAP) + column.width
        if used + needed > width and len(block) > 1:
            yield block
            block, used = [first], first.width
        block.append(column)
        used += needed
    yield block


def _block_lines(block: Sequence[Column], style: Style) -> Iterator[str]:
    yield _join(_padded(column.head, column) for column in block)
    for row in range(len(block[0].entries)):
        yield _join(_painted(column, row, style) for column in block)


def _painted(column: Column, row: int, style: Style) -> str:
    """Return a padded cell; only its text is painted, so that line ends can be trimmed."""
    entry = column.entries[row]
    text = style.paint(entry.text, entry.ruling)
    return _padded(entry.text, column).replace(entry.text, text, 1) if text else _padded("", column)


def _padded(text: str, column: Column) -> str:
    space = " " * (column.width - places(text))
    return space + text if column.right else text + space


def _join(cells: Iterable[str]) -> str:
    return _GAP.join(cells).rstrip()
