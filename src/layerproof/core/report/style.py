"""How a terminal shows a ruling: colours where they are wanted, signs where they are possible."""

from __future__ import annotations

from dataclasses import dataclass

from layerproof.core.judge.values import Ruling
from layerproof.core.report.printable import ascii_only, one_line

_COLOURS = {Ruling.KEPT: "32", Ruling.BROKEN: "31", Ruling.NOT_MEASURED: "33"}
_SIGNS = {Ruling.KEPT: "\u2713", Ruling.BROKEN: "\u2717", Ruling.NOT_MEASURED: "?"}
_ASCII_SIGNS = {Ruling.KEPT: "+", Ruling.BROKEN: "!", Ruling.NOT_MEASURED: "?"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What the terminal can show. ``ascii`` keeps every character within ASCII."""

    colour: bool = False
    ascii: bool = False

    def text(self, text: str, limit: int | None = None) -> str:
        """Return a project's text on one line, without anything that a terminal obeys."""
        shown = ascii_only(text) if self.ascii else text
        return one_line(shown, limit)

    def sign(self, ruling: Ruling | None) -> str:
        """Return the one character that stands for a ruling, or nothing for none."""
        if ruling is None:
            return ""
        return (_ASCII_SIGNS if self.ascii else _SIGNS)[ruling]

    def paint(self, text: str, ruling: Ruling | None) -> str:
        """Return the text in the ruling's colour."""
        return text if ruling is None else self._with(text, _COLOURS[ruling])

    def strong(self, text: str) -> str:
        """Return the text in bold."""
        return self._with(text, "1")

    def _with(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text
