"""What a set-up is made of: what is there, what was decided and why, which files change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: What stands on the right of a key: what TOML knows, as far as the table needs it.
Value = str | int | bool | list[str] | dict[str, "Value"]


@dataclass(frozen=True, slots=True)
class Existing:
    """The files of a project that a plan looks at, by path from the root in POSIX form.

    ``texts`` are their texts exactly as they are, line ends included; ``files`` is every path that
    exists. ``branch`` is the branch that is checked out, ``None`` outside a git checkout.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    files: frozenset[str] = frozenset()
    branch: str | None = None

    def has(self, path: str) -> bool:
        """Whether there is such a file."""
        return path in self.files or path in self.texts


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file's whole text before and after; ``before`` is ``None`` for a new one."""

    path: str
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that was decided: what of, what it came to, and why.

    ``written`` says that the reason stands in a file as a comment, where the diff shows it.
    """

    about: str
    what: str
    reason: str
    written: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of the table with its value; ``reason`` becomes the comment above it."""

    key: str
    value: Value
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Some entries of one table, what is to be said of them, and what was decided beside them."""

    entries: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()

    def value_of(self, key: str) -> Value | None:
        """Return the value of a key, ``None`` where it is not there."""
        return next((entry.value for entry in self.entries if entry.key == key), None)


@dataclass(frozen=True, slots=True)
class ProposedSuite:
    """A suite that fixtures tell: their names, the tests that ask for one, and why."""

    name: str
    fixtures: tuple[str, ...]
    tests: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class SetupPlan:
    """What would be written, what has to be said, what was decided, and how it is run."""

    changes: tuple[FileChange, ...] = ()
    notes: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    call: str = "nox"
