"""``layerproof doctor`` as it is typed."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from layerproof.adoption.doctor import (
    Check,
    Diagnosis,
    Patient,
    State,
    environments,
    examination,
)
from layerproof.adoption.doctor.catalogue import list_checks
from layerproof.adoption.doctor.values import Edit
from tests.support.command_line import Command, make_command
from tests.support.examined_projects import list_problems, write_project

FILES = {
    "pyproject.toml": """
    # The shop.
    [project]
    name = "shop"
    requires-python = ">=3.11"
    dependencies = []

    [tool.layerproof]
    source = ["shop"]

    [tool.pytest.ini_options]
    markers = ["slow: takes long"] # ours
    """,
    "shop/__init__.py": "def double(x):\n    return 2 * x\n",
    "tests/unit/test_shop.py": """
    from shop import double

    def test_double():
        assert double(2) == 4
    """,
}
MARKED = "import pytest\n\n@pytest.mark.smoke\ndef test_one():\n    assert 1 + 1 == 2\n"


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command line, with the running interpreter as every project's own."""
    monkeypatch.setenv("VIRTUAL_ENV", sys.prefix)
    return make_command(monkeypatch, capsys)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project with nothing to find."""
    return write_project(tmp_path, FILES)


def test_all_well(shop: Path, command: Command) -> None:
    """Without a finding the answer is one line, what was left out, and 0."""
    done = command(shop, "doctor", "--quick")
    quick = [each.name for each in list_checks() if not each.runs_tests]
    slow = [each.name for each in list_checks() if each.runs_tests]
    lines = done.out.splitlines()
    assert (done.code, lines[0], " ".join(lines[1:]).split()) == (
        0,
        f"{len(quick)} of {len(quick)} checks well",
        f"not asked: {', '.join(slow)}".split(),
    )


def test_findings(shop: Path, command: Command) -> None:
    """A finding is 1, with what, where, why and the fix."""
    write_project(shop, {"tests/unit/test_more.py": MARKED})
    done = command(shop, "doctor", "--only", "markers,addopts")
    assert (done.code, done.out.partition("not asked")[0]) == (
        1,
        """\
found (1)

✗ markers
  1 marker used and not registered: smoke
  where  tests/unit/test_more.py:3
  why    pytest only warns, so a misspelt marker is never noticed
  fix    register them under `markers` in pytest's settings (`layerproof doctor --fix` does it)

1 of 2 checks well
1 finding can be mended by `layerproof doctor --fix`
""",
    )


def test_not_measured(shop: Path, command: Command) -> None:
    """Nothing found and something not measured is 3; a finding beside it is 1."""
    write_project(shop, {"uv.lock": "[[["})
    alone = command(shop, "doctor", "--only", "lock-file")
    write_project(shop, {"tests/unit/test_more.py": MARKED})
    both = command(shop, "doctor", "--only", "lock-file", "--only", "markers")
    assert (alone.code, alone.out[:16], both.code) == (3, "not measured (1)", 1)


def test_before_there_is_a_table(shop: Path, command: Command) -> None:
    """Without a table, and without any file, it answers and points to init."""
    write_project(shop, {"pyproject.toml": '[project]\nname = "shop"\n'})
    plain = command(shop, "doctor", "--only", "table")
    (shop / "empty").mkdir()
    empty = command(shop, "doctor", "empty", "--quick", "--json")
    assert (plain.code, "fix    layerproof init" in plain.out, empty.code) == (1, True, 1)
    assert list_problems_of(json.loads(empty.out)) == []


def list_problems_of(document: dict[str, list[dict[str, str]]]) -> list[str]:
    """Return the checks that broke, of a document."""
    said = [Diagnosis(d["check"], State(d["state"]), d["what"]) for d in document["diagnoses"]]
    return list_problems(said)


def test_from_a_folder_inside(shop: Path, command: Command) -> None:
    """The project around the current folder is meant, and another where it is named."""
    inside = command(shop / "tests", "doctor", "--only", "table")
    named = command(shop / "tests", "doctor", str(shop), "--only", "table")
    assert (inside.code, named.code) == (0, 0)


def test_as_json(shop: Path, command: Command) -> None:
    """JSON goes to the output alone, with its schema's version."""
    write_project(shop, {"tests/unit/test_more.py": MARKED})
    done = command(shop, "doctor", "--json", "--only", "markers")
    document = json.loads(done.out)
    assert (done.code, document["schema"], document["counts"]) == (
        1,
        1,
        {"well": 0, "found": 1, "not measured": 0},
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--only", "marker"], 'there is no check "marker"; is "markers" meant?'),
        (["nowhere"], "nowhere is no folder"),
        (["--time-limit", "0"], "0 is no number of seconds above 0"),
        (["--run-limit", "x"], "x is no number of seconds above 0"),
        (["--only", "markers", "--skip", "markers"], "no check is left to run"),
    ],
)
def test_wrong_use(shop: Path, command: Command, words: list[str], told: str) -> None:
    """What cannot be followed is 2, and says why."""
    done = command(shop, "doctor", *words)
    assert (done.code, told in done.text) == (2, True)


def test_list_and_help(shop: Path, command: Command) -> None:
    """The list has every check, as text and as JSON; the help has examples and exit codes."""
    names = [each.name for each in list_checks()]
    text = command(shop, "doctor", "--list")
    data = command(shop, "doctor", "--list", "--json")
    shown = command(shop, "doctor", "--help")
    assert (
        [line.split()[0] for line in text.out.splitlines()],
        [row["check"] for row in json.loads(data.out)],
        "layerproof doctor --quick --fix" in shown.out and "exit codes: 0 all well" in shown.out,
    ) == (names, names, True)


def test_fix_twice(shop: Path, command: Command) -> None:
    """The change is shown and made; the second time there is nothing to find or to change."""
    write_project(shop, {"tests/unit/test_more.py": MARKED, "tests/unit/test_b.py": ASYNC})
    first = command(shop, "doctor", "--fix", "--only", "markers,loop-scopes")
    text = (shop / "pyproject.toml").read_text()
    second = command(shop, "doctor", "--fix", "--only", "markers,loop-scopes")
    assert (first.code, second.code, (shop / "pyproject.toml").read_text()) == (0, 0, text)
    assert text == _dedent(FILES["pyproject.toml"]).replace(
        '["slow: takes long"] # ours\n',
        '["slow: takes long", "smoke: tests marked smoke"] # ours\n'
        'asyncio_default_fixture_loop_scope = "function"\n',
    )
    assert [line for line in first.out.splitlines() if line.startswith(("mended", "+ ", "+a"))] == [
        "mended: pyproject.toml: register smoke",
        "mended: pyproject.toml: set asyncio_default_fixture_loop_scope",
        '+asyncio_default_fixture_loop_scope = "function"',
    ]


ASYNC = "async def test_one():\n    assert 1 == 1\n"


def _dedent(text: str) -> str:
    import textwrap

    return textwrap.dedent(text).lstrip("\n")


def test_fix_that_no_longer_applies(
    shop: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that changes between the look and the change is left alone, and told."""
    from layerproof.adoption.doctor import mending

    write_project(shop, {"tests/unit/test_more.py": MARKED})
    original = mending._write

    def meddle(patient: object, edit: Edit) -> mending.Mend:
        (shop / "pyproject.toml").write_text("# mine\n")
        return original(patient, edit)  # type: ignore[arg-type] # passed on as it came

    monkeypatch.setattr(mending, "_write", meddle)
    done = command(shop, "doctor", "--fix", "--only", "markers")
    told = "not mended: pyproject.toml: register smoke: the file has changed since it was examined"
    assert (done.code, told in done.out, (shop / "pyproject.toml").read_text()) == (
        1,
        True,
        "# mine\n",
    )


def test_interrupted(shop: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C prints what is known so far and what was not looked at, and is 130."""
    write_project(shop, {"tests/unit/test_more.py": MARKED})
    ask = examination._ask

    def stop(check: Check, patient: Patient) -> object:
        if check.name == "async-plugins":
            raise KeyboardInterrupt
        return ask(check, patient)

    monkeypatch.setattr(examination, "_ask", stop)
    done = command(shop, "doctor", "--only", "markers,markers-spelling,async-plugins,sleeps")
    left_out = done.out.partition("not asked: ")[2].replace("\n ", "")
    names = [each.name for each in list_checks()]
    assert (done.code, "smoke" in done.out, "interrupted" in done.text) == (130, True, True)
    assert left_out == f"{len(names) - 2} other checks\n"
    assert "1 of 2 checks well" in done.out


def test_an_interpreter_that_does_not_start(
    shop: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broken environment of the project is not measured, by each check that needs it."""
    python = shop / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\nexit 3\n")
    python.chmod(0o755)
    done = command(shop, "doctor", "--json", "--only", "interpreter,known-faults")
    whats = {each["what"] for each in json.loads(done.out)["diagnoses"]}
    assert (done.code, whats) == (
        3,
        {f"the project's interpreter, {python}, does not say what is installed there"},
    )


def test_what_an_interpreter_says(shop: Path, command: Command) -> None:
    """The running interpreter says its version, its packages, and what they are imported as."""
    patient = environments_of(shop)
    assert (
        patient.version,
        patient.virtual,
        patient.has("Pytest"),
        patient.release("coverage")[:1],
        patient.provides["yaml"],
        "asyncio" in patient.standard,
    ) == (
        tuple(sys.version_info[:3]),
        sys.prefix != sys.base_prefix,
        True,
        (7,),
        frozenset({"pyyaml"}),
        True,
    )


def environments_of(root: Path) -> environments.Environment:
    """Return what the running interpreter says, asked as a check asks."""
    from layerproof.adoption.doctor import Limits, make_patient

    return environments.look_at_environment(
        make_patient(root, Limits(), lambda _: None, python=sys.executable)
    )


ROOT = Path(__file__).parents[4]
PROJECTS = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("tests/foreign", "examples")
    for path in (ROOT / folder).iterdir()
    if (path / "pyproject.toml").is_file()
)


@pytest.mark.parametrize("name", PROJECTS)
def test_no_check_breaks_on_whole_backends(name: str, tmp_path: Path, command: Command) -> None:
    """Every check that runs no test has an answer on every backend that is kept here."""
    shutil.copytree(ROOT / name, tmp_path / "it", ignore=shutil.ignore_patterns(".*", "__pyc*"))
    done = command(tmp_path / "it", "doctor", "--quick", "--json")
    document = json.loads(done.out)
    checks = {each.name for each in list_checks() if not each.runs_tests}
    assert ({each["check"] for each in document["diagnoses"]}, list_problems_of(document)) == (
        checks,
        [],
    )
