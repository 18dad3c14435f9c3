"""What an expression spells, as far as the text says: constants, f-strings, joined paths.

What only a running program knows becomes ``{...}``; the words that the value comes from are kept,
so that a name that depends on the worker can be told from one that all workers share.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from layerproof.adoption.discovery.backend.source import Source
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.reading.syntax import Function, unparse

#: What differs from one process, run or test to the next.
_OWN = re.compile(
    r"PYTEST_XDIST_WORKER|worker_id|workerid|testrun_uid|workerinput|tmp_path|tmpdir|uuid|token_hex"
    r"|token_urlsafe|getpid|mkdtemp|mkstemp|TemporaryDirectory|NamedTemporaryFile|random|randint"
    r"|get_random|unused_port|unused_tcp_port|free_port|getrandbits|time\(\)|worker_name"
)
_DEEPEST = 6
UNKNOWN = "{...}"


@dataclass(frozen=True, slots=True)
class Spelled:
    """A text, whether all of it is known, and the words of the program that it comes from."""

    text: str
    exact: bool
    words: str = ""

    @property
    def own(self) -> bool:
        """Whether it differs from one worker to the next by itself."""
        return bool(_OWN.search(self.words))


def spell(node: ast.expr | None, source: Source, sources: Sources, depth: int = 0) -> Spelled:
    """Return what an expression of ``source`` spells."""
    if node is None or depth > _DEEPEST:
        return Spelled(UNKNOWN, exact=False)
    if isinstance(node, ast.Constant):
        known = isinstance(node.value, str | int)
        return Spelled(str(node.value), exact=known)
    parts = _parts(node, source)
    if parts is not None:
        joint, inner = parts
        spelled = [spell(each, source, sources, depth + 1) for each in inner]
        return Spelled(
            joint.join(each.text for each in spelled).replace("//", "/")
            if joint
            else "".join(each.text for each in spelled),
            all(each.exact for each in spelled),
            " ".join(each.words for each in spelled),
        )
    words = unparse(node)
    for owner, value in _values(node, source, sources):
        if value is node:
            continue
        found = spell(value, owner, sources, depth + 1)
        return Spelled(found.text, found.exact, f"{words} {found.words}")
    return Spelled(UNKNOWN, exact=False, words=words)


def _parts(node: ast.expr, source: Source) -> tuple[str, list[ast.expr]] | None:
    if isinstance(node, ast.JoinedStr):
        return "", [
            each.value if isinstance(each, ast.FormattedValue) else each for each in node.values
        ]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return "", [node.left, node.right]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return "/", [node.left, node.right]
    if isinstance(node, ast.Call):
        return _parts_of_call(node, source)
    return None


def _parts_of_call(node: ast.Call, source: Source) -> tuple[str, list[ast.expr]] | None:
    name = source.full(node.func)
    if name.endswith(("path.join", "joinpath")) or name in ("pathlib.Path", "Path"):
        func = node.func
        is_method = isinstance(func, ast.Attribute) and func.attr == "joinpath"
        start = [func.value] if is_method and isinstance(func, ast.Attribute) else []
        return "/", [*start, *node.args]
    if name in ("str", "os.fspath", "os.path.abspath", "sqlalchemy.text", "sqlalchemy.make_url"):
        return "", list(node.args[:1])
    if name in ("sqlalchemy.engine.make_url", "sqlalchemy.engine.url.make_url"):
        return "", list(node.args[:1])
    method = node.func.attr if isinstance(node.func, ast.Attribute) and not node.args else ""
    if method in ("resolve", "absolute", "as_posix", "expanduser", "strip"):
        return "", [node.func.value] if isinstance(node.func, ast.Attribute) else []
    return None


def _values(node: ast.expr, source: Source, sources: Sources) -> Iterator[tuple[Source, ast.expr]]:
    if isinstance(node, ast.Name):
        function = source.function_around(node)
        if function is not None:
            yield from _local_values(node, function, source)
            if any(each.arg == node.id for each in _arguments(function)):
                yield from _fixture_values(node.id, source, sources)
                return
    if isinstance(node, ast.Name | ast.Attribute):
        found = sources.find(source.full(node))
        if found and isinstance(found[1], ast.Assign | ast.AnnAssign) and found[1].value:
            yield found[0], found[1].value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
        yield from _returned(sources.find(source.full(node.func)))
    if isinstance(node, ast.Call) and (default := environment_default(node, source)):
        yield source, default
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        yield source, node.values[-1]
    if isinstance(node, ast.IfExp):
        yield source, node.body


def environment_default(node: ast.Call, source: Source) -> ast.expr | None:
    """Return the default of a call that reads an environment variable."""
    name = source.full(node.func)
    if name.endswith(("environ.get", "getenv", "environ.setdefault")) and len(node.args) > 1:
        return node.args[1]
    return None


def _arguments(function: Function) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def _local_values(
    node: ast.Name, function: Function, source: Source
) -> Iterator[tuple[Source, ast.expr]]:
    for inner in ast.walk(function):
        if isinstance(inner, ast.Assign) and any(
            isinstance(each, ast.Name) and each.id == node.id for each in inner.targets
        ):
            yield source, inner.value
        named = inner.optional_vars if isinstance(inner, ast.withitem) else None
        if isinstance(inner, ast.withitem) and isinstance(named, ast.Name) and named.id == node.id:
            yield source, inner.context_expr


def _fixture_values(
    name: str, source: Source, sources: Sources
) -> Iterator[tuple[Source, ast.expr]]:
    nearest = [source, *(each for each in sources.test if each.path.endswith("conftest.py"))]
    for owner in nearest:
        node = owner.definitions.get(name)
        if isinstance(node, Function) and "fixture" in " ".join(
            unparse(each) for each in node.decorator_list
        ):
            yield from _returned((owner, node))


def _returned(found: tuple[Source, ast.stmt] | None) -> Iterator[tuple[Source, ast.expr]]:
    if found is None or not isinstance(found[1], Function):
        return
    for inner in ast.walk(found[1]):
        if isinstance(inner, ast.Return | ast.Yield) and inner.value is not None:
            yield found[0], inner.value
