"""Passwords hashed at the least cost, by Layerproof's own helper; a conftest imports the fixture.

With it, one log-in costs a test about a millisecond instead of two tenths of a second.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from layerproof.history.services.passwords import _make_dummy
from layerproof.testing import fast_passwords


@pytest.fixture(scope="module")
def cheap_passwords() -> Iterator[None]:
    """Hash at the least cost from the first test of a module that asks for it to its end."""
    _make_dummy.cache_clear()
    with fast_passwords():
        yield
    # What unknown addresses are checked against was made cheaply, and is to cost its due again.
    _make_dummy.cache_clear()
