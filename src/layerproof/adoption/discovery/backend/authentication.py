"""How the API knows who asks: tokens, cookies, keys, passwords in each request."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from layerproof.adoption.discovery.backend.source import Source
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.findings import Confidence, Found
from layerproof.adoption.reading.syntax import unparse
from layerproof.adoption.survey import Authentication

#: Classes by name: what kind of authentication they are.
_SCHEMES = {
    "OAuth2PasswordBearer": "jwt",
    "HTTPBearer": "jwt",
    "OAuth2AuthorizationCodeBearer": "jwt",
    "JWTStrategy": "jwt",
    "BearerTransport": "jwt",
    "JWTAuth": "jwt",
    "OAuth2PasswordBearerAuth": "jwt",
    "APIKeyHeader": "api_key",
    "APIKeyQuery": "api_key",
    "APIKeyCookie": "cookie",
    "CookieTransport": "cookie",
    "JWTCookieAuth": "cookie",
    "SessionAuth": "cookie",
    "HTTPBasic": "basic",
}
_METHODS = ("get", "post", "put", "patch", "delete", "api_route", "route")


def find_authentication(sources: Sources) -> tuple[Found[Authentication], ...]:
    """Return each way in which a request says who it is from, the surest of each kind first."""
    logins = tuple(_login_routes(sources))
    found = [*_schemes(sources, logins), *_encoders(sources, logins), *_cookies(sources, logins)]
    unique: dict[tuple[str, str], Found[Authentication]] = {}
    for each in found:
        unique.setdefault((each.value.kind, each.value.target), each)
    return tuple(unique.values())


def _schemes(sources: Sources, logins: tuple[str, ...]) -> Iterator[Found[Authentication]]:
    for source in sources.mentioning(*_SCHEMES):
        for call in source.calls:
            name = source.full(call.func).rpartition(".")[2]
            kind = _SCHEMES.get(name)
            if kind is None:
                continue
            told = next((word.value for word in call.keywords if word.arg == "tokenUrl"), None)
            login = _path(told) if told is not None else ""
            if name in ("OAuth2PasswordBearer", "BearerTransport", "CookieTransport"):
                login = login or next(iter(logins), "")
            bound = source.bound_name(call)
            target = f"{source.name}:{bound}" if bound and source.is_global(call) else ""
            sure = name != "HTTPBearer"
            yield Found(
                Authentication(kind, target, login),
                (source.place(call),),
                Confidence.CERTAIN if sure else Confidence.LIKELY,
                f"{name} stands there",
            )


def _encoders(sources: Sources, logins: tuple[str, ...]) -> Iterator[Found[Authentication]]:
    """Give the functions that make or read a token by themselves."""
    for source in sources.mentioning("jwt", "jose", "itsdangerous"):
        for call in source.calls:
            full = source.full(call.func)
            if not full.endswith(("jwt.encode", "JWT.encode", "jwt.JWT.encode")):
                continue
            function = source.function_around(call)
            name = function.name if function else ""
            is_global = bool(name) and source.definitions.get(name) is function
            target = f"{source.name}:{name}" if is_global else ""
            login = next(iter(logins), "")
            yield Found(
                Authentication("jwt", target, login), (source.place(call),), why=f"{full} is called"
            )


def _cookies(sources: Sources, logins: tuple[str, ...]) -> Iterator[Found[Authentication]]:
    for source in sources.mentioning("set_cookie", "SessionMiddleware"):
        for call in source.calls:
            parts = [unparse(each) for each in call.args[:1]]
            name = source.full(call.func).rpartition(".")[2]
            if "SessionMiddleware" in (name, *(part.rpartition(".")[2] for part in parts)):
                why = "SessionMiddleware is added"
                yield Found(Authentication("cookie"), (source.place(call),), Confidence.LIKELY, why)
            elif isinstance(call.func, ast.Attribute) and call.func.attr == "set_cookie":
                login = _route_around(call, source) or next(iter(logins), "")
                yield Found(
                    Authentication("cookie", "", login),
                    (source.place(call),),
                    Confidence.LIKELY,
                    "a cookie is set",
                )


def _login_routes(sources: Sources) -> Iterator[str]:
    """Give the paths of routes that take a name and a password, or are called login."""
    for source in sources.mentioning("OAuth2PasswordRequestForm", "login", "token"):
        for function in source.functions:
            route = _route(function, source)
            if not route:
                continue
            text = " ".join(unparse(each) for each in (function.args,))
            if "OAuth2PasswordRequestForm" in text:
                yield route
    for source in sources.mentioning("login"):
        for function in source.functions:
            route = _route(function, source, ("post",))
            if route and "login" in (route + function.name):
                yield route


def _route_around(call: ast.Call, source: Source) -> str:
    function = source.function_around(call)
    return _route(function, source) if function is not None else ""


def _route(
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    source: Source,
    methods: tuple[str, ...] = _METHODS,
) -> str:
    for each in function.decorator_list:
        func = each.func if isinstance(each, ast.Call) and each.args else None
        if isinstance(func, ast.Attribute) and func.attr in methods and isinstance(each, ast.Call):
            return _prefix(func.value, source) + _path(each.args[0], bare=True)
    return ""


def _prefix(router: ast.expr, source: Source) -> str:
    """Return the prefix with which a router of the same file was made."""
    node = source.definitions.get(router.id) if isinstance(router, ast.Name) else None
    value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
    for word in value.keywords if isinstance(value, ast.Call) else ():
        if word.arg == "prefix":
            return _path(word.value)
    return ""


def _path(node: ast.expr, *, bare: bool = False) -> str:
    """Return the path that an expression spells; names in f-strings are left out."""
    if isinstance(node, ast.JoinedStr):
        text = "".join(
            each.value
            for each in node.values
            if isinstance(each, ast.Constant) and isinstance(each.value, str)
        )
        return text if text.startswith("/") else f"/{text}"
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value if bare or node.value.startswith("/") else f"/{node.value}"
    return ""
