"""The migrations that a run was made of are found by their configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.adapters.migration_files import list_migration_files
from tests.support.session_projects import write_files

FILES = {"db/env.py": "", "db/versions/0001.py": "", "more/0002.py": "", "other.py": ""}
ALL = ("db/env.py", "db/versions/0001.py")


@pytest.mark.parametrize(
    ("text", "folders"),
    [
        ("[alembic]\nscript_location = db\n", ALL),
        ("[alembic]\nscript_location = %(here)s/db\n", ALL),
        ("[alembic]\nscript_location = db\nversion_locations = db/versions:more\n", ("more",)),
        ("[alembic]\nscript_location = db\nversion_locations =\n    more\n", ("more",)),
        ("[alembic]\n# script_location = db\n", None),
        ("[alembic]\nscript_location = nowhere\n", None),
    ],
)
def test_files_of_the_named_folders_count(
    tmp_path: Path, text: str, folders: tuple[str, ...] | None
) -> None:
    """Every Python file in a folder that the configuration names is found, and no other."""
    write_files(tmp_path, {**FILES, "alembic.ini": text})
    more = ("more/0002.py",) if folders == ("more",) else ()
    expected = ("alembic.ini", *(() if folders is None else (*ALL, *more)))
    assert list_migration_files(tmp_path, "alembic.ini") == expected


def test_a_toml_file_names_folders_too(tmp_path: Path) -> None:
    """Alembic's table in the project's file is read as well."""
    text = '[tool.alembic]\nscript_location = "db"\nversion_locations = ["more", "db/versions"]\n'
    write_files(tmp_path, {**FILES, "pyproject.toml": text})
    expected = ("pyproject.toml", *ALL, "more/0002.py")
    assert list_migration_files(tmp_path, "pyproject.toml") == expected


def test_a_configuration_beside_its_folder_counts(tmp_path: Path) -> None:
    """A relative folder is looked for beside the configuration, too."""
    write_files(tmp_path / "backend", {**FILES, "alembic.ini": "script_location = db\n"})
    expected = ("backend/alembic.ini", *(f"backend/{path}" for path in ALL))
    assert list_migration_files(tmp_path, "backend/alembic.ini") == expected


def test_a_missing_configuration_is_still_named(tmp_path: Path) -> None:
    """What cannot be read is part of the fingerprint, so that its coming back is a change."""
    assert list_migration_files(tmp_path, "alembic.ini") == ("alembic.ini",)
