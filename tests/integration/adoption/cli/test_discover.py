"""``layerproof discover`` as it is called."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from layerproof.adoption.discovery import discover
from tests.support.command_line import Command, make_command
from tests.support.planted import plant

SHOP = {
    "pyproject.toml": """
        [project]
        name = "shop"
        dependencies = ["fastapi"]
        [tool.pytest.ini_options]
        addopts = "-x"
        """,
    "shop/__init__.py": "",
    "shop/main.py": "from fastapi import FastAPI\napp = FastAPI()\n",
    "shop/services/orders.py": "",
    "tests/test_orders.py": "def test_a():\n    assert 1\n",
}


@pytest.fixture
def layerproof(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Return the command in this process."""
    return make_command(monkeypatch, capsys)


def test_it_tells_what_it_found(tmp_path: Path, layerproof: Command) -> None:
    """Findings are grouped, each with its place; nothing is written."""
    plant(tmp_path, SHOP)
    before = sorted(tmp_path.rglob("*"))
    done = layerproof(tmp_path, "discover")
    assert done.code == 0
    assert f"shop in {tmp_path}\n" in done.out
    assert "  shop (package)" in done.out
    assert "addopts" in done.out
    assert "pyproject.toml:6" in done.out
    assert "shop.main:app" in done.out
    assert sorted(tmp_path.rglob("*")) == before


def test_json_of_another_folder(tmp_path: Path, layerproof: Command) -> None:
    """The folder may be given, and the JSON has the same survey as the library gives."""
    plant(tmp_path / "a b", SHOP)
    done = layerproof(tmp_path, "discover", "a b", "--json")
    document = json.loads(done.out)
    survey = discover(tmp_path / "a b")
    assert (done.code, document["version"], document["root"]) == (0, 1, survey.root)
    assert document["project"]["name"] == "shop"
    assert [each["value"] for each in document["project"]["source"]] == ["shop"]
    assert document["tests"]["files"][0]["path"] == "tests/test_orders.py"


def test_nothing_is_imported(tmp_path: Path, layerproof: Command) -> None:
    """A package that ends the process when it is imported does no harm."""
    plant(tmp_path, SHOP | {"shop/__init__.py": "import os\nos._exit(9)\n"})
    assert layerproof(tmp_path, "discover").code == 0
    assert "shop" not in sys.modules


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"main.py": ""}, "no pyproject.toml, setup.py, Pipfile or requirements file"),
        ({"main.py": ""}, "no file that pytest would take for tests"),
        (SHOP | {"pyproject.toml": "[project\n"}, "pyproject.toml:1"),
        (SHOP | {"tests/test_orders.py": "def (\n"}, "tests/test_orders.py:1"),
        (SHOP | {"pytest.ini": "addopts = 1\n"}, "pytest.ini:1"),
        (SHOP | {".github/workflows/a.yml": "a: [\n"}, ".github/workflows/a.yml:2"),
    ],
)
def test_projects_with_faults(
    tmp_path: Path, layerproof: Command, files: dict[str, str], said: str
) -> None:
    """What is missing or broken is said with its place, and everything else is found."""
    plant(tmp_path, files)
    done = layerproof(tmp_path, "discover")
    assert done.code == 0
    assert said in done.out
    assert "Traceback" not in done.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("discover",), "holds no Python file"),
        (("discover", "nowhere"), "nowhere is no folder"),
        (("discover", "file.txt"), "is no folder"),
    ],
)
def test_wrong_use(tmp_path: Path, layerproof: Command, words: tuple[str, ...], said: str) -> None:
    """A folder without Python, or none at all, is a wrong use that says what to do."""
    (tmp_path / "file.txt").write_text("", encoding="utf-8")
    done = layerproof(tmp_path, *words)
    assert done.code == 2
    assert said in done.text
    assert "do: " in done.text


def test_loops_and_closed_folders(tmp_path: Path, layerproof: Command) -> None:
    """Links in a circle and files that may not be read do not keep it from the rest."""
    plant(tmp_path, SHOP)
    (tmp_path / "shop" / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "shop" / "self.py").symlink_to(tmp_path / "shop" / "self.py")
    os.mkfifo(tmp_path / "shop" / "pipe.py")
    assert layerproof(tmp_path, "discover").code == 0


def test_help_teaches(tmp_path: Path, layerproof: Command) -> None:
    """The help shows examples and the shape of the JSON."""
    done = layerproof(tmp_path, "discover", "--help")
    assert done.code == 0
    assert "layerproof discover --json > survey.json" in done.out


IMPORTED = {
    "shop/__init__.py": "",
    "shop/main.py": "from shop.models import Base\nfrom fastapi import FastAPI\napp = FastAPI()\n",
    "shop/models.py": """
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

        print("a backend may print")

        class Base(DeclarativeBase): ...

        class Order(Base):
            __tablename__ = "orders"
            id: Mapped[int] = mapped_column(primary_key=True)
        """,
}


def test_what_was_found_is_imported_when_asked(tmp_path: Path, layerproof: Command) -> None:
    """A child process says what the targets are; what it prints does not get in between."""
    plant(tmp_path, IMPORTED)
    done = layerproof(tmp_path, "discover", "--import")
    assert done.code == 0, done.text
    assert done.out.split("asked for by --import\n")[1] == (
        "  shop.main:app is a fastapi.applications.FastAPI\n"
        "  shop.models:Base.metadata is a sqlalchemy.sql.schema.MetaData, 1 tables\n"
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "raise ValueError('postgresql://ada:hunter2@db/shop')",
            "ValueError: postgresql://ada:***@",
        ),
        ("import sys\nsys.exit(3)", "SystemExit: 3"),
        ("import os\nos._exit(3)", "the process ended with exit code 3 before it was imported"),
        ("import time\ntime.sleep(600)", "the import did not end within 2 s"),
    ],
    ids=["raises", "exits", "ends", "hangs"],
)
def test_what_cannot_be_imported_is_said(
    tmp_path: Path, layerproof: Command, text: str, problem: str
) -> None:
    """An import that does not come through is an answer, with exit code 1 and no secret."""
    main = IMPORTED["shop/main.py"] + text + "\n"
    plant(tmp_path, {"shop/__init__.py": "", "shop/models.py": "Base = 1", "shop/main.py": main})
    words = ("discover", "--import", "--json", "--time-limit", "2")
    done = layerproof(tmp_path, *words)
    assert done.code == 1
    (found,) = json.loads(done.out)["imported"]
    assert found["target"] == "shop.main:app"
    assert problem in found["problem"]
    assert "hunter2" not in done.text
