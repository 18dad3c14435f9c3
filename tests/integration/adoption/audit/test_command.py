"""``layerproof audit`` on small projects: before and after they are set up, run, and broken."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from layerproof.adoption.audit.document import SCHEMA_FILE
from tests.support.backends import write_files
from tests.support.command_line import Command
from tests.support.existing_backend import FILES
from tests.support.plain_shop import edit

#: The backend as its authors left it, without the plugin that is not installed here.
UNTOUCHED = {
    **FILES,
    "pyproject.toml": FILES["pyproject.toml"].replace(
        'addopts = "--cov=shop --cov-fail-under=70"', 'addopts = "-ra"'
    ),
}


def report(root: Path, folder: str = ".layerproof/audit") -> dict[str, Any]:
    """Return the report, which is held to its schema."""
    document: dict[str, Any] = json.loads((root / folder / "report.json").read_text("utf-8"))
    schema = json.loads((files("layerproof.adoption.audit") / SCHEMA_FILE).read_text("utf-8"))
    jsonschema.validate(document, schema)
    return document


def answers(document: Mapping[str, Any]) -> dict[str, str]:
    """Return the answer to each point of the checklist."""
    return {check["name"]: check["answer"] for check in document["checklist"]}


@pytest.fixture
def backend(tmp_path: Path) -> Path:
    """Return a backend that was there before Layerproof."""
    return write_files(tmp_path / "shop", UNTOUCHED)


def test_before_anything_is_set_up(backend: Path, command: Command) -> None:
    """A project that knows nothing of Layerproof is audited; nothing of it is run or changed."""
    before = {path: path.read_bytes() for path in backend.rglob("*") if path.is_file()}
    done = command(backend, "audit", "--no-doctor")
    document = report(backend)
    assert answers(document) == {
        "repositories-tested": "not measured",
        "services-tested": "not measured",
        "flows-tested": "not measured",
        "migrations-tested": "not applicable",
        "concurrency-tested": "not applicable",
        "pragmas-verified": "not applicable",
        "gates-kept": "not measured",
        "all-green": "not measured",
        "nothing-got-worse": "not measured",
    }
    assert done.code == 3
    assert "6 tests written in 4 files, collected: 6" in done.out
    assert done.out.endswith(f"report: {backend}/.layerproof/audit/index.html\n")
    after = {path: path.read_bytes() for path in before}
    assert after == before
    assert sorted(path.name for path in (backend / ".layerproof/audit").iterdir()) == [
        *("index.html", "report.json", "report.md")
    ]


def test_a_run_measures_and_the_next_one_compares(backend: Path, command: Command) -> None:
    """With --run the tests are run; what passed and fails in the next audit breaks it."""
    first = command(backend, "audit", "--run", "--no-doctor")
    assert (first.code, answers(report(backend))["all-green"]) == (3, "kept")
    edit(backend / "shop/services/prices.py", "return 5", "return 6")
    second = command(backend, "audit", "--run", "--no-doctor")
    document = report(backend)
    broke = "tests/test_discounts.py::test_many_pieces_are_cheaper"
    assert second.code == 1
    assert document["changes"]["broke"] == [broke]
    assert answers(document)["all-green"] == "broken"
    assert answers(document)["nothing-got-worse"] == "broken"
    assert {"name": "tests failed", "then": 0, "now": 1} in document["changes"]["figures"]
    third = command(backend, "audit", "--no-doctor")
    assert third.code == 3
    assert answers(report(backend))["nothing-got-worse"] == "not measured"


def test_after_its_suites_have_run(shop: Path, command: Command) -> None:
    """Fresh records answer what ran, was called and is covered, without running anything again."""
    command(shop, "audit", "--no-doctor")
    done = command(shop, "audit", "--no-doctor")
    document = report(shop)
    assert answers(document) == {
        "repositories-tested": "kept",
        "services-tested": "kept",
        "flows-tested": "not applicable",
        "migrations-tested": "not applicable",
        "concurrency-tested": "not applicable",
        "pragmas-verified": "not applicable",
        "gates-kept": "kept",
        "all-green": "kept",
        "nothing-got-worse": "kept",
    }
    assert done.code == 0
    assert document["outcomes"]["origin"].startswith("records of suites since 20")
    merged = [one for one in document["coverage"]["targets"] if one["scope"] == "merged"]
    assert [(one["layer"], one["answer"]) for one in merged] == [
        ("repository", "kept"),
        ("service", "kept"),
        ("total", "kept"),
    ]


def test_records_of_yesterdays_source_measure_nothing(shop: Path, command: Command) -> None:
    """After a change of the source the records say nothing, and which file it was is told."""
    edit(shop / "src/shop/never.py", "VALUE = 1", "VALUE = 2")
    done = command(shop, "audit", "--no-doctor")
    document = report(shop)
    assert done.code == 3
    assert answers(document)["all-green"] == "not measured"
    assert answers(document)["gates-kept"] == "not measured"
    assert document["coverage"]["targets"] == []
    assert "src/shop/never.py" in document["coverage"]["why"]


def test_the_doctor_is_asked(shop: Path, command: Command) -> None:
    """What the doctor's checks say counts in the dimension that each speaks of."""
    command(shop, "audit")
    names = {
        dimension["name"]: [
            check["name"] for check in dimension["checks"] if check["name"].startswith("doctor: ")
        ]
        for dimension in report(shop)["readiness"]
    }
    assert "doctor: known-faults" in names["dependencies"]
    assert "doctor: workers" in names["execution"]
    assert "doctor: loop-scopes" in names["configuration"]


def test_what_hangs_is_named(backend: Path, command: Command) -> None:
    """A file that hangs at its import is named with the frame, and the others are collected."""
    text = "import time\n\n\ndef wait():\n    time.sleep(600)\n\n\nwait()\n"
    text += "\n\ndef test_a():\n    assert 1\n"
    (backend / "tests/test_waits.py").write_text(text, encoding="utf-8")
    done = command(backend, "audit", "--no-doctor")
    (hang,) = report(backend)["collection"]
    assert (done.code, hang["kind"], hang["path"]) == (1, "hang", "tests/test_waits.py")
    assert hang["frames"][0] == "tests/test_waits.py:5 in wait"
    assert "collected: 6" in done.out


def test_json_and_another_folder(backend: Path, command: Command) -> None:
    """The report is printed as data, and written where it was asked for; PATH names the project."""
    done = command(
        backend.parent, "audit", "shop", "--no-doctor", "--json", "--output", "made/audit"
    )
    assert json.loads(done.out) == report(backend.parent, "made/audit")
    assert not (backend / ".layerproof").exists()


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("pyproject.toml", "[tool.layerproof\n", "is not TOML"),
        ("pyproject.toml", '[tool.layerproof]\nsorce = ["shop"]\n', "sorce"),
        ("pyproject.toml", "[project\n", "pyproject.toml"),
        ("tests/test_broken.py", "def test_a(:\n", "tests/test_broken.py"),
        ("pytest.ini", "not an ini\n", ""),
    ],
    ids=["broken table", "wrong table", "broken file", "broken test", "broken ini"],
)
def test_malformed_projects(
    backend: Path, command: Command, name: str, text: str, told: str
) -> None:
    """What is wrong with a project is in its report, and never a traceback."""
    (backend / name).write_text(text, encoding="utf-8")
    done = command(backend, "audit", "--no-doctor")
    assert done.code in (1, 3)
    assert "Traceback" not in done.text
    assert told in (backend / ".layerproof/audit/report.md").read_text("utf-8").replace("\\_", "_")
    assert report(backend)["answer"] in ("broken", "not measured")


def test_an_empty_folder(tmp_path: Path, command: Command) -> None:
    """A folder without anything is audited too, and is not measured."""
    done = command(tmp_path, "audit", "--no-doctor")
    assert (done.code, report(tmp_path)["answer"]) == (3, "not measured")


def test_names_that_are_no_text(backend: Path, command: Command) -> None:
    """A path that is no UTF-8 and a link in a circle get in nobody's way."""
    (backend / "circle").symlink_to(backend)
    try:
        (backend / os.fsdecode(b"caf\xe9.py")).write_text("x = 1\n", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 alone")
    done = command(backend, "audit", "--no-doctor")
    assert done.code == 3
    assert report(backend)["tree"]["files"] == len(UNTOUCHED) + 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("gone",), "gone is no folder"),
        (("--time-limit", "0"), "above 0"),
        (("--time-limit", "soon"), "soon is no number of seconds above 0"),
    ],
    ids=["no folder", "no time", "no number"],
)
def test_wrong_use(backend: Path, command: Command, words: tuple[str, ...], told: str) -> None:
    """A wrong call exits with 2 and says what was wrong; nothing is written."""
    done = command(backend, "audit", *words)
    assert done.code == 2
    assert told in done.text
    assert not (backend / ".layerproof").exists()


def test_interrupted(backend: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who interrupts an audit finds the earlier one whole, and nothing half-written beside it."""
    command(backend, "audit", "--no-doctor")
    folder = backend / ".layerproof/audit"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def interrupt(*_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("layerproof.adoption.audit.writing.render_markdown", interrupt)
    done = command(backend, "audit", "--no-doctor")
    assert done.code == 130
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
