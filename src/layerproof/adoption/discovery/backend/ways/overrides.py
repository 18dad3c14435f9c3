"""What the suite swaps: dependencies of the application, engines and addresses of the backend."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from layerproof.adoption.discovery.backend.address import parse_address
from layerproof.adoption.discovery.backend.source import Source
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.discovery.backend.spelling import spell
from layerproof.adoption.discovery.backend.variables.environment_reads import is_environment
from layerproof.adoption.discovery.backend.variables.roles import role_of
from layerproof.adoption.findings import Confidence, Found
from layerproof.adoption.reading.syntax import unparse
from layerproof.adoption.survey import DatabaseWay

_ENGINE = re.compile(
    r"(^|_)(engine|session|session_?maker|session_?factory|sessionlocal"
    r"|database_ur[il]|db_ur[il])s?$",
    re.IGNORECASE,
)

#: What a file has in it that swaps anything: most files of tests need no closer look.
_ANY = re.compile(
    r"setenv|setattr|environ|(engine|session|local|maker|factory|_ur[il])s?\s*=[^=]", re.IGNORECASE
)
_SWAPPED = (ast.Subscript, ast.Attribute)


def find_overrides(source: Source, sources: Sources) -> Iterator[Found[DatabaseWay]]:
    """Give what a file of the tests puts in place of the backend's own."""
    if source.mentions("dependency_overrides"):
        yield from _dependencies(source, sources)
    if not _ANY.search(source.text):
        return
    for node in source.nodes:
        if isinstance(node, ast.Assign):
            targets = [each for each in node.targets if isinstance(each, _SWAPPED)]
            if targets and not _is_in_test(node, source):
                for target in targets:
                    yield from _assigned(target, node, source, sources)
        elif isinstance(node, ast.Call) and not _is_in_test(node, source):
            yield from _patched(node, source, sources)


def _is_in_test(node: ast.AST, source: Source) -> bool:
    """Return whether a node stands in a test itself, so that it is that test's own matter."""
    function = source.function_around(node)
    return function is not None and function.name.startswith("test")


def _dependencies(source: Source, sources: Sources) -> Iterator[Found[DatabaseWay]]:
    for node in source.parents:
        keys: list[ast.expr] = []
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            if unparse(node.value).endswith("dependency_overrides"):
                keys = [node.slice]
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            if any(unparse(each).endswith("dependency_overrides") for each in node.targets):
                keys = [key for key in node.value.keys if key is not None]
        elif isinstance(node, ast.Call) and unparse(node.func).endswith(
            "dependency_overrides.update"
        ):
            dicts = [each for each in node.args if isinstance(each, ast.Dict)]
            keys = [key for each in dicts for key in each.keys if key is not None]
        for key in keys:
            full = sources.resolve(source.full(key)) or unparse(key)
            module, rest = sources.split(full)
            detail = f"{module.name}:{'.'.join(rest)}" if module and rest else full
            yield Found(DatabaseWay("dependency_override", detail), (source.place(node),))


def _assigned(
    target: ast.expr, node: ast.Assign, source: Source, sources: Sources
) -> Iterator[Found[DatabaseWay]]:
    if isinstance(target, ast.Subscript) and is_environment(target.value, source):
        yield from _variable(target.slice, node.value, node, source, sources)
    elif isinstance(target, ast.Attribute) and _ENGINE.search(target.attr):
        full = sources.resolve(source.full(target.value))
        owner, _ = sources.split(full)
        if owner is not None and not owner.is_test:
            spelled = spell(node.value, source, sources)
            address = parse_address(spelled.text)
            fixed = (
                bool(address) and not address.in_memory and not spelled.own if address else False
            )
            way = DatabaseWay("override", f"{full}.{target.attr}", fixed=fixed)
            yield Found(way, (source.place(node),))


def _patched(call: ast.Call, source: Source, sources: Sources) -> Iterator[Found[DatabaseWay]]:
    func = call.func
    if not isinstance(func, ast.Attribute) or len(call.args) < 2:
        return
    first, second = call.args[:2]
    if func.attr == "setenv":
        yield from _variable(first, second, call, source, sources)
    elif func.attr == "setattr" and isinstance(func.value, ast.Name):
        parts = call.args
        name = _patched_name(first, second)
        if _ENGINE.search(name.rpartition(".")[2]):
            value = parts[2] if len(parts) > 2 else second
            spelled = spell(value, source, sources)
            address = parse_address(spelled.text)
            fixed = address is not None and not address.in_memory and not spelled.own
            way = DatabaseWay("override", name, fixed=fixed)
            yield Found(way, (source.place(call),), Confidence.LIKELY)


def _patched_name(first: ast.expr, second: ast.expr) -> str:
    if isinstance(first, ast.Constant):
        return str(first.value)
    tail = f".{second.value!s}" if isinstance(second, ast.Constant) else ""
    return unparse(first) + tail


def _variable(
    key: ast.expr, value: ast.expr, node: ast.AST, source: Source, sources: Sources
) -> Iterator[Found[DatabaseWay]]:
    name = spell(key, source, sources)
    spelled = spell(value, source, sources)
    address = parse_address(spelled.text)
    role = role_of(name.text)
    if not name.exact or not (address or role in ("url", "name")):
        return
    own = spelled.own or (address is not None and address.in_memory)
    # What is taken from the environment itself stays led by it.
    led = "environ" in spelled.words or "getenv" in spelled.words
    fixed = (spelled.exact or address is not None) and not own and not led
    yield Found(DatabaseWay("override", name.text, fixed=fixed), (source.place(node),))
