"""The style sheet's colours, reckoned as WCAG 2.2 does (1.4.3 for text, 1.4.11 for the rest)."""

from __future__ import annotations

import re

import pytest

from layerproof.history.pages.static_files import load_static

_STYLE = load_static("style.css")
assert _STYLE is not None
CSS = _STYLE.body.decode()

TEXTS = ("text", "quiet", "link", "kept", "broken", "open")
GROUNDS = ("page", "sheet", "raised")
WASHES = {"kept-wash", "broken-wash", "open-wash"}
SERIES = tuple(f"series-{number}" for number in range(1, 9))


def _read(block: str) -> dict[str, str]:
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))
    return {name: _long(value) for name, value in found.items()}


def _long(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:])


def _schemes() -> dict[str, dict[str, str]]:
    light = CSS.split("}", 1)[0]
    dark = re.search(r"prefers-color-scheme: dark\) \{(.*?)\}", CSS, re.DOTALL)
    printed = re.search(r"@media print \{\s*:root \{(.*?)\}", CSS, re.DOTALL)
    assert dark
    assert printed
    return {"light": _read(light), "dark": _read(dark[1]), "print": _read(printed[1])}


SCHEMES = _schemes()


def _light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_scheme_has_every_colour() -> None:
    """The dark scheme and the printed one define all that the light one does."""
    assert set(SCHEMES["light"]) == set(SCHEMES["dark"])
    assert set(SCHEMES["light"]) - set(SCHEMES["print"]) == {"focus"}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_stands_out(scheme: str, ground: str, text: str) -> None:
    """Each colour of text has a contrast of 4.5 with each ground that it can stand on."""
    colours = SCHEMES[scheme]
    assert _contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("wash", sorted(WASHES))
@pytest.mark.parametrize("text", ["text", "quiet"])
def test_text_stands_out_in_notices(scheme: str, wash: str, text: str) -> None:
    """Text of notices has a contrast of 4.5 with their grounds."""
    colours = SCHEMES[scheme]
    assert _contrast(colours[text], colours[wash]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("series", SERIES)
def test_lines_and_their_labels_stand_out(scheme: str, series: str) -> None:
    """A line's colour is its label's as well, and has a contrast of 4.5 with the sheet."""
    colours = SCHEMES[scheme]
    assert _contrast(colours[series], colours["sheet"]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_can_be_worked_with_stands_out(scheme: str) -> None:
    """Edges of fields and the focus have a contrast of 3 with what is around, buttons' text 4.5."""
    colours = SCHEMES[scheme]
    for ground in GROUNDS:
        assert _contrast(colours["edge"], colours[ground]) >= 3
        assert _contrast(colours["focus"], colours[ground]) >= 3
    assert _contrast(colours["press-text"], colours["press"]) >= 4.5
    for sign in ("kept", "broken", "open"):
        assert _contrast(colours["sheet"], colours[sign]) >= 4.5


def test_every_series_has_dashes_of_its_own() -> None:
    """Lines are told apart by their dashes: the first is whole, and no two others are alike."""
    dashes = re.findall(r"\.s(\d) \.line \{ stroke-dasharray: ([\d ]+); \}", CSS)
    assert [number for number, _ in dashes] == [str(number) for number in range(2, 9)]
    assert len({pattern for _, pattern in dashes}) == 7


def test_the_style_asks_for_nothing() -> None:
    """The style sheet refers to no other file, of ours or of anybody else."""
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert "http" not in CSS
