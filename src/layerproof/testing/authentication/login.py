"""Logging in over HTTP: what is asked, and what an answer means. Sends nothing itself.

``authenticator`` sends the request on a client of its own, so that no cookie of the login ends up
in the client of the test.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from layerproof.core.config.values import Auth, Login
from layerproof.testing.authentication.values import (
    AuthenticationFailedError,
    Credentials,
    Identity,
)

_SHOWN_BODY = 300


def make_request(login: Login, credentials: Credentials) -> dict[str, Any]:
    """Return the arguments of the client's ``post``."""
    body = {
        login.username_field: credentials.username,
        login.password_field: credentials.password,
    }
    if login.form:
        # The OAuth2 password flow asks for it; other endpoints pass over a further field.
        return {"url": login.url, "data": {"grant_type": "password", **body}}
    return {"url": login.url, "json": body}


def read_answer(answer: Any, jar: Any, auth: Auth, login: Login, who: Credentials) -> Identity:
    """Return the identity that an endpoint's answer gives.

    :param jar: the cookies of the client that logged in.

    Raises ``AuthenticationFailedError`` where the answer gives none, with what it says.
    """
    if answer.status_code >= HTTPStatus.BAD_REQUEST:
        raise _explain_refusal(answer, login, who)
    if login.token_path is None:
        if not list(jar.jar):
            raise _explain_no_cookie(answer, login)
        return Identity(cookies=_make_sendable(jar))
    if answer.is_redirect:
        raise AuthenticationFailedError(
            f"{_say(answer, login)}, a redirect to {answer.headers.get('location')}",
            advice="write that path in auth.login.url",
        )
    return token_identity(str(_find_token(answer, login)), auth)


def token_identity(token: str, auth: Auth) -> Identity:
    """Return the identity that sends a token in the configured header."""
    return Identity(headers={auth.header: f"{auth.scheme} {token}".strip()})


def _make_sendable(jar: Any) -> Any:
    """Let cookies for HTTPS alone be sent by a client whose address is not one."""
    for cookie in jar.jar:
        cookie.secure = False
    return jar


def _find_token(answer: Any, login: Login) -> Any:
    try:
        found = answer.json()
    except ValueError as error:
        raise AuthenticationFailedError(
            f"{_say(answer, login)}, which is no JSON: {_shorten(answer.text)}",
            advice='set auth.login.answer = "cookie" if it sets a cookie',
        ) from error
    for key in (login.token_path or "").split("."):
        if isinstance(found, list) and key.isdecimal() and int(key) < len(found):
            found = found[int(key)]
        elif isinstance(found, Mapping) and key in found:
            found = found[key]
        else:
            raise _explain_no_token(answer, login, key, found)
    if not isinstance(found, str) or not found:
        raise AuthenticationFailedError(
            f'{_say(answer, login)}, and "{login.token_path}" in it is no token: {found!r}',
            advice="let auth.login.token_path lead to the text of the token",
        )
    return found


def _say(answer: Any, login: Login) -> str:
    return f"POST {login.url} answered {answer.status_code}"


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN_BODY else f"{text[:_SHOWN_BODY]}..."


def _explain_refusal(answer: Any, login: Login, who: Credentials) -> AuthenticationFailedError:
    kind = "a form" if login.form else "JSON"
    other = "json" if login.form else "form"
    fields = f'"{login.username_field}" and "{login.password_field}"'
    advice = {
        404: "set auth.login.url to the path of the endpoint, with every prefix",
        405: "set auth.login.url to the endpoint that takes POST",
        415: f'set auth.login.body = "{other}"',
        422: f'{kind} with {fields} was sent: set auth.login.body = "{other}", username_field '
        "or password_field to what the endpoint reads",
    }.get(
        answer.status_code,
        "see that the test's database has this user, with this password, before the login",
    )
    return AuthenticationFailedError(
        f'{_say(answer, login)} to the login of "{who.username}": {_shorten(answer.text)}',
        advice=advice,
    )


def _explain_no_token(answer: Any, login: Login, key: str, found: Any) -> AuthenticationFailedError:
    has = f"it is of the type {type(found).__name__}"
    if isinstance(found, Mapping):
        has = f"there are {', '.join(str(each) for each in found) or 'no keys'}"
    return AuthenticationFailedError(
        f'{_say(answer, login)} without "{login.token_path}": no "{key}", {has}',
        advice="let auth.login.token_path lead to the token, dots between keys",
    )


def _explain_no_cookie(answer: Any, login: Login) -> AuthenticationFailedError:
    sent = answer.headers.get("set-cookie")
    if sent:
        return AuthenticationFailedError(
            f"{_say(answer, login)} with a cookie that is not for the client's address: {sent}",
            advice="let the application set its cookie without a domain in tests",
        )
    return AuthenticationFailedError(
        f"{_say(answer, login)} and set no cookie: {_shorten(answer.text)}",
        advice='set auth.login.answer = "token" if the token is in the body',
    )
