"""Reading ``[tool.layerproof.auth]``. Called by ``parse``; ``testing`` logs in with it."""

from __future__ import annotations

from layerproof.core.config.tables import Table
from layerproof.core.config.values import Auth, Login
from layerproof.errors import ConfigError

_WAYS = ("login", "token", "user_dependency")
#: What says who the ready user is or how a token is sent: nothing by itself.
_DETAILS = ("username", "password", "user", "header", "scheme")


def read_auth(table: Table) -> Auth | None:
    """Return what the table says; ``None`` when there is none."""
    default = Auth()
    login = table.table("login")
    auth = Auth(
        login=_read_login(login) if login.is_table else None,
        token=table.target("token"),
        user_dependency=table.target("user_dependency"),
        header=table.mapped_text("header", _check_header) or default.header,
        scheme=_given(table.text("scheme"), default.scheme),
        username=table.filled("username"),
        password=table.text("password"),
        user=table.mapped_text("user", _check_fixture),
        fast_passwords=bool(table.flag("fast_passwords")),
    )
    table.finish()
    if not table.is_table:
        return None
    _check_ways(table)
    _check_details(table, auth)
    _check_user(table, auth)
    return auth


def _read_login(table: Table) -> Login:
    default = Login("")
    url = table.mapped_text("url", _check_url)
    if not table.has("url"):
        table.add_fault("url", "is needed: the path of the endpoint", 'e.g. "/auth/token"')
    body = table.choice("body", ("form", "json"))
    answer = table.choice("answer", ("token", "cookie"))
    path = table.mapped_text("token_path", _check_path) or default.token_path
    login = Login(
        url=url or "",
        form=body != "json",
        username_field=table.filled("username_field") or default.username_field,
        password_field=table.filled("password_field") or default.password_field,
        token_path=None if answer == "cookie" else path,
    )
    table.finish()
    if answer == "cookie" and table.has("token_path"):
        table.add_fault("token_path", 'leads nowhere: the answer is a cookie (answer = "cookie")')
    return login


def _given(value: str | None, default: str) -> str:
    return default if value is None else value


def _check_url(url: str) -> str:
    if not url.startswith("/") or url.startswith("//"):
        raise ConfigError(f'"{url}" must be a path of the application: it begins with one "/"')
    return url


def _check_path(path: str) -> str:
    if not all(key.strip() for key in path.split(".")):
        raise ConfigError(f'"{path}" must be written "key" or "key.key"')
    return path


def _check_header(name: str) -> str:
    if not (name.isascii() and name.replace("-", "a").replace("_", "a").isalnum()):
        raise ConfigError(f'"{name}" is not the name of a header')
    return name


def _check_fixture(name: str) -> str:
    if not name.isidentifier():
        raise ConfigError(f'"{name}" is not the name of a fixture')
    return name


def _check_ways(table: Table) -> None:
    """Call a second way a fault: which one would count could not be seen."""
    given = [way for way in _WAYS if table.has(way)]
    for way in given[1:]:
        table.add_fault(way, f"cannot stand beside {given[0]}: one way to be somebody is wanted")
    if given:
        return
    for detail in _DETAILS:
        if table.has(detail):
            table.add_fault(detail, "says nothing by itself", f"give one of {', '.join(_WAYS)}")


def _check_details(table: Table, auth: Auth) -> None:
    """Call what says how a token is sent a fault where none is."""
    has_cookie = auth.login is not None and auth.login.token_path is None
    if not (has_cookie or table.has("user_dependency")):
        return
    for detail in ("header", "scheme"):
        if table.has(detail):
            table.add_fault(detail, "is for a token, and this way sends none")


def _check_user(table: Table, auth: Auth) -> None:
    # A password alone is that of every user who is named without one.
    if table.has("login") and table.has("username") and not table.has("password"):
        table.add_fault("password", "is needed beside username")
    if table.has("password") and (table.has("token") or table.has("user_dependency")):
        table.add_fault("password", "is for login, and this way asks for none")
    if table.has("username") and table.has("user_dependency"):
        table.add_fault("username", "is no user", "name a fixture that gives one as user")
    if auth.user is not None and table.has("username"):
        table.add_fault("user", "cannot stand beside username: who is logged in is said twice")
