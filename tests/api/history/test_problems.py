"""Errors that no router raises: addresses, methods, what nobody foresaw; and the document."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException

from layerproof.history.problems import MEDIA_TYPE
from tests.support.history import code_of


async def test_an_address_that_is_not_there(client: httpx.AsyncClient) -> None:
    """An unknown address answers 404 in the one shape."""
    response = await client.get("/api/v2/runs")
    assert code_of(response) == (404, "not-found")


async def test_a_method_that_is_not_taken(client: httpx.AsyncClient) -> None:
    """A wrong method answers 405 and says which are taken."""
    response = await client.delete("/api/v1/health")
    assert code_of(response) == (405, "method-not-allowed")
    assert response.headers["allow"] == "GET"


def _of_database(state: str) -> DBAPIError:
    """Return an error as PostgreSQL's drivers raise them."""

    class DriverError(Exception):
        sqlstate = state

    return DBAPIError("SELECT a secret", {}, DriverError("a secret"))


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (RuntimeError("a secret"), (500, "internal")),
        (PoolTimeoutError("a secret"), (503, "database-unavailable")),
        (ConnectionRefusedError("a secret"), (503, "database-unavailable")),
        (_of_database("40P01"), (503, "database-unavailable")),
        (_of_database("42601"), (500, "internal")),
        (HTTPException(400, "odd"), (400, "bad-request")),
    ],
)
async def test_errors_from_anywhere(
    app: FastAPI, client: httpx.AsyncClient, error: Exception, expected: tuple[int, str]
) -> None:
    """Whatever is raised leaves in the one shape, without the inner words."""

    @app.get("/api/broken")
    async def broken() -> None:
        raise error

    response = await client.get("/api/broken")
    assert code_of(response) == expected
    assert "secret" not in response.text


async def _document(client: httpx.AsyncClient) -> dict[str, Any]:
    document: dict[str, Any] = (await client.get("/api/v1/openapi.json")).json()
    return document


async def test_every_error_is_named_in_the_document(client: httpx.AsyncClient) -> None:
    """Each operation's errors are problems with a code, and 500 and 503 are among them."""
    document = await _document(client)
    shape = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            answers = operation["responses"]
            errors = {code: answer for code, answer in answers.items() if code >= "400"}
            assert {"500", "503"} <= set(errors), (method, path)
            assert all(answer["content"] == shape for answer in errors.values()), (method, path)
            assert all(answer["description"].startswith("`") for answer in errors.values())


async def test_the_documents_references_lead_somewhere(client: httpx.AsyncClient) -> None:
    """Whatever the document refers to is in it."""
    document = await _document(client)
    assert document is not None
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(_references(document)) - known == set()


def _references(node: object) -> list[str]:
    if isinstance(node, list):
        return [found for item in node for found in _references(item)]
    if not isinstance(node, dict):
        return []
    here = [node["$ref"]] if "$ref" in node else []
    return here + [found for item in node.values() for found in _references(item)]


async def test_the_document_says_what_a_push_takes(client: httpx.AsyncClient) -> None:
    """The body of a push is a report, and its answers are told for both ways to succeed."""
    operation = (await _document(client))["paths"]["/api/v1/runs"]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/Report"}
    assert sorted(operation["responses"]) == [
        "200",
        "201",
        "400",
        "401",
        "403",
        "404",
        "408",
        "409",
        "413",
        "415",
        "422",
        "500",
        "503",
    ]


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
async def test_no_page_loads_from_the_network(client: httpx.AsyncClient, path: str) -> None:
    """The interactive pages, whose scripts come from elsewhere, are not there."""
    assert (await client.get(path)).status_code == 404
