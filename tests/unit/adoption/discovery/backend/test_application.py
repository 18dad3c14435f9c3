"""Which application is the backend's."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.adoption.findings import Confidence
from layerproof.adoption.survey import Application
from tests.support.surveyed import survey

APP = "from fastapi import FastAPI\n\napp = FastAPI()\n"
FACTORY = """
    import fastapi

    def create_app(settings=None):
        application = fastapi.FastAPI()
        return application
    """


@pytest.mark.parametrize(
    ("files", "source", "expected"),
    [
        ({"shop/__init__.py": "", "shop/main.py": APP}, ["shop"], Application("shop.main:app")),
        (
            {"src/shop/__init__.py": "", "src/shop/main.py": APP},
            ["src/shop"],
            Application("shop.main:app"),
        ),
        ({"main.py": APP}, ["."], Application("main:app")),
        (
            {"shop/__init__.py": "", "shop/main.py": FACTORY},
            ["shop"],
            Application("shop.main:create_app", factory=True),
        ),
        (
            {
                "backend/app/main.py": APP + "from app.routes import items\n",
                "backend/app/routes/items.py": "",
            },
            ["backend/app"],
            Application("app.main:app"),
        ),
        (
            {"shop/web.py": "from starlette.applications import Starlette\n\nsite = Starlette()\n"},
            ["shop"],
            Application("shop.web:site", framework="starlette"),
        ),
        (
            {
                "shop/web.py": """
                    from fastapi import FastAPI

                    class Shop(FastAPI):
                        pass

                    app = Shop()
                    """
            },
            ["shop"],
            Application("shop.web:app"),
        ),
    ],
    ids=["package", "src", "file", "factory", "rooted by its imports", "starlette", "derived"],
)
def test_an_application_is_named_as_it_is_imported(
    tmp_path: Path, files: dict[str, str], source: list[str], expected: Application
) -> None:
    """The target is importable from where the backend's own imports are."""
    found = survey(tmp_path, files, source=source).application
    assert found is not None
    assert found.value == expected


def test_what_a_server_is_told_to_run_wins(tmp_path: Path) -> None:
    """Of two applications, the one that a Dockerfile serves is the backend's, for certain."""
    files = {
        "shop/main.py": APP,
        "shop/admin/main.py": APP,
        "Dockerfile": 'FROM python\nCMD ["uvicorn", "shop.admin.main:app", "--port", "80"]\n',
    }
    found = survey(tmp_path, files).application
    assert found is not None
    assert found.value == Application("shop.admin.main:app")
    assert [str(place) for place in found.places] == ["shop/admin/main.py:3", "Dockerfile:2"]
    assert found.confidence is Confidence.CERTAIN


def test_two_equal_applications_are_both_named(tmp_path: Path) -> None:
    """Where nothing decides, the first is only likely, and the others stand in the reason."""
    found = survey(tmp_path, {"shop/main.py": APP, "shop/api.py": APP}).application
    assert found is not None
    assert found.confidence is Confidence.LIKELY
    assert found.why == "there are others: shop.main:app"


def test_a_mounted_application_is_a_part(tmp_path: Path) -> None:
    """An application that is mounted into another is not the backend's."""
    files = {
        "shop/app.py": """
            from fastapi import FastAPI

            api = FastAPI()
            site = FastAPI()
            site.mount("/api", api)
            """
    }
    found = survey(tmp_path, files).application
    assert found is not None
    assert found.value.target == "shop.app:site"


def test_applications_of_tests_and_examples_do_not_count(tmp_path: Path) -> None:
    """There is no application where only a test or an example of the source makes one."""
    files = {"shop/core.py": "x = 1\n", "tests/test_app.py": APP, "shop/test_app.py": APP}
    assert survey(tmp_path, files).application is None
