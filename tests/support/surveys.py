"""Surveys made by hand, for tests of what is decided on them."""

from __future__ import annotations

from collections.abc import Sequence

from layerproof.adoption.findings import Confidence, Found, Place
from layerproof.adoption.survey import (
    AddressVariable,
    Application,
    BackendSurvey,
    DatabaseWay,
    LayerFiles,
    ProjectSurvey,
    PytestSettings,
    Survey,
    TestEstate,
    TestFile,
)


def at(path: str = "conftest.py", line: int = 1) -> tuple[Place, ...]:
    """Return one place."""
    return (Place(path, line),)


def make_layer(name: str, *files: str, glob: str = "") -> Found[LayerFiles]:
    """Return a layer of these files, by one glob or by their own names."""
    return Found(LayerFiles(name, (glob,) if glob else files, files), at(files[0]))


def make_way(way: str, detail: str = "", *, fixed: bool = False) -> Found[DatabaseWay]:
    """Return one way of making a database."""
    return Found(DatabaseWay(way, detail, fixed), at("tests/conftest.py", 7))


def make_variable(name: str, template: str, *, for_tests: bool = False) -> Found[AddressVariable]:
    """Return one variable that carries an address."""
    return Found(AddressVariable(name, template, "", for_tests), at("shop/settings.py", 3))


def make_estate(
    *files: TestFile, roots: Sequence[str] = ("tests",), addopts: Sequence[str] = ()
) -> TestEstate:
    """Return tests whose settings stand in ``pytest.ini``."""
    settings = PytestSettings(origin="pytest.ini", addopts=tuple(addopts))
    return TestEstate(roots=tuple(roots), files=files, settings=settings)


def make_survey(tests: TestEstate | None = None, backend: BackendSurvey | None = None) -> Survey:
    """Return a survey of a shop with one layer of services."""
    project = ProjectSurvey(
        "shop",
        source=(Found("shop", at("shop/__init__.py")),),
        layers=(make_layer("service", "shop/services/orders.py", glob="shop/services/**"),),
    )
    application = Found(Application("shop.main:app"), at("shop/main.py"), Confidence.LIKELY)
    return Survey(
        "/shop",
        project,
        tests or TestEstate(),
        backend or BackendSurvey(application=application),
    )
