"""What printed texts claim."""

from __future__ import annotations

import pytest

from layerproof.adoption.conversion.texts import Claim, claims_the_whole, read_claim


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("ok", Claim.SUCCESS),
        ("✓ created", Claim.SUCCESS),
        ("Testing login... OK", Claim.SUCCESS),
        ("[PASS] sum", Claim.SUCCESS),
        ("no errors: OK", Claim.SUCCESS),
        ("login with a wrong password is refused: OK", Claim.SUCCESS),
        ("FAIL: no error", Claim.FAILURE),
        ("✗ it should be ok", Claim.FAILURE),
        ("Error: {}", Claim.FAILURE),
        ("did not work", Claim.FAILURE),
        ("{} passed, {} failed", Claim.NOTHING),
        ("Testing the failed login", Claim.NOTHING),
        ("Checking that all is ok...", Claim.NOTHING),
        ("user {}", Claim.NOTHING),
        ("", Claim.NOTHING),
        ("skipped: redis is not there", Claim.SKIP),
    ],
)
def test_a_text_is_read_by_its_words_and_signs(text: str, claim: Claim) -> None:
    """Signs come before words, and what a text begins or ends with before what is inside it."""
    assert read_claim(text) is claim


@pytest.mark.parametrize(
    ("text", "whole"), [("All tests passed", True), ("test OK", True), ("✓ created", False)]
)
def test_a_summary_is_told_from_a_step(text: str, *, whole: bool) -> None:
    """A claim about all tests rests on any check, one about a step on a check of that step."""
    assert claims_the_whole(text) is whole
