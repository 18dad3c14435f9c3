"""The survey as JSON. The shape is that of ``layerproof.adoption.survey``, with a version.

Every finding is an object of ``value``, ``confidence``, ``places`` and ``why``; a place is one of
``path`` and ``line``. The version rises when a name goes or changes its meaning.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import Enum
from typing import Any

from layerproof.adoption.masking import mask_text, mask_variable
from layerproof.adoption.survey import AddressVariable, Survey

VERSION = 1


def write_document(survey: Survey) -> dict[str, Any]:
    """Return the survey as values that JSON has, without secrets."""
    return {"version": VERSION, **_as_object(survey)}


def _as_json(value: object) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _as_object(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, Mapping):
        return {str(key): _as_member(str(key), each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json(each) for each in value]
    return value


def _as_member(key: str, value: object) -> Any:
    return mask_variable(key, value) if isinstance(value, str) else _as_json(value)


def _as_object(value: Any) -> dict[str, Any]:
    found = {each.name: _as_json(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, AddressVariable):
        found["example"] = mask_variable(value.name, value.example)
    return found
