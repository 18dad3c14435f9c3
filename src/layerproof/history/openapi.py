"""The OpenAPI document's parts that FastAPI cannot see: bodies and errors are read by hand."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from layerproof.history.schemas.problem import Problem
from layerproof.history.schemas.report import Report

#: What the OpenAPI document says of a body that is a report.
REPORT_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "A `report.json`, schema version 1",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Report"}}},
    }
}

#: FastAPI's own shape of a validation error, which is never sent.
_FOREIGN = ("HTTPValidationError", "ValidationError")


def install_openapi(app: FastAPI) -> None:
    """Make an application's OpenAPI document whole; it is made once, when it is first asked for."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _describe(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way


def _describe(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    _, extra = models_json_schema(
        [(Report, "validation"), (Problem, "serialization")],
        ref_template="#/components/schemas/{model}",
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(extra["$defs"])
    for name in _FOREIGN:
        schemas.pop(name, None)
    for operations in document["paths"].values():
        for operation in operations.values():
            _drop_foreign(operation["responses"])
            if "requestBody" not in operation:
                _drop_bodies(operation["responses"])
    return document


def _drop_foreign(responses: dict[str, Any]) -> None:
    """Take out the 422 that FastAPI adds to whatever has a parameter, where we never send one."""
    content = responses.get("422", {}).get("content", {})
    if "application/json" in content:
        del responses["422"]


def _drop_bodies(responses: dict[str, Any]) -> None:
    """Take out what is answered to bodies alone, where there is none."""
    for status in ("408", "413"):
        responses.pop(status, None)
