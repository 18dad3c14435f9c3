"""Tokens: what is signed is believed until it expires."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import jwt
import pytest

from knowledge_base.errors import UnauthenticatedError
from knowledge_base.tokens import Claims, TokenSigner
from layerproof.testing import freeze_time

SIGNER = TokenSigner("a secret of the tests, long enough", timedelta(minutes=10))
CLAIMS = Claims(UUID(int=1), UUID(int=2))


def test_what_was_issued_can_be_read() -> None:
    """User and tenant come back."""
    claims = Claims(uuid4(), uuid4())

    assert SIGNER.read(SIGNER.issue(claims)) == claims


def test_a_token_expires() -> None:
    """It is good up to its last second, and not after."""
    with freeze_time("2026-05-01T12:00") as clock:
        token = SIGNER.issue(CLAIMS)
        clock.shift(599)
        assert SIGNER.read(token) == CLAIMS
        clock.shift(1)
        with pytest.raises(UnauthenticatedError, match=r"^the token is not valid$"):
            SIGNER.read(token)


@pytest.mark.parametrize("missing", ["sub", "tenant", "exp"])
def test_a_token_says_all_that_is_asked(missing: str) -> None:
    """One that says less is not believed, though its signature is right."""
    content = jwt.decode(SIGNER.issue(CLAIMS), options={"verify_signature": False})
    del content[missing]

    with pytest.raises(UnauthenticatedError, match=r"^the token is not valid$"):
        SIGNER.read(jwt.encode(content, SIGNER.secret, "HS256"))


@pytest.mark.parametrize(("key", "value"), [("sub", "ann"), ("tenant", "acme"), ("tenant", 7)])
def test_ids_are_ids(key: str, value: object) -> None:
    """A name in the place of an id is no server error but no token."""
    content = jwt.decode(SIGNER.issue(CLAIMS), options={"verify_signature": False})

    with pytest.raises(UnauthenticatedError, match=r"^the token is not valid$"):
        SIGNER.read(jwt.encode({**content, key: value}, SIGNER.secret, "HS256"))
