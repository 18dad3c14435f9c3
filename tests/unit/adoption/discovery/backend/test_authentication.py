"""How the API knows who asks."""

from __future__ import annotations

from pathlib import Path

from layerproof.adoption.survey import Authentication
from tests.support.surveyed import survey


def _found(tmp_path: Path, text: str) -> list[Authentication]:
    found = survey(tmp_path, {"shop/__init__.py": "", "shop/auth.py": text})
    return [each.value for each in found.authentication]


def test_tokens_are_found_with_their_login(tmp_path: Path) -> None:
    """The bearer scheme has its route; the function that encodes tokens is a target."""
    text = """
        import jwt
        from fastapi import APIRouter, Depends
        from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm

        router = APIRouter(prefix="/auth")
        scheme = OAuth2PasswordBearer(tokenUrl="auth/token")

        def make_token(user):
            return jwt.encode({"sub": user.name}, "key")

        @router.post("/token")
        def login(form: OAuth2PasswordRequestForm = Depends()):
            return {"access_token": make_token(form)}
        """
    assert _found(tmp_path, text) == [
        Authentication("jwt", "shop.auth:scheme", "/auth/token"),
        Authentication("jwt", "shop.auth:make_token", "/auth/token"),
    ]


def test_cookies_keys_and_basic_are_found(tmp_path: Path) -> None:
    """A cookie that a login sets, a session middleware, keys in headers and basic passwords."""
    text = """
        from fastapi import APIRouter
        from fastapi.security import APIKeyHeader, HTTPBasic
        from starlette.middleware.sessions import SessionMiddleware

        router = APIRouter()
        key = APIKeyHeader(name="X-API-Key")
        basic = HTTPBasic()

        @router.post("/login")
        def login(response):
            response.set_cookie("session", "1")

        def install(app):
            app.add_middleware(SessionMiddleware, secret_key="x")
        """
    assert _found(tmp_path, text) == [
        Authentication("api_key", "shop.auth:key"),
        Authentication("basic", "shop.auth:basic"),
        Authentication("cookie", "", "/login"),
    ]
