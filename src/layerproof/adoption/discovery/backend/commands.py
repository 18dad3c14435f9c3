"""Which applications are served by commands: in Dockerfiles, compose, scripts, CI and code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from layerproof.adoption.discovery.backend.source import Source
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.findings import Place

_TARGET = re.compile(
    r"(?<![\w./:-])([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*):([A-Za-z_]\w*)(?:\(\))?(?![\w:/.])"
)
_SERVER = re.compile(r"uvicorn|gunicorn|hypercorn|granian|daphne")
_FILES = re.compile(
    r"(^|/)(Dockerfile[\w.-]*|[\w.-]*\.[Dd]ockerfile|Procfile|Makefile|justfile|Taskfile\.ya?ml"
    r"|(docker-)?compose[\w.-]*\.ya?ml|[\w.-]+\.sh|fly\.toml|render\.yaml|app\.yaml"
    r"|pyproject\.toml|package\.json|[\w-]+\.service|\.gitlab-ci\.yml)$|(^|/)\.github/workflows/"
)


@dataclass(frozen=True, slots=True)
class Served:
    """A target that a server is told to run: its module, its name, and where that stands.

    ``sure`` says that it stands there as a server's argument, and not merely as an object.
    """

    module: str
    name: str
    place: Place
    sure: bool = True


def served_targets(sources: Sources) -> tuple[Served, ...]:
    """Return what servers are told to run, anywhere in the project."""
    found = [each for path in sources.tree.files for each in _in_file(sources, path)]
    for source in sources.all:
        if not source.is_test and source.mentions("uvicorn", "hypercorn", "granian"):
            found += _in_code(source)
    return tuple(found)


def _in_file(sources: Sources, path: str) -> Iterator[Served]:
    if not _FILES.search(path):
        return
    text = sources.tree.read(path) or ""
    if not _SERVER.search(text):
        return
    joined = 0
    for number, line in enumerate(text.splitlines(), 1):
        # A command may be continued, or stand as a list over several lines.
        joined = 6 if _SERVER.search(line) else joined - 1
        if joined > 0:
            for match in _TARGET.finditer(line.replace('"', " ").replace("'", " ")):
                yield Served(match[1], match[2], Place(path, number))


def _in_code(source: Source) -> Iterator[Served]:
    for call in source.calls:
        if source.full(call.func).endswith(("uvicorn.run", "uvicorn.Config", "Granian")):
            yield from _of_call(call, source)
    for node in source.nodes:
        # A command that is put together in code, such as that of ``shop serve``.
        text = node.value if isinstance(node, ast.Constant) else None
        match = _TARGET.fullmatch(text) if isinstance(text, str) else None
        if match:
            yield Served(match[1], match[2], source.place(node))


def _of_call(call: ast.Call, source: Source) -> Iterator[Served]:
    named = [word.value for word in call.keywords if word.arg in ("app", "target")]
    for first in [*call.args[:1], *named][:1]:
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            module, _, name = first.value.partition(":")
            if module and name:
                yield Served(module, name, source.place(call))
        elif isinstance(first, ast.Name | ast.Attribute):
            module, _, name = source.full(first).rpartition(".")
            if module:
                yield Served(module, name, source.place(call), sure=False)
