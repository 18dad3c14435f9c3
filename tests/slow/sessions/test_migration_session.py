"""A real ``nox -s migrations`` on a backend that has migrations and no test file at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.migrating_backends import GOOD, MODELS, revision, write_backend
from tests.support.session_projects import NOXFILE, PROJECT, run_tool, write_files

TABLE = """
[tool.layerproof]
source = ["src/shop"]
fail_under = 0

[tool.layerproof.layers]
service = { paths = ["src/shop/*.py"], fail_under = 0 }

[tool.layerproof.install]
packages = ["alembic", "sqlalchemy"]

[tool.layerproof.database]
engine = "sqlite"
migrations = "alembic.ini"
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A backend whose migrations are sound."""
    files = {
        "pyproject.toml": PROJECT + TABLE,
        "noxfile.py": NOXFILE,
        "src/shop/__init__.py": "NAME = 'shop'\n",
    }
    return write_backend(tmp_path, GOOD, files, models=MODELS)


def _reasons(root: Path) -> tuple[str, list[str]]:
    report = json.loads((root / ".layerproof/report/report.json").read_text(encoding="utf-8"))
    verdict = report["verdict"]
    return verdict["ruling"], [reason["code"] for reason in verdict["reasons"]]


def test_plain_nox_checks_migrations_without_a_test_file(shop: Path) -> None:
    """The suite runs by itself and the verdict is kept, until a migration changes."""
    ended = run_tool(shop, "nox")
    assert ended.code == 0, ended.output
    assert "migrations: 6 passed, 1 skipped" in ended.output
    assert _reasons(shop) == ("kept", [])
    later = revision("0003", "0002", "op.execute('CREATE TABLE IF NOT EXISTS t (id int)')", "pass")
    write_files(shop, later)
    assert run_tool(shop, "layerproof", "coverage").code == 3
    assert _reasons(shop) == ("not measured", ["tests-changed"])
    ended = run_tool(shop, "nox", "-s", "migrations")
    assert ended.code == 1, ended.output
    assert "revision 0003 (migrations/versions/0003.py): the downgrade does not" in ended.output
    assert "left behind: table t" in ended.output
