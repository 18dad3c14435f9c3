"""coverage.py's settings out of every file that they may lie in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from coverage.files import globs_to_regex
from hypothesis import example, given, settings
from hypothesis import strategies as st

from layerproof.adapters.coverage_settings_file import read_coverage_choices
from layerproof.core.config.omit import compile_omit
from layerproof.core.config.values import CoverageChoices
from layerproof.errors import ConfigError

INI = "[{prefix}run]\nbranch = true\nomit =\n    */views.py\n    src/gen/*\n"
TOML = '[{prefix}run]\nbranch = true\nomit = ["*/views.py", "src/gen/*"]\n'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".coveragerc", INI.format(prefix="")),
        (".coveragerc.toml", TOML.format(prefix="")),
        ("setup.cfg", INI.format(prefix="coverage:")),
        ("tox.ini", INI.format(prefix="coverage:")),
        ("pyproject.toml", TOML.format(prefix="tool.coverage.")),
    ],
)
def test_settings_are_read_from_every_file(tmp_path: Path, name: str, text: str) -> None:
    """Each file that coverage.py reads gives the same settings."""
    (tmp_path / name).write_text(text)
    assert read_coverage_choices(tmp_path) == CoverageChoices(
        branch=True, omit=("*/views.py", "src/gen/*"), origin=name
    )


def test_first_file_with_settings_wins(tmp_path: Path) -> None:
    """Files are asked in coverage.py's order, and one without settings for it is passed over."""
    (tmp_path / "setup.cfg").write_text("[metadata]\nname = coverage\n[coverage:run]\n")
    (tmp_path / "tox.ini").write_text("[coverage:run]\nbranch = true\n")
    (tmp_path / "pyproject.toml").write_text("[tool.coverage.run]\nbranch = false\n")
    first = read_coverage_choices(tmp_path)
    (tmp_path / ".coveragerc").write_text("")
    second = read_coverage_choices(tmp_path)
    assert [first, second] == [
        CoverageChoices(branch=True, origin="tox.ini"),
        CoverageChoices(branch=False, origin=".coveragerc"),
    ]


@pytest.mark.parametrize("text", ["[project]\nname = 'coverage-less'\n", "[tool.coverage.run]\n"])
def test_no_settings_are_the_defaults(tmp_path: Path, text: str) -> None:
    """A project without settings for coverage.py has its defaults."""
    (tmp_path / "pyproject.toml").write_text(text)
    assert read_coverage_choices(tmp_path) == CoverageChoices()


def test_settings_do_not_depend_on_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the folder that a command runs in nor coverage.py's variables change what is read."""
    project, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    project.mkdir()
    elsewhere.mkdir()
    (project / ".coveragerc").write_text("[run]\nomit = src/gen/*\n")
    (elsewhere / ".coveragerc").write_text("[run]\nbranch = true\n")
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv("COVERAGE_RCFILE", str(elsewhere / ".coveragerc"))
    assert read_coverage_choices(project) == CoverageChoices(
        omit=("src/gen/*",), origin=".coveragerc"
    )


def test_exclusions_are_complete(tmp_path: Path) -> None:
    """Exclusion patterns hold coverage.py's own ones and what the project adds."""
    (tmp_path / ".coveragerc").write_text(
        "[report]\nexclude_also =\n    if DEBUG\npartial_also =\n    while running\n"
    )
    choices = read_coverage_choices(tmp_path)
    assert (choices.exclude[-1], choices.exclude_also) == ("if DEBUG", ("if DEBUG",))
    assert (choices.partial[-1], choices.partial_also) == ("while running", ("while running",))
    assert any("no" in pattern and "cover" in pattern for pattern in choices.exclude[:-1])
    assert any("no" in pattern and "branch" in pattern for pattern in choices.partial[:-1])


def test_replaced_exclusions_are_the_projects(tmp_path: Path) -> None:
    """A list that replaces coverage.py's is taken as it stands."""
    (tmp_path / ".coveragerc").write_text("[report]\nexclude_lines =\n    pragma: hidden\n")
    assert read_coverage_choices(tmp_path) == CoverageChoices(
        exclude=("pragma: hidden",), origin=".coveragerc"
    )


def test_omits_are_told_from_the_root(tmp_path: Path) -> None:
    """Both lists of omits count, from the project's root; what lies elsewhere is left out."""
    (tmp_path / ".coveragerc").write_text(
        f"[run]\nomit = {tmp_path}/src/a.py, /elsewhere/*, ../b.py, ./conftest.py, ./*/c.py\n"
        "[report]\nomit = */views.py, manage.py, src/../d/e.py, */views.py\n"
    )
    assert read_coverage_choices(tmp_path).omit == (
        "src/a.py",
        "./conftest.py",
        "./*/c.py",
        "*/views.py",
        "manage.py",
        "d/e.py",
    )


def test_settings_that_do_not_count_are_noted(tmp_path: Path) -> None:
    """Settings that speak of what Layerproof decides are named with the reason."""
    (tmp_path / ".coveragerc").write_text(
        "[run]\nsource = src\nsource_pkgs = shop\ninclude = */x.py\nplugins = covdefaults\n"
        "brnach = 1\n[report]\ninclude = */y.py\nfail_under = 90\n"
        "partial_branches_always = while 1\n"
    )
    choices = read_coverage_choices(tmp_path)
    assert (choices.source, [note.replace(str(tmp_path), "") for note in choices.notes]) == (
        ("src", "shop"),
        [
            ".coveragerc: Unrecognized option '[run] brnach=' in config file /.coveragerc",
            (
                ".coveragerc: include = */x.py of coverage.py is not used; "
                "source and layers say what is counted"
            ),
            (
                ".coveragerc: include = */y.py of coverage.py is not used; "
                "source and layers say what is counted"
            ),
            (
                ".coveragerc: fail_under = 90.0 of coverage.py is not used; "
                "fail_under of [tool.layerproof] is the gate"
            ),
            (
                ".coveragerc: plugins = covdefaults of coverage.py is not used; "
                "Layerproof loads no plugin of coverage.py"
            ),
            (
                ".coveragerc: partial_branches_always = while 1 of coverage.py is not used; "
                "coverage.py's own list is used"
            ),
        ],
    )


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        (".coveragerc", "[run]\nbranch = perhaps\n", "coverage.py cannot read its settings in"),
        (".coveragerc", "branch\n", "coverage.py cannot read its settings in .coveragerc"),
        (".coveragerc", "[report]\nexclude_also = (\n", "coverage.py cannot read its settings"),
        (".coveragerc", "[run]\nomit = a**/x.py\n", '.coveragerc: omit: "a**/x.py" is no pattern'),
        ("setup.cfg", "coverage\n", "setup.cfg cannot be read for coverage.py's settings"),
        ("pyproject.toml", "coverage =", "pyproject.toml cannot be read for coverage.py's"),
        ("tox.ini", b"[coverage:run]\n\xff", "tox.ini cannot be read for coverage.py's"),
        (".coveragerc", b"[run]\nomit = \xff", "coverage.py cannot read its settings in"),
    ],
)
def test_unreadable_settings_are_explained(
    tmp_path: Path, name: str, text: str | bytes, problem: str
) -> None:
    """Settings that cannot be read are an error that names the file, no traceback."""
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigError, match=re.escape(problem)):
        read_coverage_choices(tmp_path)


def test_folder_in_place_of_settings_is_explained(tmp_path: Path) -> None:
    """A folder where a file of settings should be is an error."""
    (tmp_path / ".coveragerc").mkdir()
    with pytest.raises(ConfigError, match=r"coverage\.py cannot read its settings in \.coveragerc"):
        read_coverage_choices(tmp_path)


pieces = st.sampled_from(["*", "**", "?", "a", "b", "ab", "a*", "[ab]", "x.py", "*.py", "a.b"])
names = st.text("abx.py", min_size=1, max_size=4).filter(lambda name: name not in (".", ".."))


@example(["*", "*", "**", "*"], ["a"])
@example(["**"], ["a"])
@settings(deadline=None)
@given(st.lists(pieces, min_size=1, max_size=4), st.lists(names, min_size=1, max_size=4))
def test_omit_means_what_coverage_means(parts: list[str], path: list[str]) -> None:
    """Our matching of an omit agrees with coverage.py's on every pattern that it takes."""
    pattern = "/".join(parts)
    rooted = [pattern] if pattern.startswith(("*", "?")) else [pattern, f"/{pattern}"]
    try:
        theirs = globs_to_regex(rooted).match("/" + "/".join(path)) is not None
    except Exception:  # noqa: BLE001 - whatever it refuses, we refuse
        with pytest.raises(ConfigError, match="is no pattern"):
            compile_omit((pattern,))
        return
    assert compile_omit((pattern,))("/".join(path)) is theirs
