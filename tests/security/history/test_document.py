"""The OpenAPI document is valid, and says of each route what a client has to know."""

from __future__ import annotations

import re

import httpx
from jsonschema import Draft202012Validator

from tests.support.history_document import load_document, operations, resolve

#: What every operation may answer at any time: the database is away, or the server has a fault.
ALWAYS = {"500", "503"}

#: The beginning of the OpenAPI 3.1 schema (https://spec.openapis.org/oas/3.1/schema/2022-10-07), in
#: as far as this document has such parts: what must be there, and nothing that is not known.
DOCUMENT = {
    "type": "object",
    "required": ["openapi", "info", "paths"],
    "properties": {
        "openapi": {"const": "3.1.0"},
        "info": {"type": "object", "required": ["title", "version"]},
        "paths": {
            "patternProperties": {
                "^/": {
                    "propertyNames": {"enum": ["get", "put", "post", "delete", "patch"]},
                    "additionalProperties": {"$ref": "#/$defs/operation"},
                }
            },
            "additionalProperties": False,
        },
        "components": {
            "required": ["schemas", "securitySchemes"],
            "properties": {
                "schemas": {
                    "propertyNames": {"pattern": "^[a-zA-Z0-9._-]+$"},
                    "additionalProperties": {
                        "$ref": "https://json-schema.org/draft/2020-12/schema"
                    },
                }
            },
        },
    },
    "$defs": {
        "operation": {
            "required": ["responses", "operationId", "tags", "description"],
            "properties": {
                "tags": {"minItems": 1},
                "parameters": {"items": {"$ref": "#/$defs/parameter"}},
                "requestBody": {
                    "required": ["content"],
                    "properties": {"content": {"$ref": "#/$defs/content"}},
                },
                "responses": {
                    "propertyNames": {"pattern": "^[1-5][0-9][0-9]$"},
                    "additionalProperties": {
                        "required": ["description"],
                        "properties": {"content": {"$ref": "#/$defs/content"}},
                    },
                },
            },
        },
        "parameter": {
            "required": ["name", "in", "schema"],
            "properties": {
                "in": {"enum": ["query", "path", "header", "cookie"]},
                "schema": {"$ref": "https://json-schema.org/draft/2020-12/schema"},
            },
            "if": {"properties": {"in": {"const": "path"}}},
            "then": {"required": ["required"], "properties": {"required": {"const": True}}},
        },
        "content": {
            "minProperties": 1,
            "additionalProperties": {
                "required": ["schema"],
                "properties": {"schema": {"$ref": "https://json-schema.org/draft/2020-12/schema"}},
            },
        },
    },
}


def test_the_document_is_valid() -> None:
    """Every part of the document is where and what OpenAPI 3.1 says."""
    found = Draft202012Validator(DOCUMENT).iter_errors(load_document())
    assert [f"{fault.json_path}: {fault.message[:200]}" for fault in found] == []


def test_every_reference_leads_somewhere() -> None:
    """No reference in the document points to a schema that is not there."""
    references = set(re.findall(r"'\$ref': '([^']+)'", str(load_document())))
    assert references
    for reference in references:
        assert resolve({"$ref": reference})


def test_operation_ids_are_distinct() -> None:
    """No two operations have one id, from which clients are made."""
    ids = [operation.described["operationId"] for operation in operations()]
    assert len(ids) == len(set(ids))


def test_path_parameters_are_described() -> None:
    """Each name in an address is a parameter with a description."""
    described = {
        operation.name: {
            parameter["name"]
            for parameter in operation.parameters("path")
            if parameter.get("description")
        }
        for operation in operations()
    }
    expected = {operation.name: set(operation.places) for operation in operations()}
    assert described == expected


def test_every_operation_says_how_it_fails() -> None:
    """Each operation declares that the server may fail, and 401 if it takes a credential."""
    missing = {}
    for operation in operations():
        wanted = ALWAYS if operation.is_open else ALWAYS | {"401"}
        lacking = wanted - operation.described["responses"].keys()
        if lacking:
            missing[operation.name] = lacking
    assert missing == {}


async def test_the_document_is_served(client: httpx.AsyncClient) -> None:
    """What the server gives out is the document that the tests go by."""
    answer = await client.get("/api/v1/openapi.json")
    assert answer.json() == load_document()
