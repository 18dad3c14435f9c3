"""Loads what a table names as ``package.module:attribute``. Runs in the building process."""

from __future__ import annotations

import importlib
from functools import reduce
from typing import Any

from layerproof.database.errors import WiringError


def load_target(target: str) -> Any:
    """Import the module, and return the attribute, which may have dots.

    Raises ``WiringError`` when the module has no such attribute; what importing it raises is
    passed on.
    """
    name, _, attributes = target.partition(":")
    module = importlib.import_module(name)
    try:
        return reduce(getattr, attributes.split("."), module)
    except AttributeError as error:
        raise WiringError(
            f"{target} cannot be loaded: {error}",
            advice='name it as "package.module:attribute" in the database table',
        ) from error
