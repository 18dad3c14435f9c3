"""``report.json`` of an audit: the whole value as plain data. Its schema lies beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from layerproof.adoption.audit.values import Audit
from layerproof.core.report.printable import well_formed

#: Raised when a key goes or changes its meaning; within one number keys are only added.
SCHEMA_VERSION = 1

#: The file with the JSON Schema, in this package.
SCHEMA_FILE = "audit.schema.json"

_ROWS = ("checklist", "readiness", "settings", "fixtures", "dependencies", "issues", "actions")


def to_document(audit: Audit) -> dict[str, Any]:
    """Return the audit as plain JSON values; keys are the names of the value's fields."""
    plain = _plain(audit)
    return {"schema_version": SCHEMA_VERSION, **plain}


def render_json(audit: Audit) -> str:
    """Return the document as ASCII JSON that ends in a line feed, with rows on their own lines."""
    members = (_member(key, value) for key, value in to_document(audit).items())
    return "{\n" + ",\n".join(members) + "\n}\n"


def _member(key: str, value: object) -> str:
    if key in _ROWS and isinstance(value, list) and value:
        rows = ",\n".join(f"    {json.dumps(row, allow_nan=False)}" for row in value)
        return f"  {json.dumps(key)}: [\n{rows}\n  ]"
    return f"  {json.dumps(key)}: {json.dumps(value, allow_nan=False)}"


def _plain(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return well_formed(value)
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, Mapping):
        return {well_formed(str(key)): _plain(each) for key, each in value.items()}
    if isinstance(value, (tuple, list, frozenset)):
        return [_plain(each) for each in value]
    return value
