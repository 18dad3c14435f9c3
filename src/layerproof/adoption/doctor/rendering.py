"""Diagnoses as text for a terminal: what was found, what was not measured, how much is well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from layerproof.adoption.doctor.values import Diagnosis, State
from layerproof.core.judge.values import Ruling
from layerproof.core.report.printable import wrap
from layerproof.core.report.style import Style
from layerproof.core.wording import count_noun

#: Columns: as wide as the terminal, between these.
_NARROW, _WIDE = 60, 100
_PLACES = 4
#: How many checks that were left out are named one by one.
_NAMED = 12
_RULINGS = {State.FOUND: Ruling.BROKEN, State.NOT_MEASURED: Ruling.NOT_MEASURED}


class Shown(Protocol):
    """What a terminal can show; ``cli.screen.Screen`` is one."""

    @property
    def width(self) -> int:
        """Columns."""

    @property
    def colour(self) -> bool:
        """Whether colours are wanted."""

    @property
    def ascii(self) -> bool:
        """Whether it can show nothing else."""


def render_text(
    diagnoses: Sequence[Diagnosis], screen: Shown, *, left_out: Sequence[str] = ()
) -> str:
    """Return the diagnoses as lines, ending in a newline.

    :param left_out: names of checks that nobody asked for; they are told, not counted as well.
    """
    style = Style(colour=screen.colour, ascii=screen.ascii)
    width = min(max(screen.width, _NARROW), _WIDE)
    lines: list[str] = []
    for state in (State.FOUND, State.NOT_MEASURED):
        group = [one for one in diagnoses if one.state is state]
        if group:
            lines += [style.strong(f"{state} ({len(group)})"), ""]
            for one in group:
                lines += [*_render_one(one, style, width), ""]
    lines += _sum_up(diagnoses, style)
    if left_out:
        named = len(left_out) <= _NAMED
        told = f"not asked: {', '.join(left_out) if named else f'{len(left_out)} other checks'}"
        lines += wrap(told, width, indent="  ")
    return "\n".join(lines) + "\n"


def _render_one(one: Diagnosis, style: Style, width: int) -> Iterator[str]:
    ruling = _RULINGS[one.state]
    sign = style.paint(style.sign(ruling), ruling)
    what = wrap(style.text(one.what), width - 2)
    yield f"{sign} {style.strong(one.check)}"
    yield from (f"  {line}" for line in what)
    if one.places:
        yield from _label("where", style.text(_name_places(one)), width)
    if one.why:
        yield from _label("why", style.text(one.why), width)
    if one.fix:
        yield from _label("fix", _fix(one, style), width)


def _fix(one: Diagnosis, style: Style) -> str:
    return style.text(one.fix) + (" (`layerproof doctor --fix` does it)" if one.edits else "")


def _label(label: str, text: str, width: int) -> Iterator[str]:
    first, *rest = wrap(text, width - 9)
    yield f"  {label:<5}  {first}"
    yield from (f"{'':9}{line}" for line in rest)


def _name_places(one: Diagnosis) -> str:
    named = ", ".join(str(place) for place in one.places[:_PLACES])
    more = len(one.places) - _PLACES
    return f"{named} and {more} more" if more > 0 else named


def _sum_up(diagnoses: Sequence[Diagnosis], style: Style) -> Iterator[str]:
    well = len({one.check for one in diagnoses if one.state is State.WELL})
    checks = len({one.check for one in diagnoses})
    edits = sum(1 for one in diagnoses if one.edits)
    ruling = Ruling.KEPT if checks and well == checks else None
    yield style.paint(f"{well} of {count_noun(checks, 'check')} well", ruling)
    if edits:
        can = "finding" if edits == 1 else "findings"
        yield f"{edits} {can} can be mended by `layerproof doctor --fix`"
