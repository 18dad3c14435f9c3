"""Alembic."""

from __future__ import annotations

from pathlib import Path

from layerproof.adoption.findings import Confidence, Found, Place
from tests.support.surveyed import survey

INI = """
    [alembic]
    script_location = %(here)s/migrations
    sqlalchemy.url = driver://user:pass@localhost/dbname
    """


def test_the_settings_file_is_found_with_what_env_py_reads(tmp_path: Path) -> None:
    """An env.py that sets the address itself is told from one that reads the file's."""
    files = {
        "backend/alembic.ini": INI,
        "backend/migrations/env.py": """
            from alembic import context
            from shop.settings import settings

            context.config.set_main_option("sqlalchemy.url", settings.database_url)
            """,
    }
    found = survey(tmp_path, files, source=["backend/shop"])
    assert found.migrations == Found(
        "backend/alembic.ini",
        (Place("backend/alembic.ini"), Place("backend/migrations/env.py")),
        Confidence.CERTAIN,
        "env.py takes its address from code",
    )
    assert found.addresses == ()


def test_several_alembics_are_named(tmp_path: Path) -> None:
    """The one nearest to the root is taken, that of an example last, and never for certain."""
    files = {
        "examples/a/alembic.ini": INI,
        "z/alembic.ini": INI,
        "z/migrations/env.py": "x = 1\n",
    }
    found = survey(tmp_path, files).migrations
    assert found is not None
    assert found.value == "z/alembic.ini"
    assert found.confidence is Confidence.LIKELY
    assert found.why == "env.py reads sqlalchemy.url; there are others: examples/a/alembic.ini"


def test_an_address_in_the_file_is_an_address(tmp_path: Path) -> None:
    """What env.py reads out of the file is a hard address, without its password."""
    files = {
        "alembic.ini": INI.replace("driver://user:pass@", "postgresql://ada:secret@"),
        "migrations/env.py": "from alembic import context\n",
    }
    found = survey(tmp_path, files)
    assert [(each.value.url, str(each.places[0])) for each in found.addresses] == [
        ("postgresql://ada:***@localhost/dbname", "alembic.ini:3")
    ]


def test_settings_in_pyproject_and_folders_of_packages_are_read(tmp_path: Path) -> None:
    """``[tool.alembic]`` counts, and a location may name a package."""
    files = {
        "pyproject.toml": '[tool.alembic]\nscript_location = "shop:migrations"\n',
        "src/shop/migrations/env.py": "x = 1\n",
    }
    found = survey(tmp_path, files, source=["src/shop"]).migrations
    assert found is not None
    assert [str(each) for each in found.places] == ["pyproject.toml", "src/shop/migrations/env.py"]


def test_a_broken_settings_file_is_no_migration(tmp_path: Path) -> None:
    """A file that is no ini file is left out without an error."""
    assert survey(tmp_path, {"alembic.ini": "script_location\n[[["}).migrations is None
