"""What fixtures of Layerproof give, as types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

from starlette.testclient import TestClient

from organizations.models import User

#: ``auth_sync_client_for``: a client that is this user.
ClientFor: TypeAlias = Callable[[User], TestClient]


class GivenDatabase(Protocol):
    """``database``, as far as it is read here."""

    provider: str
