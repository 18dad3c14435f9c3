"""Which files count as migrations, as ``alembic.ini`` names them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from layerproof.database.templates.migration_files import find_migration_files, working_folder


def write(root: Path, files: dict[str, str]) -> None:
    """Write files below the root."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


def find(root: Path, setting: str = "alembic.ini") -> list[str]:
    """Return the names of the files that were found, from the root."""
    return [str(path.relative_to(root)) for path in find_migration_files(root, setting)]


def test_takes_what_a_migration_may_read(tmp_path: Path) -> None:
    """Python and data files count at any depth; templates, caches and notes do not."""
    write(
        tmp_path,
        {
            "alembic.ini": "[alembic]\nscript_location = db\n",
            "db/env.py": "",
            "db/script.py.mako": "",
            "db/README.md": "",
            "db/versions/a.py": "",
            "db/versions/old/b.sql": "",
            "db/versions/__pycache__/a.pyc": "",
            "db/versions/.a.py.swp": "",
            "elsewhere/c.py": "",
        },
    )
    assert find(tmp_path) == [
        "alembic.ini",
        "db/env.py",
        "db/versions/a.py",
        "db/versions/old/b.sql",
    ]


@pytest.mark.parametrize(
    ("written", "separator"),
    [
        ("%(here)s/one two", None),
        ("one, two", None),
        (f"%(here)s/one{os.pathsep}%(here)s/two", "path_separator = os"),
        ("one;two", "version_path_separator = ;"),
        ("one\n    two", "path_separator = newline"),
    ],
)
def test_follows_every_version_location(
    tmp_path: Path, written: str, separator: str | None
) -> None:
    """Several folders of versions are found, whatever separates them."""
    ini = f"[alembic]\nscript_location = %(here)s/db\nversion_locations = {written}\n"
    files = {"db/env.py": "", "one/a.py": "", "two/b.py": ""}
    write(tmp_path, {"alembic.ini": f"{ini}{separator or ''}\n", **files})
    assert find(tmp_path) == ["alembic.ini", *files]


def test_finds_the_folder_of_a_package(tmp_path: Path) -> None:
    """A location inside a package is found without importing that."""
    ini = "[alembic]\nscript_location = shop.storage:migrations\n"
    write(tmp_path, {"alembic.ini": ini, "src/shop/storage/migrations/env.py": "raise 1"})
    assert find(tmp_path) == ["alembic.ini", "src/shop/storage/migrations/env.py"]


def test_an_ini_with_loggers_and_percent_signs_is_read(tmp_path: Path) -> None:
    """The rest of the file is Alembic's and the logging module's business."""
    ini = "[alembic]\nscript_location = db\nfile_template = %%(rev)s\n[loggers]\nkeys = %(x)s\n"
    write(tmp_path, {"alembic.ini": ini, "db/env.py": ""})
    assert find(tmp_path) == ["alembic.ini", "db/env.py"]


def test_lists_in_pyproject_are_followed(tmp_path: Path) -> None:
    """Settings in pyproject.toml have their locations as a list."""
    table = (
        '[tool.alembic]\nscript_location = "%(here)s/db"\nversion_locations = ["%(here)s/one"]\n'
    )
    write(tmp_path, {"pyproject.toml": table, "db/env.py": "", "one/a.py": ""})
    assert find(tmp_path, "pyproject.toml") == ["db/env.py", "one/a.py", "pyproject.toml"]


def test_works_where_alembic_would_be_called(tmp_path: Path) -> None:
    """The root is the place to work in, unless only the ini's own folder leads to the scripts."""
    ini = "[alembic]\nscript_location = db\n"
    write(tmp_path, {"alembic.ini": ini, "inner/alembic.ini": ini, "inner/db/env.py": ""})
    assert working_folder(tmp_path, "inner/alembic.ini") == tmp_path / "inner"
    write(tmp_path, {"db/env.py": ""})
    assert working_folder(tmp_path, "inner/alembic.ini") == tmp_path
