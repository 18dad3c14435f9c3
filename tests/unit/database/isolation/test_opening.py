"""The command that opens a kept database can be pasted into a shell."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.core.config.values import Database
from layerproof.database.isolation.opening import describe_opening
from layerproof.database.values import PostgresPlace, Settings, SqlitePlace


def _settings(root: Path) -> Settings:
    return Settings(root=root, home=root, table=Database(), providers=())


def test_a_database_is_opened_by_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In the project's folder the command is enough, for both engines."""
    monkeypatch.chdir(tmp_path)
    places = (PostgresPlace("lp_1_main_it_2"), SqlitePlace(tmp_path / "lp_1_main_it_2.db"))
    assert {describe_opening(place, _settings(tmp_path)) for place in places} == {
        "layerproof db shell lp_1_main_it_2"
    }


def test_from_elsewhere_the_folder_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """From any other folder the command goes to the project first, whatever its name."""
    monkeypatch.chdir(tmp_path)
    root = Path("/home/ann/my shop")
    assert describe_opening(PostgresPlace("it"), _settings(root)) == (
        "cd '/home/ann/my shop' && layerproof db shell it"
    )
