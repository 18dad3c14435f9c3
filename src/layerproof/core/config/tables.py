"""Reading one TOML table into typed values, collecting what is wrong with it.

Every reader returns ``None`` for a key that is absent or faulty, and remembers that the key
is known: ``finish`` calls every other key of the table a fault. ``parse`` and its siblings
read with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from layerproof.core.config.faults import Faults, hint_nearest, join_key
from layerproof.core.config.values import FULL
from layerproof.errors import ConfigError


def _check_target(text: str) -> str:
    halves = text.split(":")
    words = [word for half in halves for word in half.split(".")]
    if len(halves) != 2 or not all(word.isidentifier() for word in words):
        raise ConfigError(f'"{text}" must be written "package.module:name"')
    return text


def describe_type(value: object) -> str:
    """Return what TOML calls the type of a value."""
    kinds = {bool: "a boolean", int: "a number", float: "a number", str: "a string"}
    if isinstance(value, Mapping):
        return "a table"
    return kinds.get(type(value), "an array" if isinstance(value, list) else "a date or time")


class Table:
    """One table of the config under its whole key, such as ``tool.layerproof.suites``."""

    def __init__(self, raw: object, key: str, faults: Faults) -> None:
        self.key = key
        self.faults = faults
        self.known: list[str] = []
        self.raw: Mapping[str, object] = {}
        self.is_table = isinstance(raw, Mapping)
        if isinstance(raw, Mapping):
            self.raw = raw
        elif raw is not None:
            faults.add(key, f"must be a table, not {describe_type(raw)}")

    def add_fault(self, name: str, problem: str, hint: str = "") -> None:
        """Remember a fault of one key of this table."""
        self.faults.add(join_key(self.key, name), problem, hint)

    def has(self, name: str) -> bool:
        """Return whether the key is there at all, right or wrong."""
        return name in self.raw

    def take(self, name: str) -> object:
        """Return the raw value of a key, which is known from now on; ``None`` if absent."""
        self.known.append(name)
        return self.raw.get(name)

    def table(self, name: str) -> Table:
        """Return the table under a key; an empty one if there is none."""
        return Table(self.take(name), join_key(self.key, name), self.faults)

    def tables(self) -> dict[str, Table]:
        """Return every key of this table as a table of its own."""
        return {name: self.table(name) for name in self.raw}

    def text(self, name: str) -> str | None:
        """Return a string."""
        value = self.take(name)
        if value is None or isinstance(value, str):
            return value
        self._wrong(name, "a string", value)
        return None

    def filled(self, name: str) -> str | None:
        """Return a string that is not empty."""
        value = self.text(name)
        if value is not None and not value.strip():
            self.add_fault(name, "is empty")
            return None
        return value

    def flag(self, name: str) -> bool | None:
        """Return a boolean."""
        value = self.take(name)
        if value is None or isinstance(value, bool):
            return value
        self._wrong(name, "true or false", value)
        return None

    def setting(self, name: str, *, on: str, off: str) -> str | None:
        """Return a string, whole number or boolean as text.

        :param on: what ``true`` is written as.
        :param off: what ``false`` is written as.
        """
        value = self.take(name)
        if value is None:
            return None
        if isinstance(value, bool):
            return on if value else off
        if type(value) is int:
            return str(value)
        if isinstance(value, str):
            return self.filled(name)
        self._wrong(name, "a string, a whole number, true or false", value)
        return None

    def whole(self, name: str, *, least: int = 0) -> int | None:
        """Return a whole number that is at least ``least``."""
        value = self.take(name)
        if value is None:
            return None
        if type(value) is not int:
            self._wrong(name, "a whole number", value)
            return None
        if value < least:
            self.add_fault(name, f"is {value}, but must be at least {least}")
            return None
        return value

    def seconds(self, name: str) -> float | None:
        """Return a number of seconds, 0 or more."""
        value = self.take(name)
        if value is None:
            return None
        if type(value) is not int and type(value) is not float:
            self._wrong(name, "a number of seconds", value)
            return None
        if not 0 <= value < float("inf"):
            self.add_fault(name, f"is {value}, but must be 0 (no limit) or more")
            return None
        return float(value)

    def percent(self, name: str) -> int | None:
        """Return a percentage as hundredths of a percent."""
        value = self.take(name)
        if value is None:
            return None
        if type(value) is not int and type(value) is not float:
            self._wrong(name, "a number from 0 to 100", value)
            return None
        if not 0 <= value <= 100:
            self.add_fault(name, f"is {value}, but must be from 0 to 100")
            return None
        if round(value, 2) != value:
            self.add_fault(name, f"is {value}, but may have two decimals at most")
            return None
        return round(value * (FULL // 100))

    def texts(self, name: str) -> tuple[str, ...] | None:
        """Return an array of strings."""
        value = self.take(name)
        if value is None:
            return None
        if not isinstance(value, list):
            hint = f'write ["{value}"]' if isinstance(value, str) else ""
            self._wrong(name, "an array of strings", value, hint)
            return None
        for item in value:
            if not isinstance(item, str):
                self.add_fault(name, f"must hold strings only, not {describe_type(item)}")
                return None
        return tuple(value)

    def choice(self, name: str, valid: Iterable[str]) -> str | None:
        """Return a string that is one of the valid ones."""
        value = self.text(name)
        if value is not None and value not in valid:
            self.add_fault(name, f'there is no "{value}"', hint_nearest(value, valid))
            return None
        return value

    def target(self, name: str) -> str | None:
        """Return an importable thing, written ``package.module:name``."""
        return self.mapped_text(name, _check_target)

    def targets(self, name: str) -> tuple[str, ...] | None:
        """Return an array of importable things, each written ``package.module:name``."""
        return self.mapped(name, _check_target)

    def mapped_text(self, name: str, change: Callable[[str], str]) -> str | None:
        """Return a string put through ``change``, whose ``ConfigError`` becomes a fault."""
        value = self.text(name)
        if value is None:
            return None
        try:
            return change(value)
        except ConfigError as error:
            self.add_fault(name, error.problem)
            return None

    def mapped(self, name: str, change: Callable[[str], str]) -> tuple[str, ...] | None:
        """Return an array of strings, each put through ``change``, without repetitions.

        A ``ConfigError`` out of ``change`` becomes a fault of this key.
        """
        values = self.texts(name)
        if values is None:
            return None
        changed: dict[str, None] = {}
        for value in values:
            try:
                changed[change(value)] = None
            except ConfigError as error:
                self.add_fault(name, error.problem)
        return tuple(changed)

    def finish(self) -> None:
        """Call every key that nobody asked for a fault."""
        for name in self.raw:
            if name not in self.known:
                self.add_fault(name, "is not a key of this table", hint_nearest(name, self.known))

    def _wrong(self, name: str, wanted: str, value: object, hint: str = "") -> None:
        self.add_fault(name, f"must be {wanted}, not {describe_type(value)}", hint)
