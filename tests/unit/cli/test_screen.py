"""What the terminal can show."""

from __future__ import annotations

import io
import sys

import pytest

from layerproof.cli.screen import Screen, look_at_screen


class Terminal(io.TextIOWrapper):
    """A stream of some encoding that says it is a terminal, or that it is none."""

    def __init__(self, encoding: str, *, typed_at: bool) -> None:
        super().__init__(io.BytesIO(), encoding=encoding)
        self._typed_at = typed_at

    def isatty(self) -> bool:
        """Return what was given."""
        return self._typed_at


def look(
    monkeypatch: pytest.MonkeyPatch, encoding: str = "utf-8", *, typed_at: bool = True, **env: str
) -> Screen:
    """Look at such a terminal of 80 columns, with that environment."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"COLUMNS": "80", **env}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", Terminal(encoding, typed_at=typed_at))
    return look_at_screen()


def test_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A modern terminal shows colours and all characters, in its width."""
    assert look(monkeypatch, TERM="xterm") == Screen(80, colour=True, ascii=False)


@pytest.mark.parametrize(
    ("encoding", "plain"),
    [("utf-8", False), ("UTF8", False), ("utf-16", False), ("ascii", True), ("latin-1", True)],
)
def test_characters(monkeypatch: pytest.MonkeyPatch, encoding: str, plain: bool) -> None:
    """Where the encoding cannot show every character, only ASCII is used."""
    assert look(monkeypatch, encoding).ascii is plain


@pytest.mark.parametrize(
    ("typed_at", "env", "colour"),
    [
        (False, {}, False),
        (True, {"TERM": "dumb"}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"FORCE_COLOR": ""}, False),
        (True, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (True, {"TERM": "dumb", "FORCE_COLOR": "1"}, True),
    ],
)
def test_colours(
    monkeypatch: pytest.MonkeyPatch, typed_at: bool, env: dict[str, str], colour: bool
) -> None:
    """Colours are for terminals, unless the user wants them everywhere or nowhere."""
    assert look(monkeypatch, typed_at=typed_at, **env).colour is colour


def test_no_output_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream without an encoding shows ASCII."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    assert look_at_screen().ascii
