"""Reading ``[tool.layerproof.auth]``. Called by ``parse``; ``testing`` logs in with it."""

from __future__ import annotations

from layerproof.core.config.tables import Table
from layerproof.core.config.values import Auth, Login

_WAYS = ("login", "token", "user_dependency")


def read_auth(table: Table) -> Auth | None:
    """Return what the table says; ``None`` when there is none."""
    default = Auth()
    login = table.table("login")
    auth = Auth(
        login=_read_login(login) if login.is_table else None,
        token=table.target("token"),
        user_dependency=table.target("user_dependency"),
        header=table.text("header") or default.header,
        scheme=_given(table.text("scheme"), default.scheme),
        username=table.text("username"),
        password=table.text("password"),
        user=table.text("user"),
        fast_passwords=bool(table.flag("fast_passwords")),
    )
    table.finish()
    _check_ways(table)
    return auth if table.is_table else None


def _read_login(table: Table) -> Login:
    default = Login("")
    url = table.text("url")
    if not table.has("url"):
        table.add_fault("url", "is needed: the path of the endpoint", 'e.g. "/auth/token"')
    body = table.choice("body", ("form", "json"))
    answer = table.choice("answer", ("token", "cookie"))
    path = table.text("token_path") or default.token_path
    login = Login(
        url=url or "",
        form=body != "json",
        username_field=table.text("username_field") or default.username_field,
        password_field=table.text("password_field") or default.password_field,
        token_path=None if answer == "cookie" else path,
    )
    table.finish()
    return login


def _check_ways(table: Table) -> None:
    """Call a second way a fault: which one would count could not be seen."""
    given = [way for way in _WAYS if table.has(way)]
    for way in given[1:]:
        table.add_fault(way, f"cannot stand beside {given[0]}: one way to be somebody is wanted")


def _given(value: str | None, default: str) -> str:
    return default if value is None else value
