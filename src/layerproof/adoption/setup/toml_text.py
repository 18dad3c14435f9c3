"""Tables as TOML text, and putting them at the end of a file that somebody else wrote.

What was there stays byte for byte, since nothing of it is written again.
"""

from __future__ import annotations

import json
import re
import textwrap
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from layerproof.adoption.setup.values import Entry, Value
from layerproof.errors import ConfigError

_WIDTH = 100
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Section:
    """A table under its whole name, with the comment that stands above its first key."""

    name: str
    entries: tuple[Entry, ...]
    about: str = ""


def is_writable(text: str) -> bool:
    """Return whether a text can stand in a file at all; a path that is no UTF-8 cannot."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


def render_sections(sections: Sequence[Section]) -> str:
    """Return the sections as text with Unix line ends, a blank line between them."""
    return "\n".join("".join(f"{line}\n" for line in _render(section)) for section in sections)


def append_sections(text: str, sections: Sequence[Section], *, path: str) -> str:
    """Return the text with the sections at its end, in its own kind of line ends.

    Raises ``ConfigError`` where the file keeps its tables in a form that cannot be added to.
    """
    added = render_sections(sections)
    newline = find_newline(text)
    gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    result = text + (gap + added).replace("\n", newline)
    _check(text, result, sections, path)
    return result


def find_newline(text: str) -> str:
    """Return the line end that a text has most of."""
    windows = text.count("\r\n")
    return "\r\n" if windows > text.count("\n") - windows else "\n"


def parse_toml(text: str, path: str) -> dict[str, object]:
    """Return the document; raises ``ConfigError`` with file and line where there is none."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _PLACE.search(str(error))
        line = found[1] if found and found[1] else str(text.count("\n") + 1)
        problem = _PLACE.sub("", str(error))
        raise ConfigError(
            f"{path}:{line}: is not TOML: {problem}",
            advice="mend the file, then run `layerproof init` again; nothing was written",
        ) from error
    except RecursionError:
        raise ConfigError(f"{path}: is not TOML that can be read: nested too deeply") from None


def render_value(value: Value) -> str:
    """Return a value on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list):
        return f"[{', '.join(map(render_value, value))}]"
    if not value:
        return "{}"
    pairs = (f"{_render_key(key)} = {render_value(each)}" for key, each in value.items())
    return f"{{ {', '.join(pairs)} }}"


def _check(before: str, after: str, sections: Sequence[Section], path: str) -> None:
    """Make sure that nothing but the sections has come, however the file is written."""
    expected = parse_toml(before, path) if before else {}
    try:
        found = tomllib.loads(after)
        for section in sections:
            _put(expected, section)
    except (tomllib.TOMLDecodeError, TypeError, KeyError) as error:
        names = ", ".join(f"[{section.name}]" for section in sections[:1])
        raise ConfigError(
            f"{path}: {names} cannot be added, since the file writes its tables in another form",
            advice="write `tool` as tables ([tool.NAME]) instead of in one line",
        ) from error
    if found != expected:
        raise ConfigError(f"{path}: adding [{sections[0].name}] would change what is there")


def _put(document: dict[str, object], section: Section) -> None:
    here = document
    for word in section.name.split("."):
        inner = here.setdefault(word, {})
        if not isinstance(inner, dict):
            raise TypeError(word)
        here = inner
    for entry in section.entries:
        if entry.key in here:
            raise KeyError(entry.key)
        here[entry.key] = entry.value


def _render(section: Section) -> Iterator[str]:
    """Yield a section's lines; tables that are too long for a line become sections of their own."""
    own = [entry for entry in section.entries if not _is_long_table(entry)]
    if own or not section.entries:
        yield f"[{section.name}]"
        yield from _comment(section.about)
    for entry in own:
        yield from _comment(entry.reason)
        yield from _render_entry(entry.key, entry.value)
    for entry in section.entries:
        if _is_long_table(entry) and isinstance(entry.value, dict):
            if own or entry is not section.entries[0]:
                yield ""
            yield f"[{section.name}.{_render_key(entry.key)}]"
            if not own and entry is section.entries[0]:
                yield from _comment(section.about)
            yield from _comment(entry.reason)
            for key, value in entry.value.items():
                yield from _render_entry(key, value)


def _is_long_table(entry: Entry) -> bool:
    if not isinstance(entry.value, dict) or not entry.value:
        return False
    return len(f"{_render_key(entry.key)} = {render_value(entry.value)}") > _WIDTH


def _render_entry(key: str, value: Value) -> Iterator[str]:
    line = f"{_render_key(key)} = {render_value(value)}"
    if len(line) <= _WIDTH or not isinstance(value, list):
        yield line
        return
    yield f"{_render_key(key)} = ["
    yield from (f"    {render_value(each)}," for each in value)
    yield "]"


def _comment(text: str) -> Iterator[str]:
    printable = "".join(char if char.isprintable() else " " for char in text)
    for line in textwrap.wrap(printable, _WIDTH - 2, break_on_hyphens=False):
        yield f"# {line}"


def _render_key(key: str) -> str:
    return key if _BARE.fullmatch(key) else render_value(key)
