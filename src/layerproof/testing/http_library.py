"""Which of ``httpx`` and ``httpx2`` a client is made of, where both may be installed.

Starlette's own test client decides, so that both kinds of client give the same type of response.
"""

from __future__ import annotations

import warnings
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from layerproof.errors import EnvironmentUnfitError

#: In the order in which they are preferred where Starlette does not say.
LIBRARIES = ("httpx2", "httpx")


def load_http_library(name: str | None = None) -> ModuleType:
    """Return the library of that name, else the one that Starlette takes, else what is there.

    Raises ``EnvironmentUnfitError`` where it is not installed.
    """
    names = [name] if name else [_name_of_starlettes(), *LIBRARIES]
    for each in names:
        if each and find_spec(each):
            return import_module(each)
    raise EnvironmentUnfitError(
        f"a client of the application needs {name or ' or '.join(LIBRARIES)}, which is not "
        "installed",
        advice=f"pip install {name or LIBRARIES[0]}",
    )


def load_test_client() -> Any:
    """Return Starlette's class ``TestClient``.

    Its warning that ``httpx`` is the older choice is not raised here: the project did not make
    it by asking for a client. Raises ``EnvironmentUnfitError`` where Starlette is missing.
    """
    if not find_spec("starlette"):
        raise EnvironmentUnfitError(
            "a synchronous client needs Starlette's TestClient, and Starlette is not installed",
            advice='pip install starlette, or use the asynchronous fixture "client"',
        )
    load_http_library()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return import_module("starlette.testclient").TestClient


def _name_of_starlettes() -> str | None:
    """Return the name of the library that the installed Starlette's client is made of."""
    if not find_spec("starlette") or not any(find_spec(each) for each in LIBRARIES):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = import_module("starlette.testclient")
    found: str = module.httpx.__name__
    return found
