"""TOML with the line of each key and array element, for findings that say where they stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from layerproof.adoption.findings import Place

Key = tuple[str, ...]

_PIECE = re.compile(
    r'"""(?:\\.|[^\\])*?"""'
    r"|'''.*?'''"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[\]{}=,\n]"
    r"|[ \t\r]+"
    r"|[^\s\[\]{}=,\"'\#]+"
    r"|.",
    re.DOTALL,
)
_KEY_PART = re.compile(r'"((?:\\.|[^"\\])*)"|\'([^\']*)\'|([^\s.]+)')


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A parsed file: its tables, and the line of each key; an array's elements are ``0``, ``1``."""

    path: str
    data: Mapping[str, Any]
    lines: Mapping[Key, int]

    def get(self, *key: str) -> Any:
        """Return the value of a key, ``None`` where it or a table on the way is missing."""
        value: Any = self.data
        for part in key:
            if not isinstance(value, Mapping) or part not in value:
                return None
            value = value[part]
        return value

    def table(self, *key: str) -> Mapping[str, Any]:
        """Return the table at a key; an empty one where there is none."""
        value = self.get(*key)
        return value if isinstance(value, Mapping) else {}

    def texts(self, *key: str) -> tuple[str, ...]:
        """Return the texts in the array at a key; a lone text counts as one."""
        value = self.get(*key)
        if isinstance(value, str):
            return (value,)
        return tuple(each for each in value if isinstance(each, str)) if is_list(value) else ()

    def text(self, *key: str) -> str | None:
        """Return the text at a key, ``None`` where there is no text."""
        value = self.get(*key)
        return value if isinstance(value, str) else None

    def place(self, *key: str | int) -> Place:
        """Return where a key stands, or the nearest table around it."""
        wanted = tuple(str(part) for part in key)
        while wanted and wanted not in self.lines:
            wanted = wanted[:-1]
        return Place(self.path, self.lines.get(wanted, 0))


def is_list(value: object) -> bool:
    """Whether a value of a parsed file is an array."""
    return isinstance(value, list | tuple)


def parse_toml(path: str, text: str) -> TomlFile:
    """Return the parsed file; raises ``tomllib.TOMLDecodeError``."""
    return TomlFile(path, tomllib.loads(text), _Lines().scan(text))


@dataclass(slots=True)
class _Lines:
    """Walks over the pieces of a valid file and writes down on which line each key begins."""

    found: dict[Key, int] = field(default_factory=dict)
    table: Key = ()
    key: Key = ()
    written: str = ""
    in_value: bool = False
    closers: list[str] = field(default_factory=list)
    index: int = 0

    def scan(self, text: str) -> dict[Key, int]:
        line = 1
        for match in _PIECE.finditer(text):
            piece = match[0]
            if not piece.startswith("#"):
                (self._take_value if self.in_value else self._take_key)(piece, line)
            line += piece.count("\n")
        return self.found

    def _take_key(self, piece: str, line: int) -> None:
        if piece == "=":
            self.key = self.table + _split_key(self.written)
            self._note(self.key, line)
            self.written, self.in_value, self.index = "", True, 0
        elif piece == "\n":
            header = self.written.strip()
            if header.startswith("["):
                self.table = _split_key(header.strip("[]"))
                self._note(self.table, line)
            self.written = ""
        else:
            self.written += piece

    def _take_value(self, piece: str, line: int) -> None:
        if piece == "\n" and not self.closers:
            self.in_value = False
        elif piece in ("[", "{"):
            self._note_element(line)
            self.closers.append("]" if piece == "[" else "}")
        elif self.closers and piece == self.closers[-1]:
            self.closers.pop()
        elif piece == ",":
            self.index += self.closers == ["]"]
        elif not piece.isspace():
            self._note_element(line)

    def _note_element(self, line: int) -> None:
        if self.closers == ["]"]:
            self._note((*self.key, str(self.index)), line)

    def _note(self, key: Key, line: int) -> None:
        for length in range(1, len(key) + 1):
            self.found.setdefault(key[:length], line)


def _split_key(text: str) -> Key:
    return tuple(quoted or single or bare for quoted, single, bare in _KEY_PART.findall(text))
