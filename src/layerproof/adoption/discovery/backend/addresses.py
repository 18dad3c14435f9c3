"""Addresses of databases that stand in code, without their passwords."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from layerproof.adoption.discovery.backend.address import Address, parse_address
from layerproof.adoption.discovery.backend.alembic import Migrations
from layerproof.adoption.discovery.backend.source import Source
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.discovery.backend.spelling import Spelled, spell
from layerproof.adoption.discovery.backend.variables.judged import Facts
from layerproof.adoption.findings import Confidence, Found, Place
from layerproof.adoption.survey import HardAddress

_CONSUMERS = (
    "create_engine",
    "create_async_engine",
    "make_url",
    "connect",
    "create_pool",
    "Database",
)
_COMPARING = ("startswith", "replace", "removeprefix", "endswith", "split", "sub", "match", "in_")


@dataclass(frozen=True, slots=True)
class Written:
    """An address that a text or an f-string of the code spells.

    ``spelled`` tells whether it differs by worker; ``used`` that an engine is made of it there.
    """

    address: Address
    spelled: Spelled
    place: Place
    in_tests: bool
    used: bool

    @property
    def is_met(self) -> bool:
        """Whether two workers that come to it meet in one database."""
        return not self.address.in_memory and not self.spelled.own


def find_written(sources: Sources, facts: Facts) -> tuple[Written, ...]:
    """Return every address in code that is no mere default of a variable."""
    told = {(each.place, each.default) for each in facts.readings}
    lines = {each.place for each in facts.given}
    defaults = {place.path: set[str]() for place, _ in told}
    for place, default in told:
        defaults[place.path].add(default)
    found = []
    for source in (*sources.product, *sources.test):
        if source.mentions("://", ":memory:"):
            for each in _written(source, sources):
                known = each.spelled.text in defaults.get(source.path, ())
                if not known and each.place not in lines:
                    found.append(each)
    return tuple(found)


def hard_addresses(
    written: tuple[Written, ...], alembics: tuple[Migrations, ...]
) -> tuple[Found[HardAddress], ...]:
    """Return the addresses of the survey, by place: those in code, and Alembic's own."""
    found = {
        (each.address.url, each.place): Found(
            HardAddress(each.address.url, each.address.engine, each.in_tests),
            (each.place,),
            Confidence.CERTAIN if each.used else Confidence.LIKELY,
            "" if each.used else "it stands there; what it is used for was not seen",
        )
        for each in written
        if not each.spelled.own
    }
    for alembic in alembics:
        address = parse_address(alembic.url)
        if address and not alembic.sets_address:
            place = Place(alembic.settings, alembic.line)
            value = HardAddress(address.url, address.engine, in_tests=False)
            found[(address.url, place)] = Found(value, (place,))
    return tuple(sorted(found.values(), key=lambda each: each.places))


def _written(source: Source, sources: Sources) -> Iterator[Written]:
    for node in source.parents:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if "://" not in node.value or isinstance(source.parents.get(node), ast.JoinedStr):
                continue
            if isinstance(source.parents.get(node), ast.Expr | ast.BinOp):
                continue
        elif isinstance(node, ast.BinOp):
            if not isinstance(node.op, ast.Add) or isinstance(source.parents.get(node), ast.BinOp):
                continue
        elif not isinstance(node, ast.JoinedStr) or isinstance(source.parents.get(node), ast.BinOp):
            continue
        spelled = spell(node, source, sources)
        address = parse_address(spelled.text)
        if address is None or _is_compared(node, source) or not _is_whole(address):
            continue
        used = _is_used(node, source)
        if used or _is_kept(node, source):
            yield Written(address, spelled, source.place(node), source.is_test, used)


def _is_whole(address: Address) -> bool:
    """Return whether enough of it is known: the server of a database, something of a file."""
    if address.engine == "sqlite":
        return True
    # Braces of its own make a template, which is filled elsewhere.
    if "{" in address.host or re.search(r"\{(?!\.\.\.)", address.name):
        return False
    return bool(address.host) and address.name != address.host


def _is_compared(node: ast.AST, source: Source) -> bool:
    parent = source.parents.get(node)
    if isinstance(parent, ast.Compare | ast.Assert):
        return True
    func = parent.func if isinstance(parent, ast.Call) else None
    return isinstance(func, ast.Attribute) and func.attr in _COMPARING


def _is_used(node: ast.AST, source: Source) -> bool:
    """Return whether an engine or a connection is made of it, here or by its name."""
    for each in source.around(node):
        if isinstance(each, ast.stmt):
            break
        if isinstance(each, ast.Call) and source.full(each.func).endswith(_CONSUMERS):
            return True
    name = source.bound_name(node)
    return bool(name) and any(
        isinstance(inner, ast.Name) and inner.id == name
        for call in source.calls
        if source.full(call.func).endswith(_CONSUMERS)
        for part in (*call.args, *(word.value for word in call.keywords))
        for inner in ast.walk(part)
    )


def _is_kept(node: ast.AST, source: Source) -> bool:
    """Return whether it is kept for others: a constant of the module, a fixture's value."""
    if not source.is_test:
        return True
    file = source.path.rpartition("/")[2]
    if file.startswith("test_") or file.endswith("_test.py"):
        return bool(source.bound_name(node)) and source.is_global(node)
    return True
