"""Responses that refuse, of each client that projects use."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx
import httpx2
import pytest

from layerproof.testing.assertions import (
    FieldFault,
    assert_permission_denied,
    assert_unauthenticated,
    assert_validation_error,
)

FASTAPI = {
    "detail": [
        {"type": "missing", "loc": ["body", "email"], "msg": "Field required", "input": {}},
        {"type": "int", "loc": ["query", "page"], "msg": "not a number"},
        {"type": "x", "loc": ["body", "items", 0, "price"], "msg": "too low"},
    ]
}


def answer(status: int, **options: Any) -> httpx.Response:
    """Return a response to a request for an order."""
    return httpx.Response(
        status, request=httpx.Request("DELETE", "http://shop/orders/1"), **options
    )


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_permission_denied(library: Any) -> None:
    """A 403 passes and gives its body, whichever library it is from."""
    assert assert_permission_denied(library.Response(403, json={"detail": "no"})) == {
        "detail": "no"
    }
    assert assert_permission_denied(library.Response(403, text="no")) == "no"
    assert assert_permission_denied(library.Response(404, text="?"), or_not_found=True) == "?"


def test_permission_not_denied_is_explained() -> None:
    """The message has the status, the request and the body."""
    expected = (
        "permission should be denied (403)\n"
        "  DELETE http://shop/orders/1 answered 200 OK\n"
        '  {"id":1}'
    )
    with pytest.raises(AssertionError, match=f"^{re.escape(expected)}$"):
        assert_permission_denied(answer(200, json={"id": 1}))


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_responses_without_a_request_are_shown(library: Any) -> None:
    """A response that was made by hand is shown without a request, a long body cut."""
    expected = (
        "permission should be denied (403 or 404)\n"
        "  answered 500 Internal Server Error\n"
        f"  {'x' * 1000} ..."
    )
    with pytest.raises(AssertionError, match=f"^{re.escape(expected)}$"):
        assert_permission_denied(library.Response(500, text="x" * 1001), or_not_found=True)


@pytest.mark.parametrize(
    ("check", "status", "hint"),
    [
        (assert_permission_denied, 401, "(403); 401 says that nobody is logged in"),
        (assert_unauthenticated, 403, "(401); 403 says that somebody is, without permission"),
    ],
)
def test_the_two_refusals_are_told_apart(
    check: Callable[[Any], object], status: int, hint: str
) -> None:
    """Where one was meant and the other answered, the message says what the difference is."""
    with pytest.raises(AssertionError, match=re.escape(hint)):
        check(answer(status))


def test_a_challenge_is_asked_for() -> None:
    """A 401 has its challenge, unless the test does without; the scheme can be asked for."""
    bearer = answer(401, headers={"WWW-Authenticate": 'Basic realm="a", bearer'})
    assert assert_unauthenticated(bearer) == 'Basic realm="a", bearer'
    assert assert_unauthenticated(bearer, challenge="Bearer") == 'Basic realm="a", bearer'
    assert assert_unauthenticated(answer(401), challenge=False) == ""
    with pytest.raises(AssertionError, match=r"^the challenge should be Digest, not 'Basic realm"):
        assert_unauthenticated(bearer, challenge="Digest")
    expected = (
        "a 401 needs a WWW-Authenticate header (RFC 9110, 15.5.2); "
        "challenge=False does without it\n"
        "  DELETE http://shop/orders/1 answered 401 Unauthorized\n"
        "  (no body)"
    )
    with pytest.raises(AssertionError, match=f"^{re.escape(expected)}$"):
        assert_unauthenticated(answer(401))


def test_fields_of_fastapi_are_read() -> None:
    """Fields are named with and without their place, parts of lists by their index."""
    assert assert_validation_error(
        answer(422, json=FASTAPI), "email", "query.page", "body.items.0.price"
    ) == (
        FieldFault("email", "Field required", "body"),
        FieldFault("page", "not a number", "query"),
        FieldFault("items.0.price", "too low", "body"),
    )


@pytest.mark.parametrize(
    "body",
    [
        {"errors": [{"detail": "too low", "pointer": "#/items/0/price"}]},
        {"invalid-params": [{"name": "items.0.price", "reason": "too low"}]},
        {"errors": {"items.0.price": ["too low"]}},
        {"faults": [{"where": "items.0.price", "problem": "too low"}]},
        {"detail": "Invalid", "errors": [{"field": "items.0.price", "message": "too low"}]},
    ],
)
def test_fields_of_problem_details_are_read(body: object) -> None:
    """The shapes that extend RFC 9457 with faults name the same field."""
    assert assert_validation_error(answer(422, json=body), "items.0.price", only=True) == (
        FieldFault("items.0.price", "too low"),
    )


@pytest.mark.parametrize(
    ("response", "options", "message"),
    [
        (answer(200), {}, "the input should be refused (422)"),
        (answer(422, text="no"), {}, "the body should be JSON"),
        (answer(422, json={"detail": "no"}), {}, "the answer should name the fields at fault"),
        (answer(422, json=[1]), {}, "the answer should name the fields at fault"),
        (
            answer(400, json=FASTAPI),
            {"status": 400, "fields": ("name", "email")},
            "'name' should be at fault, not only 'body.email', 'query.page', 'body.items.0.price'",
        ),
        (
            answer(422, json=FASTAPI),
            {"only": True, "fields": ("email", "items.0.price")},
            "only 'email', 'items.0.price' should be at fault, not 'query.page'",
        ),
    ],
)
def test_other_answers_are_explained(
    response: httpx.Response, options: dict[str, Any], message: str
) -> None:
    """What is wrong with the answer comes first, the answer after it."""
    fields = options.pop("fields", ())
    with pytest.raises(AssertionError, match=f"^{re.escape(message)}\n  DELETE"):
        assert_validation_error(response, *fields, **options)
