"""What goes into a conversion and what comes out of it: frozen values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """How files are converted.

    ``unittest``: rewrite classes of unittest too; ``marker``: a suite's marker for each converted
    file; ``asyncio_auto``: the project's pytest collects coroutine tests without a marker.
    """

    unittest: bool = False
    marker: str = ""
    asyncio_auto: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """A line of a file, from 1, and what is to be said of it; line 0 is the whole file."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """The text of a file after its conversion, what a person has to write, what was left alone."""

    text: str
    todos: tuple[Note, ...] = ()
    left_alone: tuple[Note, ...] = ()
