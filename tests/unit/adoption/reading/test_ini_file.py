"""INI files with lines, as each of their readers reads them."""

from __future__ import annotations

import pytest

from layerproof.adoption.findings import Place
from layerproof.adoption.reading.ini_file import IniUnreadableError, parse_ini, parse_pytest_ini

TEXT = """\
; a comment
[run]
Branch = yes
omit =
    */migrations/*
    # one more
    setup.py

[coverage:report]
fail_under: 80
"""


def test_values_and_places_as_configparser_has_them() -> None:
    """Keys are in lower case, lists keep their lines, and each key knows where it stands."""
    file = parse_ini("setup.cfg", TEXT)
    assert file.section("run") == {"branch": "yes", "omit": "\n*/migrations/*\nsetup.py"}
    assert file.place("run", "branch") == Place("setup.cfg", 3)
    assert file.place("run", "omit") == Place("setup.cfg", 4)
    assert file.place("coverage:report", "fail_under") == Place("setup.cfg", 10)
    assert file.place("run", "nothing") == Place("setup.cfg", 2)
    assert file.section("nowhere") == {}


def test_pytest_keeps_the_case_of_keys() -> None:
    """The reader of pytest keeps letters' case, and knows lines as well."""
    file = parse_pytest_ini("pytest.ini", "[pytest]\nMarkers =\n    slow: x\naddopts = -q\n")
    assert file.section("pytest") == {"Markers": "slow: x", "addopts": "-q"}
    assert file.place("pytest", "addopts") == Place("pytest.ini", 4)


@pytest.mark.parametrize("parse", [parse_ini, parse_pytest_ini])
@pytest.mark.parametrize("text", ["no section = 1\n", "[run]\nno value\n  [x\n= y\n"])
def test_broken_text_is_an_error_with_its_line(parse: object, text: str) -> None:
    """A text that is no INI file is refused, with the line."""
    with pytest.raises(IniUnreadableError, match="is no INI file") as caught:
        parse("x.ini", text)  # type: ignore[operator] # two functions of the same form
    assert caught.value.line > 0
