"""The arguments of ``PYTEST_ADDOPTS``, for the commands that start pytest: ``run`` and ``fast``."""

from __future__ import annotations

import os
import shlex

from layerproof.errors import UsageError


def read_ambient() -> tuple[str, ...]:
    """Return the arguments that pytest takes from the environment by itself.

    Raises ``UsageError`` when they cannot be read.
    """
    text = os.environ.get("PYTEST_ADDOPTS", "")
    try:
        return tuple(shlex.split(text))
    except ValueError as error:
        raise UsageError(
            f"PYTEST_ADDOPTS cannot be read: {error} in {text!r}", advice="close the quotation"
        ) from error
