"""Access tokens: what is signed is read, and whatever else looks like it is not."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest

from layerproof.history.errors.access import UnauthenticatedError
from layerproof.history.services.signing import Signer
from tests.support.tenant_ground import NOW

SECRET = "the secret of this server, as long as the longest of these algorithms wants it"
REFUSED = r"^the request has no valid credential$"
NOW_SECONDS = int(NOW.timestamp())

#: What a good token claims.
CLAIMS: dict[str, Any] = {
    "sub": "login",
    "iat": NOW_SECONDS,
    "exp": NOW_SECONDS + 900,
    "iss": "layerproof-history",
    "aud": "layerproof-history-api",
}


@pytest.fixture
def signer() -> Signer:
    """Give what signs and reads."""
    return Signer(SECRET)


def _signed(claims: dict[str, Any], secret: str = SECRET, algorithm: str = "HS256") -> str:
    return jwt.encode(claims, secret, algorithm)


def _encode(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def test_what_is_signed_is_read(signer: Signer) -> None:
    """A token is read as the log-in for which it was signed."""
    assert signer.read(signer.sign("login", NOW), NOW) == "login"


def test_what_a_token_claims(signer: Signer) -> None:
    """A token says whose it is, from when, until when, and for whom it is; and nothing else."""
    token = signer.sign("login", NOW)
    assert jwt.decode(token, options={"verify_signature": False}) == CLAIMS
    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}


def test_a_token_written_by_hand_is_read(signer: Signer) -> None:
    """The claims of this file are good ones, so that each refusal below has one cause."""
    assert signer.read(_signed(CLAIMS), NOW) == "login"


def test_a_token_expires(signer: Signer) -> None:
    """A token is good for a quarter of an hour, and no longer."""
    token, last = signer.sign("login", NOW), NOW + timedelta(minutes=15)
    assert signer.read(token, last - timedelta(microseconds=1)) == "login"
    with pytest.raises(UnauthenticatedError, match=REFUSED):
        signer.read(token, last)


@pytest.mark.parametrize("years", [-20, 20])
def test_only_the_given_clock_counts(signer: Signer, years: int) -> None:
    """Whether a token is valid is a matter of the clock that is handed in, not of the machine's."""
    now = NOW.replace(year=NOW.year + years)
    assert signer.read(signer.sign("login", now), now) == "login"


def test_another_life() -> None:
    """A signer may give its tokens another life."""
    signer = Signer(SECRET, timedelta(minutes=1))
    with pytest.raises(UnauthenticatedError, match=REFUSED):
        signer.read(signer.sign("login", NOW), NOW + timedelta(minutes=1))


def _without(name: str) -> dict[str, Any]:
    return {key: value for key, value in CLAIMS.items() if key != name}


@pytest.mark.parametrize(
    "claims",
    [
        *(_without(name) for name in CLAIMS),
        {**CLAIMS, "aud": "somebody-else"},
        {**CLAIMS, "iss": "somebody-else"},
        {**CLAIMS, "exp": NOW_SECONDS},
        {**CLAIMS, "exp": "tomorrow"},
        {**CLAIMS, "exp": NOW_SECONDS + 900.5},
        {**CLAIMS, "exp": None},
        {**CLAIMS, "sub": 7},
        {**CLAIMS, "sub": None},
    ],
)
def test_claims_that_are_not_good(signer: Signer, claims: dict[str, Any]) -> None:
    """With a claim missing, somebody else's, or of another kind, a good signature is no use."""
    with pytest.raises(UnauthenticatedError, match=REFUSED):
        signer.read(_signed(claims), NOW)


def _forgeries() -> dict[str, str]:
    head, claims, signature = _signed(CLAIMS).split(".")
    other = _encode({**CLAIMS, "sub": "other"})
    return {
        "other key": _signed(CLAIMS, SECRET[::-1]),
        "other algorithm": _signed(CLAIMS, SECRET, "HS512"),
        "no algorithm": jwt.encode(CLAIMS, None, "none"),
        "no algorithm, signature kept": f"{_encode({'alg': 'none'})}.{claims}.{signature}",
        "capitals": f"{_encode({'alg': 'NONE', 'typ': 'JWT'})}.{claims}.",
        "other claims": f"{head}.{other}.{signature}",
        "no signature": f"{head}.{claims}.",
        "cut": f"{head}.{claims}.{signature[:-5]}",
        "two parts": f"{head}.{claims}",
        "no claims": f"{head}..{signature}",
        "claims are a list": _encode({"alg": "HS256"}) + "." + _encode([]) + ".x",
        "empty": "",
        "dots": "..",
        "surrogate": "\ud800",
        "nul": "\x00.\x00.\x00",
        "long": "a" * 100_000,
    }


@pytest.mark.parametrize("name", list(_forgeries()))
def test_forged_tokens(signer: Signer, name: str) -> None:
    """What this server did not sign, with this secret and algorithm, is refused without a hint."""
    with pytest.raises(UnauthenticatedError, match=REFUSED):
        signer.read(_forgeries()[name], NOW)
