"""Which HTTP library a client is made of, and what is said where one is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from layerproof.errors import EnvironmentUnfitError
from layerproof.testing.clients import open_client, open_sync_client
from tests.support.asgi_apps import make_app


async def test_the_library_is_the_one_that_starlette_takes() -> None:
    """Both kinds of client give the same type of response."""
    async with open_client(make_app()) as client:
        asynchronous = await client.get("/headers")
    with open_sync_client(make_app()) as sync_client:
        synchronous = sync_client.get("/headers")

    libraries = [type(each).__module__.partition(".")[0] for each in (asynchronous, synchronous)]
    assert libraries == ["httpx2", "httpx2"]


async def test_a_library_that_is_not_installed_is_named() -> None:
    """The error says what to install."""
    with pytest.raises(EnvironmentUnfitError, match="needs httpx3, which is not installed"):
        async with open_client(make_app(), library="httpx3"):
            """Never reached."""


SCRIPT = """
import asyncio, importlib.abc, sys, warnings

class Missing(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in {missing}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name in {missing} else found(name, *rest)
sys.meta_path.insert(0, Missing())
warnings.simplefilter("error")

from layerproof.errors import LayerproofError
from layerproof.testing.clients import open_client, open_sync_client

async def app(scope, receive, send):
    assert scope["type"] == "http"
    await send({{"type": "http.response.start", "status": 204, "headers": []}})
    await send({{"type": "http.response.body"}})

async def main():
    async with open_client(app) as client:
        answer = await client.get("/")
        print(type(answer).__module__.partition(".")[0], answer.status_code)

try:
    asyncio.run(main())
except LayerproofError as error:
    print(error.problem)
try:
    with open_sync_client(app) as client:
        answer = client.get("/")
        print(type(answer).__module__.partition(".")[0], answer.status_code)
except LayerproofError as error:
    print(error.problem)
"""

MISSING = {
    "httpx2": (["httpx2"], ["httpx 204", "httpx 204"]),
    "httpx": (["httpx"], ["httpx2 204", "httpx2 204"]),
    "starlette": (
        ["starlette"],
        [
            "httpx2 204",
            "a synchronous client needs Starlette's TestClient, and Starlette is not installed",
        ],
    ),
    "both": (
        ["httpx", "httpx2"],
        ["a client of the application needs httpx2 or httpx, which is not installed"] * 2,
    ),
}


@pytest.mark.parametrize("missing", MISSING)
def test_what_is_installed_is_used_and_warns_of_nothing(tmp_path: Path, missing: str) -> None:
    """With warnings as errors a client works on either library, or says what is missing."""
    names, expected = MISSING[missing]
    script = tmp_path / "script.py"
    script.write_text(dedent(SCRIPT).format(missing=names), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=False
    )

    assert (done.stdout.splitlines(), done.stderr) == (expected, "")
