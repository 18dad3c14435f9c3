"""Who may ask without saying who they are: a short list, and nobody else."""

from __future__ import annotations

from tests.support.history_document import operations

#: Everything that asks for no credential, each for its reason.
OPEN = {
    # Whoever keeps the server running has none.
    "GET /health",
    "GET /ready",
    # Whoever asks has no credential yet, or one that has run out.
    "POST /auth/register",
    "POST /auth/login",
    "POST /auth/refresh",
}


def test_whatever_asks_for_no_credential_is_listed() -> None:
    """A route takes a credential, unless somebody has decided that it does not."""
    assert {operation.name for operation in operations() if operation.is_open} == OPEN
