"""The history's OpenAPI document, and the operations that it lists."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from layerproof.history.app import API, create_app
from layerproof.history.settings import read_settings

METHODS = ("get", "post", "put", "patch", "delete")

Document = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """A method of an address."""

    method: str
    path: str
    described: Document = field(repr=False)

    @property
    def name(self) -> str:
        """What it is called in tables: the method, and the address below ``/api/v1``."""
        return f"{self.method} {self.path.removeprefix(API)}"

    @property
    def is_open(self) -> bool:
        """Whether the document asks for no credential."""
        return not self.described.get("security")

    @property
    def changes(self) -> bool:
        """Whether it may change anything."""
        return self.method != "GET"

    @property
    def places(self) -> list[str]:
        """The names of its path parameters, in order."""
        return re.findall(r"\{(\w+)\}", self.path)

    def parameters(self, where: str) -> list[Document]:
        """Return the parameters that it has there: in its ``path``, ``query``, ``header``..."""
        found: list[Document] = self.described["parameters"]
        return [parameter for parameter in found if parameter["in"] == where]

    @property
    def bodies(self) -> dict[str, Document]:
        """The schema of its body, by content type."""
        content = self.described.get("requestBody", {}).get("content", {})
        return {kind: media.get("schema", {}) for kind, media in content.items()}


@functools.cache
def load_document() -> Document:
    """Return the OpenAPI document, which no setting changes."""
    return make_app().openapi()


def make_app() -> FastAPI:
    """Return an application that is never started."""
    return create_app(read_settings("never.db", {}, folder=Path("/nowhere")))


@functools.cache
def operations() -> tuple[Operation, ...]:
    """Return every operation, in the document's order."""
    return tuple(_operations(load_document()))


def closed_operations() -> list[Operation]:
    """Return every operation that takes a credential."""
    return [operation for operation in operations() if not operation.is_open]


def _operations(document: Document) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                described = item[method]
                parameters = [*item.get("parameters", []), *described.get("parameters", [])]
                yield Operation(method.upper(), path, {**described, "parameters": parameters})


def resolve(schema: Document) -> Document:
    """Return what a reference within the document stands for."""
    while "$ref" in schema:
        found: Any = load_document()
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        schema = found
    return schema
