"""Errors that explain themselves: which module an import lacked."""

from __future__ import annotations

import pytest

from layerproof.errors import find_missing_module

MISSING = ModuleNotFoundError("No module named 'greenlet'", name="greenlet")


def fail(error: ImportError, cause: BaseException | None) -> ImportError:
    """Return an error as it was raised from another one."""
    try:
        raise error from cause
    except ImportError as raised:
        return raised


@pytest.mark.parametrize(
    ("error", "cause", "missing"),
    [
        pytest.param(MISSING, None, "greenlet", id="the error itself"),
        pytest.param(ImportError("use sqlalchemy[asyncio]"), MISSING, "greenlet", id="its cause"),
        pytest.param(ImportError("no name 'x'", name="shop"), None, None, id="a missing name"),
    ],
)
def test_what_an_import_lacked_is_found(
    error: ImportError, cause: BaseException | None, missing: str | None
) -> None:
    """A missing module is named through what a library made of it; a missing name is none."""
    assert find_missing_module(fail(error, cause)) == missing
