"""A server whose answers a test writes down, and no proxy of this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.support.scripted_server import ScriptedServer, scripted_server


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.fixture
def scripted() -> Iterator[ScriptedServer]:
    """Give a server that listens."""
    with scripted_server() as server:
        yield server
