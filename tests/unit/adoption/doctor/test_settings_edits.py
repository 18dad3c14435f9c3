"""Editing settings: one change, everything else as it stood."""

import pytest

from layerproof.adoption.doctor.settings_edits import edit_ini, edit_toml

TOML = """\
# The shop.
[project]
name = "shop" # its name

[tool.pytest.ini_options]
addopts = ["-ra"]   # short
markers = [
    "slow: takes long", # very
]
"""


def test_a_key_in_a_toml_table() -> None:
    """A key is added at the end of its table, comments and blanks stay."""
    table = ("tool", "pytest", "ini_options")
    assert edit_toml(TOML, table, "asyncio_mode", value="auto") == TOML + 'asyncio_mode = "auto"\n'


def test_items_in_a_toml_array() -> None:
    """Items are added to an array in its own layout."""
    table = ("tool", "pytest", "ini_options")
    expected = TOML.replace("# very\n]", '# very\n    "smoke: quick",\n]')
    assert edit_toml(TOML, table, "markers", value=["smoke: quick"]) == expected


def test_a_toml_table_that_is_missing() -> None:
    """Missing tables are made at the end."""
    after = edit_toml(TOML, ("tool", "coverage", "run"), "relative_files", value=True)
    assert after == TOML + "\n[tool.coverage.run]\nrelative_files = true\n"


@pytest.mark.parametrize(
    ("text", "table"),
    [("[tool", ("tool",)), ('tool = "x"\n', ("tool", "pytest")), ("a = 1\n", ("a",))],
)
def test_toml_that_cannot_be_edited(text: str, table: tuple[str, ...]) -> None:
    """Broken files, and texts where tables should be, are left alone."""
    assert edit_toml(text, table, "key", value="x") is None


def test_an_array_that_is_a_text_is_left_alone() -> None:
    """Markers written as one text are not rewritten."""
    assert edit_toml('[pytest]\nmarkers = "slow"\n', ("pytest",), "markers", value=["x"]) is None


INI = """\
[pytest]
; comment
markers =
    slow: takes long
    # another
    nightly: at night

addopts = -ra
[other]
markers = x
"""


def test_lines_in_an_ini_list() -> None:
    """Lines are added below the last one of the list."""
    expected = INI.replace("at night\n", "at night\n    smoke: quick\n")
    assert edit_ini(INI, "pytest", "markers", value=["smoke: quick"]) == expected


def test_a_key_in_an_ini_section() -> None:
    """A new key stands first in its section, a known one is replaced."""
    new = edit_ini(INI, "pytest", "asyncio_mode", value="auto")
    known = edit_ini(INI, "pytest", "addopts", value="-q")
    assert (new, known) == (
        INI.replace("[pytest]\n", "[pytest]\nasyncio_mode = auto\n"),
        INI.replace("-ra", "-q"),
    )


def test_a_list_that_is_not_there_yet() -> None:
    """A new list has a line for each item."""
    assert edit_ini("[run]", "run", "concurrency", value=["greenlet", "thread"]) == (
        "[run]\nconcurrency =\n    greenlet\n    thread\n"
    )


def test_line_ends_of_windows_stay() -> None:
    """Added lines end as the others do."""
    assert edit_ini("[run]\r\nbranch = true\r\n", "run", "relative_files", value=True) == (
        "[run]\r\nrelative_files = true\r\nbranch = true\r\n"
    )


def test_a_section_that_is_missing() -> None:
    """Without the section nothing is edited."""
    assert edit_ini(INI, "tool:pytest", "markers", value=["x"]) is None
