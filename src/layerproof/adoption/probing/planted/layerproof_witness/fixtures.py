"""The definitions of fixtures, numbered and written down once each.

pytest has no public list of them; what is asked here answers in pytest 7, 8 and 9.
"""

from __future__ import annotations

import functools
import inspect
import itertools
import os
from contextlib import suppress
from typing import Any

from .log import Log
from .order import Order


class Definitions:
    """What was written down so far."""

    def __init__(self, order: Order, log: Log) -> None:
        self._order = order
        self._log = log
        self._numbers: dict[int, int] = {}
        # An id is good only while its object lives.
        self._kept: list[Any] = []
        self._names: dict[int, int] = {}
        self._session: Any = None

    def note_used(self, item: Any) -> list[int]:
        """Return the numbers of the definitions that a test gets, those behind overrides too."""
        info: Any = getattr(item, "_fixtureinfo", _Nothing)
        used = []
        for name in info.names_closure:
            chain = info.name2fixturedefs.get(name) or ()
            for definition in reversed(chain):
                used.append(self._note(name, definition, chain))
                if name not in definition.argnames:
                    break
        return used

    def begin(self, session: Any) -> None:
        """Take the session whose definitions these are."""
        self._session = session

    def note_new(self) -> None:
        """Write down those of names that came since, used or not; a kill may follow."""
        for known in _list_tables(self._session):
            seen = self._names.get(id(known), 0)
            for name in itertools.islice(known, seen, None):
                self._note_chain(name, known[name])
            self._names[id(known)] = len(known)

    def note_all(self) -> None:
        """Write down those that no test used as well."""
        for known in _list_tables(self._session):
            for name in known:
                self._note_chain(name, known[name])

    def _note_chain(self, name: str, definitions: Any) -> None:
        if isinstance(definitions, dict):
            definitions = [one for chain in definitions.values() for one in chain]
        for definition in definitions:
            self._note(name, definition, definitions)

    def _note(self, name: str, definition: Any, chain: Any) -> int:
        number = self._numbers.setdefault(id(definition), len(self._kept))
        if number == len(self._kept):
            self._kept.append(definition)
            path, line = self._place_of(definition.func)
            self._log.write(
                "fixture",
                number=number,
                name=name,
                path=path,
                line=line,
                scope=str(getattr(definition, "scope", "function")),
                autouse=_is_autouse(name, definition, self._session),
                overrides=_overrides(definition, chain),
            )
        return number

    def _place_of(self, function: Any) -> tuple[str, int]:
        with suppress(Exception):
            code = inspect.unwrap(_plain(function)).__code__
            path = self._order.from_root(code.co_filename)
            inside = not os.path.isabs(path)  # noqa: PTH117 - code objects carry text
            if inside and "site-packages" not in path.split("/"):
                return path, code.co_firstlineno
        return "", 0


class _Nothing:
    """What a test that is no function has of fixtures."""

    names_closure = ()


def _list_tables(session: Any) -> list[dict[str, Any]]:
    """Return pytest's tables of definitions by name, which pytest 9.2 keeps by node as well."""
    manager = session._fixturemanager  # noqa: SLF001 - pytest has no public list
    names = ("_arg2fixturedefs", "_arg2node2fixturedefs", "_arg2nodeid2fixturedefs")
    return [vars(manager)[name] for name in names if name in vars(manager)]


def _plain(function: Any) -> Any:
    while isinstance(function, functools.partial):
        function = function.func
    return getattr(function, "__func__", function)


def _is_autouse(name: str, definition: Any, session: Any) -> bool:
    known = getattr(definition, "_autouse", None)
    if known is None:
        marker = getattr(definition.func, "_pytestfixturefunction", None)
        known = getattr(marker, "autouse", None)
    if known is None:
        by_place = vars(session._fixturemanager).get("_nodeid_autousenames", {})  # noqa: SLF001 - as above
        known = name in by_place.get(getattr(definition, "baseid", ""), ())
    return bool(known)


def _overrides(definition: Any, chain: Any) -> bool:
    """Whether one of the name stands further out: one whose tests hold these, or came earlier."""
    here = getattr(definition, "baseid", "") or ""
    earlier = True
    for other in chain:
        if other is definition:
            earlier = False
            continue
        there = getattr(other, "baseid", "") or ""
        if here.startswith(there) and (earlier or here != there):
            return True
    return False
