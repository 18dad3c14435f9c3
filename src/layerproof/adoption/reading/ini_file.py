"""INI files with the line of each key, read as their own readers read them.

pytest reads its files with iniconfig, everybody else (coverage.py, setuptools, tox) with
``configparser``: the two differ in comments and in keys.
"""

from __future__ import annotations

import configparser
import re
from collections.abc import Mapping
from dataclasses import dataclass

import iniconfig

from layerproof.adoption.findings import Place

_SECTION = re.compile(r"\[(?P<name>[^]]+)\]")
_KEY = re.compile(r"(?P<name>[^\s#;=:\[][^=:]*?)\s*[=:]")


class IniUnreadableError(ValueError):
    """The text is no INI file; the message says why, and ``line`` where (0 for nowhere)."""

    def __init__(self, problem: str, line: int = 0) -> None:
        super().__init__(problem)
        self.line = line


@dataclass(frozen=True, slots=True)
class IniFile:
    """A parsed file: texts by section and key, and the line of each section and key."""

    path: str
    sections: Mapping[str, Mapping[str, str]]
    lines: Mapping[tuple[str, str], int]

    def section(self, name: str) -> Mapping[str, str]:
        """Return a section; an empty one where there is none."""
        return self.sections.get(name, {})

    def place(self, section: str, key: str = "") -> Place:
        """Return where a key stands, or its section."""
        line = self.lines.get((section, key)) or self.lines.get((section, ""), 0)
        return Place(self.path, line)


def parse_ini(path: str, text: str) -> IniFile:
    """Return the file as ``configparser`` reads it; raises ``IniUnreadableError``."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise _explain(error) from error
    sections = {name: dict(parser.items(name)) for name in parser.sections()}
    return IniFile(path, sections, _find_lines(text))


def parse_pytest_ini(path: str, text: str) -> IniFile:
    """Return the file as pytest reads it; raises ``IniUnreadableError``."""
    try:
        parser = iniconfig.IniConfig(path, data=text)
    except iniconfig.ParseError as error:
        problem = f"is no INI file: {error.msg}"
        raise IniUnreadableError(problem, error.lineno + 1) from error
    lines: dict[tuple[str, str], int] = {}
    for name, keys in parser.sections.items():
        lines[name, ""] = parser.lineof(name) or 0
        for key in keys:
            lines[name, key] = parser.lineof(name, key) or 0
    return IniFile(path, {name: dict(keys) for name, keys in parser.sections.items()}, lines)


def _explain(error: configparser.Error) -> IniUnreadableError:
    line = getattr(error, "lineno", None)
    if line is None:
        first = next(iter(getattr(error, "errors", ())), (0, ""))
        line = first[0]
    return IniUnreadableError(f"is no INI file: {error.message.splitlines()[0]}", line)


def _find_lines(text: str) -> dict[tuple[str, str], int]:
    lines: dict[tuple[str, str], int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _SECTION.match(line):
            section = header["name"]
            lines.setdefault((section, ""), number)
        elif section and (key := _KEY.match(line)):
            lines.setdefault((section, key["name"].strip().lower()), number)
    return lines
