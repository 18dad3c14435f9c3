"""Projects that are not as they should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.adoption.survey import BackendSurvey
from tests.support.existing_backend import FILES
from tests.support.surveyed import survey, templates


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"shop/main.py": "def broken(:\n"},
        {
            "shop/main.py": "from shop.main import app\nfrom shop.other import *\n",
            "shop/other.py": "from shop.main import *\n",
        },
        {
            "shop/models.py": """
                class Base(Base):
                    pass

                class A(B):
                    pass

                class B(A):
                    pass
                """
        },
        {"alembic.ini": "[alembic\nscript_location", "pyproject.toml": "[tool.alembic\n"},
        {"shop/main.py": "x = x\ny = f'{y}'\nimport os\nz = os.environ[z]\n"},
        {".env": "=\n\x00\nA\n", "compose.yml": ":\n- - :\n", "Dockerfile": "CMD uvicorn :\n"},
        {"süß und/größe.py": "x = 'ä'\n"},
    ],
    ids=[
        "empty",
        "syntax",
        "circle of imports",
        "circle of classes",
        "settings",
        "itself",
        "files",
        "names",
    ],
)
def test_nothing_is_found_and_nothing_raised(tmp_path: Path, files: dict[str, str]) -> None:
    """A project without anything, or with nothing that can be read, gives an empty survey."""
    assert survey(tmp_path, files) == BackendSurvey()


def test_deep_code_is_survived(tmp_path: Path) -> None:
    """Sums of thousands of texts, long chains of names and of branches are no error."""
    many = " + ".join(["'TRUNCATE a'", *["'postgresql://db/shop'"] * 2000])
    branches = "if a:\n    pass\n" + "elif b:\n    pass\n" * 2000
    body = f"import os, pytest\n{branches}\nurl = {many}\nx = a{'.b' * 2000}\n"
    fixture = f"\n@pytest.fixture\ndef db():\n    yield {many}\n    os.environ.get({many})\n"
    files = {"shop/deep.py": body, "tests/conftest.py": body + fixture + "    x.rollback()\n"}
    assert survey(tmp_path, files).variables == ()


def test_an_existing_backend_is_seen_whole(tmp_path: Path) -> None:
    """The backend of the page on adopting has its parts found, each where it stands."""
    found = survey(tmp_path, FILES, dependencies=["fastapi", "psycopg", "sqlalchemy"])
    assert found.application is not None
    assert found.application.value.target == "shop.main:app"
    assert found.metadata is not None
    assert found.metadata.value == "shop.models:Base.metadata"
    assert [(each.value.target, each.value.kind) for each in found.sessions] == [
        ("shop.database:get_db", "dependency"),
        ("shop.database:SessionLocal", "factory"),
        ("shop.database:engine", "engine"),
    ]
    assert templates(found) == {"DATABASE_URL": "{url}"}
    assert [(each.value.way, each.value.detail) for each in found.ways] == [
        ("memory", "sqlite://"),
        ("create_all", "Base.metadata"),
        ("dependency_override", "shop.database:get_db"),
    ]
    assert found.shared == ()
