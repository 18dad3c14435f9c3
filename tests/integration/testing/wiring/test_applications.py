"""An application is loaded as an object or from a factory, and anything else is explained."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from fastapi import FastAPI

from layerproof.database.errors import WiringError
from layerproof.testing.wiring.applications import load_app

MODULE = """
from fastapi import FastAPI

app = FastAPI()
settings = {"debug": True}


async def plain(scope, receive, send): ...


def create_app(debug=False, *rest, **more):
    return FastAPI()


def create_for(settings, *, url):
    return FastAPI()


async def create_later():
    return FastAPI()


def create_broken():
    raise KeyError("DATABASE_URL")


def create_nothing():
    return None


def create_class():
    return FastAPI


class Application:
    async def __call__(self, scope, receive, send): ...


class Factory:
    @staticmethod
    def create():
        return app
"""


@pytest.fixture
def module(tmp_path: Path, package: str) -> str:
    """Give the name of a module with applications and factories of every kind."""
    (tmp_path / f"{package}.py").write_text(MODULE, encoding="utf-8")
    return package


def test_an_application_is_the_object_itself(module: str) -> None:
    """An application, whether an instance or a coroutine function, is taken as it is."""
    app = load_app(f"{module}:app")

    assert isinstance(app, FastAPI)
    assert load_app(f"{module}:app") is app
    assert load_app(f"{module}:Factory.create") is app
    assert load_app(f"{module}:plain").__name__ == "plain"


def test_a_factory_makes_a_new_application_each_time(module: str) -> None:
    """A function or class that needs no arguments is called."""
    first, second = load_app(f"{module}:create_app"), load_app(f"{module}:create_app")

    assert (type(first), first is second) == (FastAPI, False)
    assert type(load_app(f"{module}:Application")).__name__ == "Application"


def test_a_factory_with_arguments_shows_the_fixture_to_write(module: str) -> None:
    """The message has code that can be copied, with the arguments that are needed."""
    with pytest.raises(WiringError, match="needs settings, url") as caught:
        load_app(f"{module}:create_for")

    shown = dedent(caught.value.advice.partition("\n")[2])
    assert shown == dedent(
        f"""\
        import pytest
        from {module} import create_for

        @pytest.fixture
        def app(database):
            return create_for(settings=..., url=...)"""
    )
    compile(shown, "conftest.py", "exec")


def test_an_asynchronous_factory_shows_an_asynchronous_fixture(module: str) -> None:
    """It is not run on a loop that ends before the test begins."""
    with pytest.raises(WiringError, match="asynchronous factory") as caught:
        load_app(f"{module}:create_later")

    assert "async def app(database):\n          return await create_later()" in caught.value.advice


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("settings", '"{m}:settings" is no ASGI application but of the type dict'),
        ("create_nothing", r'"{m}:create_nothing\(\)" is no ASGI application .* NoneType'),
        ("create_class", r'"{m}:create_class\(\)" is no ASGI application .* type type'),
        ("create_broken", "the factory \"{m}:create_broken\" raised KeyError: 'DATABASE_URL'"),
    ],
)
def test_what_makes_no_application_is_explained(module: str, name: str, problem: str) -> None:
    """The message says what is there, or what the factory raised."""
    with pytest.raises(WiringError, match=problem.replace("{m}", module)):
        load_app(f"{module}:{name}")
