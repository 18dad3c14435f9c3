"""The README says what is so: its ten lines adopt a backend, its tables and files are right."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from layerproof.adapters.config_file import read_config
from tests.support.doc_pages import ROOT, find_blocks, find_files, read_page, rows_of, write_files
from tests.support.runs import clean_environment, layerproof, read_report
from tests.support.session_projects import run_tool
from tests.support.yaml_schemas import check_yaml

PAGE = (ROOT / "README.md").read_text(encoding="utf-8")
FILES = find_files(PAGE)
DATABASE = next(block.text for block in find_blocks(PAGE, "toml") if not block.path)

#: A backend with tests of its own making, which know nothing of Layerproof.
BACKEND = {
    "src/shop/__init__.py": "",
    "src/shop/main.py": "from shop.routers.orders import show\n\n\ndef app():\n    return show\n",
    "src/shop/repositories/orders.py": "ROWS = {1: 20}\n\n\ndef find(key):\n    return ROWS[key]\n",
    "src/shop/services/orders.py": (
        "from shop.repositories.orders import find\n\n\ndef price(key):\n    return find(key) * 2\n"
    ),
    "src/shop/routers/orders.py": (
        "from shop.services.orders import price\n\ndef show(key):\n    return {'is': price(key)}\n"
    ),
    "tests/conftest.py": "import pytest\n\n\n@pytest.fixture\ndef db():\n    return 1\n",
    "tests/test_orders.py": (
        "from shop.main import app\n\n\ndef test_price(db):\n    assert app()(db) == {'is': 40}\n"
    ),
}
SETTINGS = '[tool.pytest.ini_options]\npythonpath = ["src"]\n\n'


def adopt(root: Path) -> Path:
    """Write the backend with the README's lines added; return its folder."""
    table = SETTINGS + FILES["pyproject.toml"]
    return write_files(root, BACKEND | {"pyproject.toml": table, "noxfile.py": FILES["noxfile.py"]})


def test_ten_lines_adopt_a_backend(tmp_path: Path) -> None:
    """The lines are ten, and with them tests that know nothing of Layerproof come to a verdict."""
    lines = "\n".join([FILES["pyproject.toml"], FILES["noxfile.py"]]).splitlines()
    assert len([line for line in lines if line]) == 10

    root = adopt(tmp_path)
    env = clean_environment(PYTHONPATH=str(root / "src"))
    ran = layerproof(root, "run", "--suite", "integration", env=env)
    judged = layerproof(root, "coverage", env=env)

    assert (ran.code, judged.code) == (0, 0), ran.text + judged.text
    gates = {gate["layer"]: gate["ruling"] for gate in read_report(root)["gates"]}
    assert gates == dict.fromkeys(("repository", "service", "router", "total"), "kept")


def test_the_noxfile_has_the_sessions_that_the_page_calls(tmp_path: Path) -> None:
    """Every session that is named after ``nox -s`` is one of those that the two lines define."""
    listed = run_tool(adopt(tmp_path), "nox", "--list").output
    named = {word for line in PAGE.splitlines() for word in re.findall(r"^\$ nox -s (\w+)", line)}

    assert named == {"unit", "coverage", "fast"}
    assert all(re.search(rf"^[*-] {name}\b", listed, re.MULTILINE) for name in named), listed


def test_the_database_takes_four_lines(tmp_path: Path) -> None:
    """They are four, and they make a valid table together with the ten."""
    assert len(DATABASE.splitlines()) == 4
    (tmp_path / "pyproject.toml").write_text(FILES["pyproject.toml"] + DATABASE, encoding="utf-8")
    database = read_config(tmp_path).database

    assert database is not None
    assert database.engine == "postgresql"


def test_the_fixtures_are_on_their_page() -> None:
    """A fixture of the short table is one of the whole table, by its name or the begin of it."""
    whole = " ".join(row[0] for row in rows_of(read_page("fixtures.md"), "fixture"))
    named = re.findall(r"`(\w+)(?:\.\.\.)?`", " ".join(row[0] for row in rows_of(PAGE, "fixture")))

    assert len(named) > 10
    assert [name for name in named if f"`{name}" not in whole] == []


@pytest.mark.parametrize("row", rows_of(PAGE, "example"), ids=lambda row: row[0])
def test_shapes_are_wired_as_the_examples_are(row: list[str]) -> None:
    """What the table says of an example's wiring stands in that example's own table."""
    [folder] = re.findall(r"\]\((examples/\w+)\)", row[0])
    tables = tomllib.loads((ROOT / folder / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    settings = {**tables["layerproof"]["database"], **tables["layerproof"].get("auth", {})}
    told = tomllib.loads("\n".join(re.findall(r"`([^`]+)`", row[2])))

    assert told
    assert {key: settings.get(key) for key in told} == told


def test_every_example_is_shown() -> None:
    """A folder of ``examples`` that is a project has its line in the README."""
    there = {path.parent.name for path in (ROOT / "examples").glob("*/pyproject.toml")}
    shown = {re.findall(r"\[(\w+)\]", row[0])[0] for row in rows_of(PAGE, "example")}

    assert shown == there


def test_the_picture_is_there() -> None:
    """What the README shows is a PNG of the repository, with words for who cannot see it."""
    [(words, path)] = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", PAGE)

    assert words
    assert (ROOT / path).read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("file", "schema"),
    [
        (".github/workflows/tests.yml", "vendor.github-workflows"),
        (".gitlab-ci.yml", "vendor.gitlab-ci"),
    ],
)
def test_the_ci_files_are_valid(tmp_path: Path, file: str, schema: str) -> None:
    """GitHub's and GitLab's schemas take the files as they stand."""
    assert check_yaml(tmp_path / "file.yml", FILES[file], schema) == ""
