"""Holds every answer of a history to its OpenAPI document: what is not declared fails the test.

Clients of tests take :func:`check_answer` as an event hook of httpx.
"""

from __future__ import annotations

import functools
import json
import re
from typing import Any

import httpx
from jsonschema import Draft202012Validator

from layerproof.history.app import API
from layerproof.history.problems import MEDIA_TYPE
from tests.support.history_document import Document, Operation, load_document, operations

#: Larger bodies are not held to their schema: it would cost more than the test.
CHECKED_LENGTH = 100_000

#: What may be answered where no operation was reached, all in the one shape of errors.
UNREACHED = {400, 404, 405}


async def check_answer(answer: httpx.Response) -> None:
    """Fail if an answer of the API is not one that its document declares."""
    await answer.aread()
    if not answer.request.url.path.startswith(f"{API}/"):
        return
    operation = find_operation(answer.request.method, answer.request.url.raw_path.decode())
    fault = _unreached(answer) if operation is None else _fault(operation, answer)
    if fault:
        asked = f"{answer.request.method} {answer.request.url.path}"
        raise AssertionError(f"{asked} answered what is not declared: {fault}")


def find_operation(method: str, raw_path: str) -> Operation | None:
    """Return the operation that a request reaches; those without parameters come first."""
    path = raw_path.partition("?")[0]
    reached = [
        operation
        for operation in operations()
        if operation.method == method and _pattern(operation.path).fullmatch(path)
    ]
    return min(reached, key=lambda operation: len(operation.places), default=None)


@functools.cache
def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))


def _unreached(answer: httpx.Response) -> str:
    if answer.request.url.path == f"{API}/openapi.json" or answer.request.method == "HEAD":
        return ""
    if answer.status_code in UNREACHED and answer.headers["content-type"] == MEDIA_TYPE:
        return ""
    return f"{answer.status_code} for an address that is not in the document"


def _fault(operation: Operation, answer: httpx.Response) -> str:
    declared: Document | None = operation.described["responses"].get(str(answer.status_code))
    if declared is None:
        return f"the status {answer.status_code}: {answer.text[:200]}"
    content = declared.get("content", {})
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if not content and not answer.content:
        return ""
    if kind not in content:
        return f"the content type {kind!r} of a {answer.status_code}"
    if not kind.endswith("json") or len(answer.content) > CHECKED_LENGTH:
        return ""
    return _mismatch(content[kind].get("schema", {}), answer.json())


def _mismatch(schema: Document, body: Any) -> str:
    found = next(iter(_validator(json.dumps(schema)).iter_errors(body)), None)
    return "" if found is None else f"{found.json_path}: {found.message[:300]}"


@functools.cache
def _validator(schema: str) -> Draft202012Validator:
    whole = {**json.loads(schema), "components": load_document()["components"]}
    return Draft202012Validator(whole)
