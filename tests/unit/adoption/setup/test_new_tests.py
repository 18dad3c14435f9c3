"""The first tests of a project: what is read off the sources, and what is written for it."""

from __future__ import annotations

import ast
from dataclasses import replace
from textwrap import dedent

import pytest

from layerproof.adoption.findings import Found
from layerproof.adoption.setup.factories import plan_factories
from layerproof.adoption.setup.layer_tests import Voice, find_callables, write_api_test
from layerproof.adoption.setup.new_tests import name_modules, plan_new_tests
from layerproof.adoption.setup.routes import Route, find_routes
from layerproof.adoption.setup.sample_values import find_length, make_sample
from layerproof.adoption.setup.values import Existing
from layerproof.adoption.survey import Model
from tests.support.surveys import at, make_survey

MODELS = "import enum\n\nclass State(str, enum.Enum):\n    a = 'a'\n"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("str", 'Sequence(lambda n: f"x-{n}")'),
        ("int", "Sequence(lambda n: n + 1)"),
        ("uuid.UUID", "LazyFunction(uuid4)"),
        ("datetime.datetime", "datetime(2026, 1, 2, 12)"),
        ("decimal.Decimal", 'Decimal("1")'),
        ("dict[str, Any]", "LazyFunction(dict)"),
        ("Literal['on', 'off']", "'on'"),
        ("State", "next(iter(State))"),
        ("Nothing", None),
        ("Any", None),
        ("Literal[", None),
    ],
)
def test_a_value_for_each_type(kind: str, code: str | None) -> None:
    """A type that says nothing gets no value, and so its model no factory."""
    sample = make_sample("x", kind, "shop.models", {"shop.models": MODELS})
    assert (sample.code if sample else None) == code


@pytest.mark.parametrize(
    ("line", "length", "code"),
    [
        ("code = Column(String(2))", 2, 'Sequence(lambda n: f"{n}")'),
        (
            "code: Mapped[str] = mapped_column(sa.String(length=5))",
            5,
            'Sequence(lambda n: f"co{n}")',
        ),
        ("code: str = Field(max_length=40)", 40, 'Sequence(lambda n: f"code-{n}")'),
        ("code: Mapped[str]", None, 'Sequence(lambda n: f"code-{n}")'),
    ],
)
def test_a_text_is_as_long_as_its_column(line: str, length: int | None, code: str) -> None:
    """A row that is made can be saved on a server that counts characters."""
    assert find_length(f"class Coin(Base):\n    {line}\n", "Coin", "code") == length
    sample = make_sample("code", "str", "m", {}, length=length)
    assert sample is not None
    assert sample.code == code


def test_factories_come_parents_first() -> None:
    """A foreign key becomes a factory of its parent; a cycle, or a type unknown, none."""
    models = (
        Model("m:Line", "lines", {"order_id": "int", "n": "int"}, {"order_id": "orders.id"}),
        Model("m:Order", "orders", {"name": "str"}),
        Model("m:Chicken", "chickens", {"egg_id": "int"}, {"egg_id": "eggs.id"}),
        Model("m:Egg", "eggs", {"chicken_id": "int"}, {"chicken_id": "chickens.id"}),
        Model("m:Odd", "odds", {"what": "Strange"}),
        Model("n:Order", "orders2", {}),
    )
    factories, notes = plan_factories(models, {})
    assert [(one.name, dict(one.parents)) for one in factories] == [
        ("OrderFactory", {}),
        ("LineFactory", {"order_id": ("OrderFactory", "id")}),
    ]
    assert notes == ("no factory for Chicken, Egg, Odd, Order: see docs/factories.md",)


def test_plain_routes_are_found() -> None:
    """GET routes without parameters, with the prefix of their own router."""
    text = dedent(
        """
        router = APIRouter(prefix="/orders")
        other: APIRouter = fastapi.APIRouter()

        @router.get("")
        async def index(): ...

        @router.get("/{id}")
        def one(id): ...

        @router.post("/new")
        def new(): ...

        @other.get("/ping")
        def ping(): ...

        @cache.get(KEY)
        def cached(): ...
        """
    )
    assert list(find_routes({"a": text, "b": "def ("})) == [
        Route("a", "router", "/orders"),
        Route("a", "other", "/ping"),
    ]
    assert [route.is_health for route in find_routes({"a": text})] == [False, True]


@pytest.mark.parametrize(
    ("routes", "described", "asked"),
    [
        ([Route("m", "app", "/health")], True, "/health"),
        ([Route("n", "router", "/health")], True, "/openapi.json"),
        ([], False, "/no-such-page"),
    ],
)
def test_the_application_is_asked_for_what_it_surely_has(
    routes: list[Route], described: bool, asked: str
) -> None:
    """A route of the application itself has no prefix; else its description, else nothing."""
    text = write_api_test(routes, ("m", "app"), Voice(asynchronous=False, described=described))
    assert f'sync_client.get("{asked}")' in text
    ast.parse(text)


def test_a_function_stands_for_a_service() -> None:
    """A function says more than a class, which may be an error; private names are nobody's."""
    texts = {
        "a": "class E(Exception): ...\ndef _x(): ...\ndef place(): ...\n",
        "b": "class Orders: ...\n",
        "c": "X = 1\n",
        "d": "def (",
    }
    assert list(find_callables(texts)) == [("a", "place"), ("b", "Orders")]


def test_modules_have_the_names_that_they_are_imported_by() -> None:
    """A source's own folder is the package, what is above it is not part of the name."""
    texts = {
        "src/shop/__init__.py": "1",
        "src/shop/a/b.py": "2",
        "src/shop/not-one.py": "3",
        "other.py": "4",
        "src/shop/notes.txt": "5",
    }
    survey = make_survey()
    source = (Found("src/shop", at()), Found("other.py", at()))
    survey = replace(survey, project=replace(survey.project, source=source))
    named = name_modules(survey, Existing(texts))
    assert named == {"shop": "1", "shop.a.b": "2", "other": "4"}


def test_files_that_are_there_are_not_written() -> None:
    """A file of the tree that exists already stays the project's own."""
    survey = make_survey()
    texts = {"shop/services/orders.py": "def place(): ...\n", "tests/__init__.py": "x = 1\n"}
    planned = plan_new_tests(survey, Existing(texts), database=False)
    assert [change.path for change in planned.plan.changes] == [
        "tests/api/__init__.py",
        "tests/api/test_application.py",
        "tests/unit/__init__.py",
        "tests/unit/test_services.py",
    ]
    assert planned.suites == ("unit", "api")
