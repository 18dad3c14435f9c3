"""Modules of the backend that migrations import are part of what a template is named after."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from layerproof.core.config.values import Database
from layerproof.database.templates import read_recipe
from layerproof.database.templates.migration_imports import find_imported_files
from tests.support.isolated import settings_for
from tests.support.session_projects import write_files

FILES = {
    "alembic.ini": "[alembic]\nscript_location = migrations\n",
    "migrations/env.py": "from shop.models import Base\n",
    "migrations/versions/0001_first.py": """
        import sqlalchemy as sa, shop.types
        from alembic import op
        from shop.roles import (  # the first ones
            ROLES as roles,
        )

        def upgrade():
            from shop import words
    """,
    "shop/__init__.py": "import shop.models\n",
    "shop/models.py": "",
    "shop/types.py": "from .deep import inner, other\n",
    "shop/deep/__init__.py": "",
    "shop/deep/inner.py": "from ..roles import ROLES\n",
    "shop/roles.py": "ROLES = ['admin']\n",
    "src/shop_words.py": "",
    "shop/words.py": "# import shop.unused\nfrom shop_words import X\n",
    "shop/unused.py": "",
}


def imported(root: Path, changes: Mapping[str, str] | None = None) -> list[str]:
    """Return the files that the project's migrations import, from its root."""
    write_files(root, {**FILES, **(changes or {})})
    scripts = sorted((root / "migrations").rglob("*.py"))
    found = find_imported_files([root, root / "src"], scripts)
    return [path.relative_to(root).as_posix() for path in found]


def test_imports_are_followed(tmp_path: Path) -> None:
    """Wherever they stand, however they are written, and through other modules."""
    assert imported(tmp_path) == [
        "shop/__init__.py",
        "shop/deep/__init__.py",
        "shop/deep/inner.py",
        "shop/models.py",
        "shop/roles.py",
        "shop/types.py",
        "shop/words.py",
        "src/shop_words.py",
    ]


def test_a_package_on_the_way_is_not_followed(tmp_path: Path) -> None:
    """A module is not made of whatever its package imports beside it."""
    version = {"migrations/versions/0001_first.py": "import shop.types\n"}
    files = ["shop/deep/__init__.py", "shop/deep/inner.py", "shop/roles.py", "shop/types.py"]
    assert imported(tmp_path, version) == files


@pytest.mark.parametrize(
    ("env", "found"),
    [
        ("from shop.models import Base\n", []),
        ("from shop.models import Base\nBase.metadata.create_all(engine)\n", ["shop/models.py"]),
    ],
)
def test_models_of_env_count_where_it_makes_tables(
    tmp_path: Path, env: str, found: list[str]
) -> None:
    """Models that are only compared with make nothing; those whose tables are made do."""
    changes = {"migrations/versions/0001_first.py": "", "migrations/env.py": env}
    assert imported(tmp_path, changes) == found


@pytest.mark.parametrize(("file", "differs"), [("shop/roles.py", True), ("shop/unused.py", False)])
def test_a_changed_import_makes_another_template(tmp_path: Path, file: str, differs: bool) -> None:
    """A list of roles that a migration inserts is in the fingerprint, other modules are not."""
    write_files(tmp_path, FILES)
    settings = settings_for("pysqlite", tmp_path, Database("sqlite", migrations="alembic.ini"))
    before = read_recipe(settings, None).fingerprint
    write_files(tmp_path, {file: "ROLES = ['admin', 'user']\n"})
    assert (read_recipe(settings, None).fingerprint != before) is differs
