r"""Marker expressions such as ``slow and not (gpu or cuda)``, without pytest.

The grammar is that of pytest's ``-m`` for plain names: ``or``, ``and``, ``not``, brackets.
A name may hold letters, digits and ``_ : + - . [ ] \ /``. An empty expression matches every
test. ``parse`` reads the expressions of a config; ``core.suites`` asks them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from layerproof.errors import ConfigError

#: How deep brackets and ``not`` may nest; nobody writes it, and recursion has an end.
DEEPEST = 50

_SIGNS = frozenset("_:+-.[]\\/")
_KEYWORDS = frozenset(("or", "and", "not"))

#: ``(True,)`` | ``("name", n)`` | ``("not", x)`` | ``("and", x, y, ...)`` | ``("or", x, y, ...)``
Node = tuple[object, ...]


class MarkerExpressionError(ConfigError):
    """An expression that does not parse.

    :param column: where it stopped making sense, counted from 1.
    :param expected: what would have been right there.
    """

    def __init__(self, expression: str, *, column: int, expected: str, found: str) -> None:
        super().__init__(
            f'"{expression}" does not parse: column {column}: expected {expected}, found {found}'
        )
        self.column = column
        self.expected = expected


@dataclass(frozen=True, slots=True)
class MarkerExpression:
    """A compiled expression. Two that differ only in blanks and needless brackets are equal."""

    tree: Node

    def matches(self, names: frozenset[str]) -> bool:
        """Return whether a test with exactly these markers is selected."""
        return _evaluate(self.tree, names)

    @property
    def names(self) -> frozenset[str]:
        """The marker names that the expression speaks of."""
        return frozenset(_names(self.tree))

    @property
    def is_open(self) -> bool:
        """Whether a test without any marker is selected, as by ``not slow``."""
        return self.matches(frozenset())


@lru_cache(maxsize=256)
def compile_expression(text: str) -> MarkerExpression:
    """Return the compiled expression; raises ``MarkerExpressionError``."""
    return MarkerExpression(_Parser(text).parse())


def _evaluate(node: Node, names: frozenset[str]) -> bool:
    kind = node[0]
    if kind == "name":
        return node[1] in names
    parts = (part for part in node[1:] if isinstance(part, tuple))
    if kind == "not":
        return not any(_evaluate(part, names) for part in parts)
    if kind == "or":
        return any(_evaluate(part, names) for part in parts)
    return all(_evaluate(part, names) for part in parts)


def _names(node: Node) -> Iterator[str]:
    for part in node[1:]:
        if isinstance(part, tuple):
            yield from _names(part)
        elif isinstance(part, str):
            yield part


def _is_in_name(char: str) -> bool:
    return char.isalnum() or char in _SIGNS


class _Parser:
    """Recursive descent over the lexemes of one expression."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lexeme = ""
        self.start = 0
        self.end = 0
        self.advance()

    def advance(self) -> None:
        text, end = self.text, self.end
        while text[end : end + 1] in (" ", "\t"):
            end += 1
        self.start = end
        while end < len(text) and _is_in_name(text[end]):
            end += 1
        # What is in no name stands alone: a bracket, or something to complain about.
        self.end = max(end, min(self.start + 1, len(text)))
        self.lexeme = text[self.start : self.end]

    def parse(self) -> Node:
        if not self.lexeme:
            return (True,)
        tree = self.either(0)
        if self.lexeme:
            raise self.fault('"and", "or" or the end')
        return tree

    def either(self, depth: int) -> Node:
        parts = [self.both(depth)]
        while self.lexeme == "or":
            self.advance()
            parts.append(self.both(depth))
        return ("or", *parts) if len(parts) > 1 else parts[0]

    def both(self, depth: int) -> Node:
        parts = [self.single(depth)]
        while self.lexeme == "and":
            self.advance()
            parts.append(self.single(depth))
        return ("and", *parts) if len(parts) > 1 else parts[0]

    def single(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise self.fault(f"no more than {DEEPEST} levels")
        word = self.lexeme
        if word == "not":
            self.advance()
            return ("not", self.single(depth + 1))
        if word == "(":
            self.advance()
            inside = self.either(depth + 1)
            if self.lexeme != ")":
                raise self.fault('")"')
            self.advance()
            return inside
        if word in _KEYWORDS or not _is_in_name(word[:1]):
            raise self.fault('a marker name, "not" or "("')
        self.advance()
        return ("name", word)

    def fault(self, expected: str) -> MarkerExpressionError:
        found = f'"{self.lexeme}"' if self.lexeme else "the end"
        return MarkerExpressionError(
            self.text, column=self.start + 1, expected=expected, found=found
        )
