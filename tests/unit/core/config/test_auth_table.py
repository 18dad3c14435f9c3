"""The table of authentication: one way to be somebody, and what goes with it."""

from __future__ import annotations

import pytest

from layerproof.core.config.values import Auth, Login
from tests.support.configs import MINIMAL, config_of, faults_of

KEYS = "login, token, user_dependency, header, scheme, username, password, user, fast_passwords"


@pytest.mark.parametrize(
    ("table", "auth"),
    [
        ("", Auth()),
        ("fast_passwords = true", Auth(fast_passwords=True)),
        (
            'login = { url = "/auth/token" }\nusername = "ada"\npassword = ""',
            Auth(login=Login("/auth/token"), username="ada", password=""),
        ),
        (
            """
            user = "ada"
            [auth.login]
            url = "/login"
            body = "json"
            username_field = "email"
            password_field = "secret"
            token_path = "data.token"
            """,
            Auth(login=Login("/login", False, "email", "secret", "data.token"), user="ada"),
        ),
        (
            'login = { url = "/login" }\nuser = "ada"\npassword = "x"',
            Auth(login=Login("/login"), user="ada", password="x"),
        ),
        (
            'login = { url = "/login", answer = "cookie" }',
            Auth(login=Login("/login", token_path=None)),
        ),
        (
            'login = { url = "/login", answer = "token", body = "form" }',
            Auth(login=Login("/login")),
        ),
        (
            'token = "shop.security:make_token"\nheader = "X-Token"\nscheme = ""',
            Auth(token="shop.security:make_token", header="X-Token", scheme=""),
        ),
        (
            'user_dependency = "shop.security:current_user"\nuser = "ada"',
            Auth(user_dependency="shop.security:current_user", user="ada"),
        ),
    ],
)
def test_every_key_reaches_its_field(table: str, auth: Auth) -> None:
    """Each way to be somebody arrives whole."""
    assert config_of(f"{MINIMAL}[auth]\n{table}").auth == auth


def test_without_a_table_there_is_no_authentication() -> None:
    """A project that says nothing of it has none."""
    assert config_of(MINIMAL).auth is None


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        (
            "fast_password = true",
            'fast_password: is not a key of this table; did you mean "fast_passwords"?',
        ),
        ("zzzzzzzz = 1", f"zzzzzzzz: is not a key of this table; there are: {KEYS}"),
        ("login = {}", 'login.url: is needed: the path of the endpoint; e.g. "/auth/token"'),
        ("login = { url = 1 }", "login.url: must be a string, not a number"),
        ('login = "/auth"', "login: must be a table, not a string"),
        *(
            (
                f'login = {{ url = "{url}" }}',
                f'login.url: "{url}" must be a path of the application: it begins with one "/"',
            )
            for url in ("", "auth/token", "http://test/auth", "//test/auth")
        ),
        (
            'login = { url = "/a", body = "xml" }',
            'login.body: there is no "xml"; there are: form, json',
        ),
        (
            'login = { url = "/a", answer = "cookies" }',
            'login.answer: there is no "cookies"; did you mean "cookie"?',
        ),
        (
            'login = { url = "/a", answer = "cookie", token_path = "token" }',
            'login.token_path: leads nowhere: the answer is a cookie (answer = "cookie")',
        ),
        (
            'login = { url = "/a", token_path = "a..b" }',
            'login.token_path: "a..b" must be written "key" or "key.key"',
        ),
        ('login = { url = "/a", username_field = "" }', "login.username_field: is empty"),
        (
            'login = { url = "/a", tokenpath = "b" }',
            'login.tokenpath: is not a key of this table; did you mean "token_path"?',
        ),
        (
            'login = { url = "/a" }\ntoken = "shop:make_token"',
            "token: cannot stand beside login: one way to be somebody is wanted",
        ),
        ('token = "make_token"', 'token: "make_token" must be written "package.module:name"'),
        (
            'token = "shop:t"\nheader = "X Token"',
            'header: "X Token" is not the name of a header',
        ),
        ('token = "shop:t"\nheader = ""', 'header: "" is not the name of a header'),
        ('token = "shop:t"\nuser = "a b"', 'user: "a b" is not the name of a fixture'),
        (
            'user_dependency = "shop:current"\nscheme = "Token"',
            "scheme: is for a token, and this way sends none",
        ),
        (
            'login = { url = "/a", answer = "cookie" }\nheader = "X-Token"',
            "header: is for a token, and this way sends none",
        ),
        (
            'fast_passwords = true\nusername = "ada"',
            "username: says nothing by itself; give one of login, token, user_dependency",
        ),
        (
            'login = { url = "/a" }\nusername = "ada"',
            "password: is needed beside username",
        ),
        ('token = "shop:t"\npassword = "x"', "password: is for login, and this way asks for none"),
        (
            'user_dependency = "shop:current"\nusername = "ada"',
            "username: is no user; name a fixture that gives one as user",
        ),
        (
            'token = "shop:t"\nusername = "ada"\nuser = "ada"',
            "user: cannot stand beside username: who is logged in is said twice",
        ),
    ],
)
def test_fault_is_named(table: str, fault: str) -> None:
    """A table with one fault is answered with exactly that fault."""
    assert faults_of(f"{MINIMAL}[auth]\n{table}") == [f"auth.{fault}"]


def test_something_else_than_a_table_is_one_fault() -> None:
    """A string in the table's place is named once."""
    assert faults_of(MINIMAL + 'auth = "x"') == ["auth: must be a table, not a string"]
