"""The survey as text for a terminal of 80 to 100 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace

from layerproof.adoption.discovery.telling.backend_rows import backend_sections
from layerproof.adoption.discovery.telling.project_rows import project_sections
from layerproof.adoption.discovery.telling.rows import Row, Section
from layerproof.adoption.discovery.telling.test_rows import test_sections
from layerproof.adoption.findings import Confidence
from layerproof.adoption.masking import mask_text
from layerproof.adoption.survey import Survey
from layerproof.core.report.printable import ascii_only, one_line, wrap

_COLOURS = {Confidence.CERTAIN: "32", Confidence.LIKELY: "33", Confidence.GUESS: "31"}
_NARROWEST, _WIDEST = 60, 100
_LABEL = 15
_RIGHT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the terminal shows: its width in columns, colours, and whether only ASCII."""

    width: int = 100
    colour: bool = False
    ascii: bool = False

    def paint(self, text: str, code: str) -> str:
        """Return a text in a colour, or bold or dim, by its code of ECMA-48."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text

    def plain(self, text: str) -> str:
        """Return a project's text on one line, without secrets or what a terminal obeys."""
        shown = mask_text(text)
        return one_line(ascii_only(shown) if self.ascii else shown)


def write_text(survey: Survey, look: Look) -> str:
    """Return the whole survey, ending in a line end."""
    sections = (
        *project_sections(survey.project),
        *backend_sections(survey.backend),
        *test_sections(survey.tests),
        Section("could not be read", tuple(_fault_rows(survey)), ""),
    )
    lines = [look.paint(look.plain(f"{survey.project.name} in {survey.root}"), "1")]
    for section in sections:
        if section.rows or section.nothing:
            lines += ["", look.paint(section.title, "1"), *_write_section(section, look)]
    lines += ["", *_write_legend(look)]
    return "\n".join(lines) + "\n"


def _fault_rows(survey: Survey) -> Iterator[Row]:
    for fault in survey.faults:
        yield Row("", fault.problem, (fault.place,))


def _write_section(section: Section, look: Look) -> Iterator[str]:
    if not section.rows:
        yield from textwrap.wrap(
            section.nothing,
            _width(look),
            initial_indent="  ",
            subsequent_indent="  ",
        )
    before = ""
    for row in section.rows:
        yield from _write_row(row, look, "" if row.label == before else row.label)
        before = row.label


def _width(look: Look) -> int:
    return min(max(look.width, _NARROWEST), _WIDEST)


def _write_row(row: Row, look: Look, label: str) -> Iterator[str]:
    """Yield one line where value and place fit beside each other, else the place below.

    A place is never cut or wrapped: terminals make links of it.
    """
    start = f"  {look.plain(label):<{_LABEL}}  " if label or row.label else "  "
    if len(start) > _LABEL + 4:
        yield start.rstrip()
        start = " " * (_LABEL + 4)
    value = look.plain(row.value)
    reason = f" ({look.plain(row.why)})" if row.why else ""
    place = _write_place(row, look)
    shown = f"{start}{value}{reason}"
    column = _width(look) - _RIGHT
    if not place and len(shown) <= _width(look):
        yield shown.rstrip()
    elif len(shown) + 2 <= column and _length(row, look) <= _RIGHT:
        yield f"{shown:<{column}}{place}"
    else:
        indent = " " * len(start)
        for index, line in enumerate(wrap(value, _width(look) - len(start))):
            yield f"{indent if index else start}{line}"
        if place or reason:
            yield from _write_below(place, reason.strip(), f"{indent}  ", look)


def _write_below(place: str, reason: str, indent: str, look: Look) -> Iterator[str]:
    together = f"{indent}{place} {reason}".rstrip()
    if len(together) <= _width(look):
        yield together
        return
    yield f"{indent}{place}"
    yield from (f"{indent}{line}" for line in wrap(reason, _width(look) - len(indent)))


def _write_place(row: Row, look: Look) -> str:
    """Return how sure a row is and its first place, with how many more there are."""
    places = [look.plain(str(each)) for each in row.places]
    more = f" +{len(places) - 1}" if len(places) > 1 else ""
    place = f"{places[0]}{more}" if places else ""
    if row.confidence is None:
        return place
    shown = look.paint(row.confidence.value, _COLOURS[row.confidence])
    return f"{shown}{' ' * (9 - len(row.confidence.value))}{place}".rstrip()


def _length(row: Row, look: Look) -> int:
    """Return the columns that the place takes, colours left out."""
    return len(_write_place(row, replace(look, colour=False)))


def _write_legend(look: Look) -> list[str]:
    text = (
        "certain: a file says so. likely: the code can hardly mean another. guess: names alone. "
        "Nothing was imported or run."
    )
    return [look.paint(line, "2") for line in textwrap.wrap(text, _width(look))]
