"""What requests about accounts may say."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from layerproof.history.schemas.auth import LoginForm, PasswordIn, RefreshIn, RegistrationIn

GOOD = {"address": "ann@example.org", "name": "Ann", "password": "twelve chars"}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"address": "a@b"},
        {"address": "日本@例え.jp"},
        {"address": "a" * 250 + "@b.c"},
        {"name": "<script>" + "x" * 247},
        {"password": "x" * 1024},
        {"password": "\x00" * 12},
        {"invitation": "lpi_x"},
        {"invitation": None},
    ],
)
def test_registrations_that_are_taken(changes: dict[str, Any]) -> None:
    """Whatever the database can hold is taken, and kept to the letter."""
    wanted = {**GOOD, **changes}
    assert RegistrationIn(**wanted).model_dump() == {"invitation": None, **wanted}


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"address": "ann"}, "pattern"),
        ({"address": "a@b@c"}, "pattern"),
        ({"address": "a b@c"}, "pattern"),
        ({"address": "a@b\n"}, "pattern"),
        ({"address": "a\x00@b"}, "pattern"),
        ({"address": "a\ud800@b"}, "unicode"),
        ({"address": "a" * 251 + "@b.c"}, "at most 254"),
        ({"address": "\N{LATIN SMALL LIGATURE FFI}" * 250 + "@b"}, "too long"),
        ({"name": ""}, "at least 1"),
        ({"name": "a\x00"}, "pattern"),
        ({"name": "x" * 256}, "at most 255"),
        ({"password": "eleven char"}, "at least 12"),
        ({"password": "x" * 1025}, "at most 1024"),
        ({"password": 123456789012}, "valid string"),
        ({"invitation": ""}, "at least 1"),
        ({"invitation": "x" * 201}, "at most 200"),
        ({"role": "owner"}, "not permitted"),
        ({"public_id": "0" * 32}, "not permitted"),
    ],
)
def test_registrations_that_are_refused(changes: dict[str, Any], match: str) -> None:
    """What no database can hold, or what nobody may choose, is refused."""
    with pytest.raises(ValidationError, match=match):
        RegistrationIn(**{**GOOD, **changes})


def test_a_form_may_have_more() -> None:
    """Other fields of OAuth2's form are passed over, as RFC 6749 wants it."""
    form = LoginForm.model_validate(
        {"grant_type": "password", "username": "a", "password": "p", "scope": "x", "client_id": "y"}
    )
    assert form.model_dump() == {"grant_type": "password", "username": "a", "password": "p"}


def test_another_grant_is_refused() -> None:
    """Only the password grant is answered here."""
    with pytest.raises(ValidationError, match="grant_type"):
        LoginForm.model_validate({"grant_type": "refresh_token", "username": "a", "password": "p"})


def test_secrets_are_not_in_texts() -> None:
    """No text that is made of a request shows a password or a token."""
    texts = [
        repr(RegistrationIn(**{**GOOD, "password": "sesame open!", "invitation": "sesame"})),
        repr(LoginForm(username="a", password="sesame")),
        repr(RefreshIn(refresh_token="sesame")),
        repr(PasswordIn(current="sesame", new="sesame open!")),
    ]
    assert not [text for text in texts if "sesame" in text]
