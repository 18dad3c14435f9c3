"""What pages are asked for: a field that was left empty counts as not given."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError

from layerproof.history.records.access import Scope
from layerproof.history.records.questions.flaky import FlakyDefinition
from layerproof.history.schemas.pages import FlakyAsked, RunsAsked, TokenSent


def test_an_empty_field_is_not_given() -> None:
    """What a browser sends for an untouched form is what one gets without any question."""
    empty = {"definition": "", "branch": "", "runs": ""}
    assert FlakyAsked.model_validate(empty) == FlakyAsked()
    assert FlakyAsked() == FlakyAsked(definition=FlakyDefinition.SAME_COMMIT, branch=None, runs=50)


def test_what_else_was_sent_is_left_out() -> None:
    """The token of a form, and whatever else comes along, is no question."""
    assert RunsAsked.model_validate({"branch": "a", "form_token": "x"}) == RunsAsked(branch="a")


@pytest.mark.parametrize("given", [{"ruling": "odd"}, {"branch": "a\x00"}, {"cursor": "x" * 201}])
def test_a_question_has_bounds(given: dict[str, str]) -> None:
    """Values that no column can hold, or that are none of those known, are refused."""
    with pytest.raises(ValidationError, match=r"^1 validation error for RunsAsked"):
        RunsAsked.model_validate(given)


def test_only_fields_are_read() -> None:
    """What is no form at all is refused as such."""
    with pytest.raises(ValidationError, match=r"^1 validation error for RunsAsked"):
        RunsAsked.model_validate("branch=a")


def test_a_token_lives_as_long_as_was_chosen() -> None:
    """Days make a life; no days are for ever."""
    sent = TokenSent.model_validate({"name": "ci", "scopes": ["push", "push"], "days": "30"})
    assert (sent.scopes, sent.life) == (frozenset({Scope.PUSH}), timedelta(days=30))
    assert TokenSent.model_validate({"name": "ci", "scopes": ["read"], "days": ""}).life is None
    with pytest.raises(ValidationError, match=r"scopes\n  Field required"):
        TokenSent.model_validate({"name": "ci", "scopes": []})
