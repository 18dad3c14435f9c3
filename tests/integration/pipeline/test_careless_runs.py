"""Whole runs of projects that leave tests or files out unnoticed: none of them is kept.

Every test spoils a small backend before it runs, where ``test_false_greens`` spoils a record.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support.plain_shop import edit, write_plain_shop
from tests.support.runs import Done, layerproof

SUITES = ("unit", "integration")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Return a project that would be kept."""
    return write_plain_shop(tmp_path)


def run_all(root: Path) -> Done:
    """Run both suites, whatever comes of them, then judge."""
    for suite in SUITES:
        layerproof(root, "run", "--suite", suite)
    return layerproof(root, "coverage")


def test_a_run_is_not_labelled_with_another_python(shop: Path) -> None:
    """A run on one Python is refused as that of another, which would then count as measured."""
    other = "3.13" if sys.version_info[:2] != (3, 13) else "3.12"
    edit(shop / "pyproject.toml", "fail_under = 70", f'pythons = ["{other}"]\nfail_under = 70')
    done = layerproof(shop, "run", "--suite", "unit", "--python", other)
    assert done.code == 2
    assert f"it cannot stand for {other}" in done.text


TAKE = """
def pytest_collection_modifyitems(items):
    items[:] = [item for item in items if item.name != "test_total"]
"""
TAKE_EARLY = TAKE + "    return (yield)\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("conftest.py", TAKE),
        ("tests/unit/conftest.py", f"import pytest\n@pytest.hookimpl(tryfirst=True){TAKE}"),
        ("conftest.py", f"import pytest\n@pytest.hookimpl(wrapper=True){TAKE_EARLY}"),
    ],
    ids=["plain", "first of all", "around all"],
)
def test_a_conftest_that_takes_tests_out(shop: Path, path: str, text: str) -> None:
    """A conftest that takes a test out is noticed, before the selection or after it."""
    (shop / path).write_text(text)
    done = layerproof(shop, "run", "--suite", "unit")
    assert done.code == 3
    assert "1 tests that a plugin or conftest took out" in done.text


def test_some_tests_by_their_ids(shop: Path) -> None:
    """Tests that pytest's own settings pick by their ids are not the suite."""
    set_pytest(shop, 'addopts = "tests/unit/test_prices.py::test_total tests/integration"')
    done = layerproof(shop, "run", "--suite", "unit")
    assert done.code == 3
    assert "unit was narrowed by tests/unit/test_prices.py::test_total" in done.text


def test_last_failed_as_a_setting(shop: Path) -> None:
    """``--lf`` in the settings passes over whole modules as soon as a test has failed once."""
    again = shop / "tests" / "unit" / "test_again.py"
    again.write_text("def test_again(): assert 0\n")
    assert layerproof(shop, "run", "--suite", "unit").code == 1
    again.write_text("from shop.services.prices import total\ndef test_again(): total([1])\n")
    set_pytest(shop, 'addopts = "--lf"')
    done = layerproof(shop, "run", "--suite", "unit")
    assert done.code == 3
    assert "unit was narrowed by --lf" in done.text


def test_testpaths_that_leave_a_folder_out(shop: Path) -> None:
    """A module under the table's test folders that pytest's ``testpaths`` leave out is named."""
    write_failing(shop / "tests" / "api" / "test_orders.py")
    set_pytest(shop, 'testpaths = ["tests/unit", "tests/integration"]')
    done = layerproof(shop, "run", "--suite", "unit")
    assert done.code == 3
    assert "did not collect tests/api/test_orders.py" in done.text


def test_a_folder_that_pytest_passes_over(shop: Path) -> None:
    """A module in a folder that pytest passes over by its name (``build``) is named."""
    write_failing(shop / "tests" / "unit" / "build" / "test_images.py")
    done = layerproof(shop, "run", "--suite", "unit")
    assert done.code == 3
    assert "did not collect tests/unit/build/test_images.py" in done.text


def test_top_folders_that_pytest_passes_over(shop: Path) -> None:
    """What lies in ``build`` at the top is not the project's own, also with tests everywhere."""
    write_failing(shop / "build" / "lib" / "test_images.py")
    edit(shop / "pyproject.toml", "fail_under = 70", 'tests = ["."]\nfail_under = 70')
    assert layerproof(shop, "run", "--suite", "unit").code == 0


SKIPPED = "import pytest\npytest.importorskip('no_such_thing')\ndef test_it(): assert 0\n"


@pytest.mark.parametrize("words", [(), ("-n", "2")], ids=["alone", "workers"])
def test_a_module_that_skips_itself(shop: Path, words: tuple[str, ...]) -> None:
    """A module that skips itself as a whole is on record as a skipped test."""
    (shop / "tests" / "unit" / "test_more.py").write_text(SKIPPED)
    done = layerproof(shop, "run", "--suite", "unit", "--", *words)
    assert done.code == 0
    assert "3 passed, 1 skipped" in done.text


def test_a_suite_whose_modules_skip_themselves(shop: Path) -> None:
    """A suite of which every module skips itself is known to exist, and was not measured."""
    path = shop / "tests" / "security" / "test_tokens.py"
    path.parent.mkdir()
    path.write_text(SKIPPED)
    assert "census-suite-not-run: suite security did not run" in run_all(shop).text
    alone = layerproof(shop, "run", "--suite", "security")
    assert alone.code == 3
    assert "could not import 'no_such_thing'" in alone.text


def test_a_module_that_skips_itself_and_is_in_no_suite(shop: Path) -> None:
    """Whose tests a module held that skips itself is unknown where only its markers would say."""
    (shop / "tests" / "test_loose.py").write_text(SKIPPED)
    done = layerproof(shop, "run", "--suite", "unit")
    assert done.code == 3
    assert "no suite selects 1 test: tests/test_loose.py (it skips itself" in done.text


def test_tests_beside_the_code_as_source(shop: Path) -> None:
    """Tests that would count as source, and lift what is covered, are named."""
    lines = "".join(f"    line = {number}\n" for number in range(100))
    (shop / "src/shop/services/test_service.py").write_text(f"def test_it():\n{lines}")
    done = layerproof(shop, "run", "--suite", "unit")
    assert done.code == 3
    assert "unit ran tests of src/shop/services/test_service.py" in done.text
    edit(shop / "pyproject.toml", "fail_under = 70", 'tests = ["src", "tests"]\nfail_under = 70')
    assert layerproof(shop, "run", "--suite", "unit").code == 0


def test_single_files_as_source(shop: Path) -> None:
    """A file that ``source`` names by itself is measured like those of a folder."""
    edit(shop / "pyproject.toml", 'source = ["src/shop"]', 'source = ["src/shop", "main.py"]')
    (shop / "main.py").write_text("VALUE = 1\n" * 20)
    (shop / "tests/unit/test_main.py").write_text("import main\ndef test_it(): assert main.VALUE\n")
    edit(shop / "pyproject.toml", 'pythonpath = ["src"]', 'pythonpath = ["src", "."]')
    done = run_all(shop)
    assert (done.code, "main.py" in done.text) == (0, False)


def test_mistyped_source(shop: Path) -> None:
    """A folder of ``source`` that is not there leaves something unmeasured, so nothing is kept."""
    edit(shop / "pyproject.toml", 'source = ["src/shop"]', 'source = ["src/shop", "src/shp"]')
    done = run_all(shop)
    assert done.code == 3
    assert "source-empty: `source` names src/shp, where there is no Python file" in done.text


def test_helpers_of_tests_as_source(shop: Path) -> None:
    """Helpers of the tests are not measured, though a source folder holds them."""
    edit(shop / "pyproject.toml", 'source = ["src/shop"]', 'source = ["."]')
    (shop / "src/shop/never.py").write_text("VALUE = 1\n" * 20)
    (shop / "tests/orders.py").write_text("VALUE = 1\n" * 200)
    (shop / "tests/unit/conftest.py").write_text(
        "import sys\nfrom pathlib import Path\n"
        "sys.path.insert(0, str(Path(__file__).parents[1]))\nimport orders\n"
    )
    done = run_all(shop)
    assert done.code == 1
    assert "gate-missed: whole source (all suites): 45.9 %" in done.text


def test_a_conftest_above_the_tests_changed(shop: Path) -> None:
    """A conftest beside the project file is of the tests: a run before its change is an old one."""
    assert run_all(shop).code == 0
    (shop / "conftest.py").write_text("raise RuntimeError\n")
    done = layerproof(shop, "coverage")
    assert done.code == 3
    assert "tests-changed: the tests changed since unit ran: conftest.py (added)" in done.text


def test_data_of_an_older_label(shop: Path) -> None:
    """What a part left behind whose Python the table no longer names counts for nothing."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    named = f'pythons = ["{python}"]\nfail_under = 70'
    edit(shop / "pyproject.toml", "fail_under = 70", named)
    assert layerproof(shop, "run", "--suite", "unit", "--python", python).code == 0
    edit(shop / "pyproject.toml", named, "fail_under = 70")
    (shop / "tests/unit/test_prices.py").write_text("def test_nothing(): pass\n")
    done = layerproof(shop, "run", "--suite", "unit")
    assert (done.code, "layer service (suite unit): 0.0 %" in done.text) == (1, True)
    assert layerproof(shop, "run", "--suite", "integration").code == 0
    verdict = layerproof(shop, "coverage")
    assert verdict.code == 1
    assert f"unit-{python} ran on Python {python}" in verdict.text


def set_pytest(root: Path, line: str) -> None:
    """Add a line to pytest's settings."""
    edit(root / "pyproject.toml", 'pythonpath = ["src"]', f'pythonpath = ["src"]\n{line}')


def write_failing(path: Path) -> None:
    """Write a test module that would fail if it ran."""
    path.parent.mkdir(parents=True)
    path.write_text("def test_it(): assert 0\n")


def test_overruled_addopts_are_said_aloud(shop: Path) -> None:
    """What a run overrules of the project's own options is said, however quiet pytest is."""
    set_pytest(shop, 'addopts = ["-q", "-m", "not slow"]')
    done = layerproof(shop, "run", "--suite", "unit")
    assert done.code == 0
    assert "layerproof: -m not slow of addopts does not count: the suites select" in done.text


def test_tests_left_out_on_purpose_are_told_in_the_verdict(shop: Path) -> None:
    """Tests that ``deselect`` leaves out leave the verdict kept, and it says how many they are."""
    edit(shop / "pyproject.toml", "fail_under = 70", 'deselect = "e2e"\nfail_under = 70')
    set_pytest(shop, 'markers = ["e2e"]')
    text = "import pytest\n@pytest.mark.e2e\ndef test_abroad(): assert 0\n"
    (shop / "tests" / "test_abroad.py").write_text(text)
    done = run_all(shop)
    assert done.code == 0
    note = "note: integration, unit: 1 test is left out on purpose, by `deselect`"
    assert note in " ".join(done.text.split())
