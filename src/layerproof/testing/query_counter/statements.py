"""The values of counting: a statement as it was sent, its line, and groups of equal ones. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

#: What moves a transaction or configures SQLite is no query of the code under test.
_HOUSEKEEPING = frozenset(
    {"BEGIN", "COMMIT", "PRAGMA", "RELEASE", "ROLLBACK", "SAVEPOINT", "START"}
)
_COMMENT = re.compile(r"/\*.*?\*/|--[^\n]*", re.DOTALL)
_OPENING = re.compile(r"(?:\s|\(|/\*.*?\*/|--[^\n]*(?:\n|$))*(\w*)", re.DOTALL)
_LITERAL = re.compile(r"'(?:[^']|'')*'")
_BIND = re.compile(r"%\(\w+\)s|%s|\$\d+|(?<![:\w]):\w+|\?")
_NUMBER = re.compile(r"(?<![\w.\"])\d+(?:\.\d+)?(?![\w.\"])")
#: A value, and the type that some drivers' dialects cast it to.
_VALUE = r"\?(?:::[\w ]+(?:\([\d?, ]+\))?(?:\[\])*)?"
_LIST = re.compile(rf"\(\s*{_VALUE}(?:\s*,\s*{_VALUE})*\s*\)")
_LISTS = re.compile(r"\(\?\)(?:\s*,\s*\(\?\))+")
_VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES")


class Origin(NamedTuple):
    """A line of the code under test: an absolute path, a line's number, a function's name."""

    file: str
    line: int
    function: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement as it was sent.

    ``parameters`` are written out and cut. ``duration`` is seconds in the driver, ``None`` until
    the statement has ended; ``rowcount`` is what the driver says, ``None`` where it does not.
    ``batch`` is the number of parameter sets of an ``executemany``, else ``None``. ``error`` is
    the class of the exception that the driver raised. ``origin`` is ``None`` where no line of
    the code under test is on the stack.
    """

    sql: str
    parameters: str = ""
    origin: Origin | None = None
    batch: int | None = None
    duration: float | None = None
    rowcount: int | None = None
    error: str | None = None

    @property
    def kind(self) -> str:
        """The verb, such as ``SELECT``; where it opens with ``WITH``, the one that follows."""
        return kind_of(self.sql)

    @property
    def normalised(self) -> str:
        """The SQL without comments and values, so that equal queries are equal texts."""
        return normalise(self.sql)


@dataclass(frozen=True, slots=True)
class Repeated:
    """Statements that one line sent with the same SQL but for values, in the order sent."""

    sql: str
    origin: Origin | None
    statements: tuple[Statement, ...]

    @property
    def count(self) -> int:
        """How often it was sent."""
        return len(self.statements)


def is_housekeeping(sql: str) -> bool:
    """Return whether the statement only handles a transaction or a connection."""
    return _opening_word(sql) in _HOUSEKEEPING


def kind_of(sql: str) -> str:
    """Return the verb of a statement in capitals, empty where there is none."""
    word = _opening_word(sql)
    return _verb_after_with(normalise(sql)) if word == "WITH" else word


def normalise(sql: str) -> str:
    """Return the SQL on one line, without comments, each value or list of values as ``?``."""
    text = _LITERAL.sub("?", _COMMENT.sub(" ", sql))
    text = _NUMBER.sub("?", _BIND.sub("?", text))
    text = _LISTS.sub("(?)", _LIST.sub("(?)", text))
    return " ".join(text.split())


def group(statements: Iterable[Statement]) -> tuple[Repeated, ...]:
    """Return the statements by SQL and line: the most frequent first, then in the order sent."""
    groups: dict[tuple[str, Origin | None], list[Statement]] = {}
    for statement in statements:
        groups.setdefault((statement.normalised, statement.origin), []).append(statement)
    found = [Repeated(sql, origin, tuple(same)) for (sql, origin), same in groups.items()]
    return tuple(sorted(found, key=lambda one: -one.count))


def _opening_word(sql: str) -> str:
    opening = _OPENING.match(sql)
    return opening[1].upper() if opening else ""


def _verb_after_with(sql: str) -> str:
    """Return the first verb that stands outside all parentheses."""
    depth = 0
    for token in re.findall(r"[()]|\w+", sql):
        depth += {"(": 1, ")": -1}.get(token, 0)
        if depth == 0 and token.upper() in _VERBS:
            return str(token).upper()
    return "WITH"
