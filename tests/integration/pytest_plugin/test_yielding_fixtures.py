"""A fixture that the project had before wins, wherever it stands."""

from __future__ import annotations

import pytest

FIXTURE = "import pytest\n@pytest.fixture\ndef db(): return 'the project'\n"
TABLE = """
[tool.layerproof]
source = ["src"]
[tool.layerproof.database]
engine = "sqlite"
[tool.pytest.ini_options]
pythonpath = ["."]
addopts = "{addopts}"
"""


@pytest.mark.parametrize(
    ("addopts", "conftest"),
    [("-p own_fixtures", ""), ("", "pytest_plugins = ['own_fixtures']"), ("", FIXTURE)],
    ids=["-p", "pytest_plugins", "conftest"],
)
def test_a_fixture_of_the_projects_wins(
    pytester: pytest.Pytester, addopts: str, conftest: str
) -> None:
    """A project's ``db`` is taken and not Layerproof's; that of a plugin is told, too."""
    pytester.makepyprojecttoml(TABLE.format(addopts=addopts))
    pytester.makepyfile(own_fixtures=FIXTURE)
    pytester.makeconftest(conftest)
    pytester.makepyfile(test_it="def test_db(db): assert db == 'the project'")
    done = pytester.runpytest_subprocess()
    done.assert_outcomes(passed=1)
    said = "layerproof: the fixture `db` is that of the plugin own_fixtures, not Layerproof's"
    assert (said in done.outlines) == (conftest != FIXTURE)


def test_a_conftest_may_build_on_layerproofs_fixture(pytester: pytest.Pytester) -> None:
    """A conftest's fixture wins in its folder, may ask for Layerproof's, and is no remark."""
    pytester.makepyprojecttoml(TABLE.format(addopts=""))
    pytester.makeconftest("import pytest\n@pytest.fixture\ndef db(db): return ('around', db)\n")
    pytester.makepyfile(
        test_it="def test_db(db): assert (db[0], type(db[1]).__name__) == ('around', 'Session')"
    )
    done = pytester.runpytest_subprocess()
    done.assert_outcomes(passed=1)
    assert "is that of the plugin" not in done.stdout.str()
