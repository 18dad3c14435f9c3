"""Tokens of forms: each log-in has its own, and nobody can make one without its secret."""

from __future__ import annotations

import re

import pytest

from layerproof.history.services.form_tokens import is_form_token, make_form_token
from layerproof.history.services.secrets import new_secret


def test_a_log_in_has_one_token() -> None:
    """The token of a log-in stays the same, and says nothing of its secret."""
    secret = new_secret()
    token = make_form_token(secret)
    assert token == make_form_token(secret)
    assert re.fullmatch(r"[0-9a-f]{64}", token)
    assert is_form_token(token, secret)


def test_every_log_in_has_another_token() -> None:
    """The token of one log-in is not good for another one."""
    mine, theirs = new_secret(), new_secret()
    assert make_form_token(mine) != make_form_token(theirs)
    assert not is_form_token(make_form_token(theirs), mine)


@pytest.mark.parametrize("given", ["", "0" * 64, "é", "\ud800", "\x00"])
def test_what_is_no_token_is_refused(given: str) -> None:
    """Any other text is refused, whatever characters it has."""
    assert not is_form_token(given, new_secret())


def test_a_token_has_a_purpose_of_its_own() -> None:
    """What is signed is the form's purpose: the known value for a known secret."""
    assert make_form_token("secret") == (
        "22e73cc99d039292b153b92fc5e7263636ec39906b9ca97e09201079d73cebd9"
    )
