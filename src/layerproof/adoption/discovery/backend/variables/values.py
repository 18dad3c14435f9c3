"""What is known of a variable before it is judged: who reads it, who gives it a value."""

from __future__ import annotations

from dataclasses import dataclass

from layerproof.adoption.findings import Place


@dataclass(frozen=True, slots=True)
class Reading:
    """One place where code reads a variable.

    ``handles`` are the names under which code goes on with the value: the variable's own, a
    field's, a name that it is assigned to. ``annotation`` is a settings field's type as text,
    ``group`` the class or module, within which parts of one address belong together.
    """

    name: str
    place: Place
    handles: frozenset[str]
    default: str = ""
    annotation: str = ""
    group: str = ""
    in_tests: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """One place that gives a variable a value. The value may hold a password: it stays in here."""

    name: str
    value: str
    place: Place
    in_tests: bool = False
    in_file: bool = False
