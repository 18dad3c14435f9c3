"""No secret gets into a report, wherever in the project it stood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from layerproof.adoption.masking import mask_text

T = TypeVar("T")


def hide_secrets(value: T) -> T:
    """Return the same value with the secrets in all its texts replaced by stars."""
    return cast("T", _hide(value))


def _hide(value: Any) -> Any:
    if type(value) is str:
        return mask_text(value) if "@" in value or "=" in value else value
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            field.name: hidden
            for field in fields(value)
            if (hidden := _hide(before := getattr(value, field.name))) is not before
        }
        return replace(value, **changed) if changed else value
    if isinstance(value, tuple):
        hidden = tuple(map(_hide, value))
        return hidden if any(a is not b for a, b in zip(hidden, value, strict=True)) else value
    if isinstance(value, Mapping):
        return {_hide(key): _hide(each) for key, each in value.items()}
    return value
