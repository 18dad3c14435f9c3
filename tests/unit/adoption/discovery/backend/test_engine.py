"""Which database the backend runs on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.surveyed import survey


def test_another_engine_is_named(tmp_path: Path) -> None:
    """A backend on MySQL is told as one, and why its variable cannot be filled."""
    text = "import os\nURL = os.environ.get('DATABASE_URL', 'mysql+aiomysql://db/shop')\n"
    found = survey(tmp_path, {"shop/config.py": text})
    assert found.engine is not None
    assert found.engine.value == "mysql"
    assert [each.why for each in found.variables] == ["Layerproof provides no mysql"]


@pytest.mark.parametrize(
    ("files", "dependencies", "expected"),
    [
        (
            {"shop/config.py": "import os\nURL = os.getenv('DATABASE_URL', 'sqlite:///x.db')\n"},
            [],
            "sqlite",
        ),
        ({"shop/config.py": ""}, ["asyncpg"], "postgresql"),
        ({"shop/config.py": "URL = 'postgresql://db/shop'\n"}, ["aiosqlite"], "postgresql"),
        ({"shop/config.py": "", ".env.example": "DB=sqlite:///x.db\n"}, [], "sqlite"),
        (
            {"shop/config.py": "from sqlalchemy.dialects.postgresql import JSONB\n"},
            [],
            "postgresql",
        ),
        ({"shop/config.py": ""}, [], None),
    ],
    ids=["default", "dependency", "address", "file", "types", "nothing"],
)
def test_the_engine_is_the_surest_that_is_said(
    tmp_path: Path, files: dict[str, str], dependencies: list[str], expected: str | None
) -> None:
    """Code comes before files, files before dependencies."""
    found = survey(tmp_path, files, dependencies=dependencies).engine
    assert (found.value if found else None) == expected
