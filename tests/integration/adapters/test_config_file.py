"""Finding and reading real project files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from layerproof.adapters.config_file import (
    MINIMAL_TABLE,
    find_root,
    has_table,
    read_config,
)
from layerproof.core.config.values import CoverageChoices
from layerproof.errors import ConfigError
from tests.support.runs import untraced_environment

TABLE = '[tool.layerproof]\nsource = ["src/shop"]\n'
ADVICE = "add to pyproject.toml, with your own folders:\n\n" + MINIMAL_TABLE


def write(folder: Path, text: str | bytes) -> Path:
    """Write the folder's pyproject.toml and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    data = text if isinstance(text, bytes) else text.encode()
    (folder / "pyproject.toml").write_bytes(data)
    return folder


def explain(root: Path) -> str:
    """Return how the error of reading this project explains itself, its folder left out."""
    with pytest.raises(ConfigError, match="pyproject") as caught:
        read_config(root)
    return caught.value.explain().replace(f"{root}/", "")


def test_project_has_the_name_of_its_metadata(tmp_path: Path) -> None:
    """The project is named as ``[project]`` names it."""
    root = write(tmp_path, '[project]\nname = "my-shop"\n' + TABLE)
    config = read_config(root)
    assert (config.project, config.source) == ("my-shop", ("src/shop",))


@pytest.mark.parametrize("project", ["", '[project]\nversion = "1"\n', "project = 3\n"])
def test_project_without_a_name_has_its_folders(tmp_path: Path, project: str) -> None:
    """Without a name in ``[project]`` the folder gives it."""
    assert read_config(write(tmp_path / "shop", project + TABLE)).project == "shop"


def test_coverage_choices_are_passed_on(tmp_path: Path) -> None:
    """What whoever measures read of coverage.py's settings is part of the config."""
    choices = CoverageChoices(branch=True, origin=".coveragerc")
    assert read_config(write(tmp_path, TABLE), coverage=choices).coverage == choices


def test_missing_file_is_explained(tmp_path: Path) -> None:
    """Without a project file the error names it and shows a table to add."""
    assert explain(tmp_path) == f"error[config]: pyproject.toml does not exist\n  do: {ADVICE}"


def test_folder_in_place_of_the_file_is_explained(tmp_path: Path) -> None:
    """A folder named pyproject.toml is an error, no traceback."""
    (tmp_path / "pyproject.toml").mkdir()
    assert explain(tmp_path) == "error[config]: pyproject.toml cannot be read: Is a directory"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[tool.layerproof]\nsource = [\n  oops]\n", ":3:3: is not TOML: Invalid value"),
        ("[tool.layerproof]\na = [1,", ":2:8: is not TOML: Invalid value (at end of document)"),
        (b'[tool.layerproof]\nx = "gr\xc3\xbc\xff"\n', ":2:9: is not UTF-8: invalid start byte"),
        (
            f"[tool.layerproof]\nx = {'[' * 100_000}",
            ": is not TOML that can be read: nested too deeply",
        ),
    ],
)
def test_file_that_is_no_toml_is_explained(tmp_path: Path, text: str | bytes, fault: str) -> None:
    """A file that cannot be parsed is an error with its line and column."""
    assert explain(write(tmp_path, text)) == f"error[config]: pyproject.toml{fault}"


@pytest.mark.parametrize("text", ["", "[tool.other]\n", "tool = 3\n"])
def test_missing_table_is_explained(tmp_path: Path, text: str) -> None:
    """A project file without the table is an error that shows one to add."""
    assert explain(write(tmp_path, text)) == (
        f"error[config]: pyproject.toml has no [tool.layerproof] table\n  do: {ADVICE}"
    )


def test_table_must_be_a_table(tmp_path: Path) -> None:
    """Anything else under the table's name is an error that says what it is."""
    assert explain(write(tmp_path, "tool.layerproof = 3\n")) == (
        "error[config]: pyproject.toml: tool.layerproof must be a table, not a number"
    )


def test_faults_of_the_table_are_listed(tmp_path: Path) -> None:
    """A wrong table is answered with its faults under the file's name."""
    assert explain(write(tmp_path, "[tool.layerproof]\nsource = []\nfast = 1\n")) == (
        "error[config]: the configuration has 2 faults\n"
        "  pyproject.toml: tool.layerproof.source: is empty, so nothing would be measured; "
        'e.g. ["src/shop"]\n'
        "  pyproject.toml: tool.layerproof.fast: must be an array of strings, not a number\n"
        "  do: see docs/configuration.md"
    )


def test_root_is_the_nearest_folder_with_a_table(tmp_path: Path) -> None:
    """A project file without the table does not stop the search for one above."""
    root = write(tmp_path / "shop", TABLE)
    member = write(root / "members" / "api", "[project]\nname = 'api'\n")
    inner = member / "src"
    inner.mkdir()
    assert [find_root(inner), find_root(root)] == [root, root]


def test_no_root_is_explained(tmp_path: Path) -> None:
    """Where nothing has a table, the error lists the files that were looked at."""
    root = write(tmp_path / "shop", "[project]\nname = 'shop'\n")
    here = root / "src"
    here.mkdir()
    with pytest.raises(ConfigError, match="or above it") as caught:
        find_root(here)
    assert caught.value.explain() == (
        f"error[config]: no pyproject.toml in {here} or above it has a [tool.layerproof] table\n"
        f"  tried: {root}/pyproject.toml: has no such table\n"
        f"  do: {ADVICE}"
    )


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[tool.layerprof]\n", "has no such table; is [tool.layerprof] meant to be it?"),
        ("[tool.ruff]\n", "has no such table"),
        ("tool = 3\n", "has no such table"),
        ("[tool.layerprof\n", "has no such table"),
    ],
)
def test_mistyped_table_is_named(tmp_path: Path, text: str, word: str) -> None:
    """A table that is spelt much like ours is pointed at, where it can be read."""
    root = write(tmp_path, text)
    with pytest.raises(ConfigError, match="or above it") as caught:
        find_root(root)
    assert caught.value.tried == (f"{root}/pyproject.toml: {word}",)


@pytest.mark.parametrize(
    ("text", "has"),
    [
        (TABLE, True),
        ("tool.layerproof.source = ['src']\n", True),
        ("[tool]\nlayerproof = { source = ['src'] }\n", True),
        ("[ tool . 'layerproof' ]\n", True),
        ("[tool.layerproof.layers]\n", True),
        ("[tool.layerproof\n", True),
        ("[dependency-groups]\ndev = ['layerproof']\n", False),
        ("# [tool.layerproof]\n", False),
        ("[tool.other]\n", False),
        ("[tool.other\n", False),
        ("", False),
    ],
)
def test_table_is_seen_however_it_is_written(tmp_path: Path, text: str, *, has: bool) -> None:
    """A table counts in every spelling, a mention never; a broken mention is left to reading."""
    assert has_table(write(tmp_path, text)) is has


def run_untraced(code: str) -> str:
    """Run Python code without the tracing of an outer run; return what it prints."""
    env = untraced_environment()
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout


def test_no_file_has_no_table(tmp_path: Path) -> None:
    """A folder without a project file has no table."""
    assert not has_table(tmp_path)


def test_reading_brings_in_no_slow_module(tmp_path: Path) -> None:
    """Reading a right config imports neither coverage nor pytest nor difflib."""
    root = write(tmp_path, TABLE + 'suites.unit = { select = "unit and not slow" }\n')
    code = (
        "import sys; from pathlib import Path;"
        "from layerproof.adapters.config_file import read_config;"
        f"read_config(Path({str(root)!r}));"
        "slow = {'coverage', 'pytest', 'difflib', 'decimal', 'subprocess', 'sqlalchemy'};"
        "print(sorted(slow & set(sys.modules)))"
    )
    assert run_untraced(code) == "[]\n"


def test_project_without_mention_does_not_pay_for_toml(tmp_path: Path) -> None:
    """Where Layerproof is not mentioned, looking for the table imports no TOML parser."""
    root = write(tmp_path, "[project]\nname = 'shop'\n")
    code = (
        "import sys; from pathlib import Path;"
        "from layerproof.adapters.config_file import has_table;"
        f"print(has_table(Path({str(root)!r})), 'tomllib' in sys.modules)"
    )
    assert run_untraced(code) == "False False\n"
