"""Modules that were imported before their lines were traced."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from layerproof.adoption.doctor.checks_running.line_records import FileRecord, read_json
from layerproof.adoption.doctor.checks_running.traced_late import was_late
from tests.support.examined_projects import Examined, Told

_SOURCE = '''"""A module."""
import os

@os.fspath
def put(
    row,
):
    if row:
        return 1
    return 2

class Shop:
    def sell(self):
        return 3
'''
_ALL = frozenset({2, 4, 5, 8, 9, 10, 12, 13, 14})


@pytest.mark.parametrize(
    ("ran", "late"),
    [
        ({8, 9}, True),
        ({14}, True),
        ({2, 4, 5, 12, 13, 8, 9}, False),
        ({2, 4, 5, 12, 13}, False),
        (set(), False),
        ({12, 8}, False),
    ],
)
def test_a_function_that_ran_and_was_never_defined_was_imported_early(
    ran: set[int], late: bool
) -> None:
    """Lines of the module itself that ran say that it was traced at its import."""
    record = FileRecord("a.py", frozenset(ran), _ALL - ran)
    assert was_late(ast.parse(_SOURCE), record) is late


def test_a_report_of_something_else_has_no_files() -> None:
    """A file named coverage.json need not be one of coverage.py's."""
    documents: tuple[object, ...] = (None, [], {"files": []}, {"files": {"a.py": {}}})
    for document in documents:
        assert read_json(document) == ()


_XML = """<?xml version="1.0" ?>
<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
<coverage><sources><source>{root}/app</source></sources><packages><package><classes>
<class name="db.py" filename="db.py"><methods/><lines>
<line number="1" hits="0"/>
<line number="2" hits="1" branch="true" condition-coverage="100% (2/2)"/>
<line number="3" hits="1"/>
<line number="4" hits="0"/>
</lines></class></classes></package></packages></coverage>
"""
_DB = "def put(row):\n    if row:\n        return 1\n    return 2\n"


def _write(project: Examined) -> Path:
    project.write(
        {
            "pyproject.toml": "[project]\nname = 'shop'\nversion = '1'\n",
            "app/__init__.py": "",
            "app/db.py": _DB,
            "tests/conftest.py": "import os\nfrom app import db\n",
            "tests/test_x.py": "def test_x(): assert 1\n",
            "coverage.xml": _XML.format(root=project.root),
        }
    )
    return project.root


def test_the_report_the_module_and_its_importers_are_named(project: Examined) -> None:
    """With its rates, of which the one of branches is the higher; with conftests that import it."""
    _write(project)
    assert project.find("traced-late") == [
        Told(
            "coverage.xml: 1 module imported before lines were traced: app/db.py (app/db.py:"
            " lines 50 %, branches 100 %); imported in tests/conftest.py:2",
            ("app/db.py", "tests/conftest.py:2"),
        )
    ]


def test_a_report_on_an_older_file_says_nothing(project: Examined) -> None:
    """Its lines are those of another text."""
    root = _write(project)
    os.utime(root / "coverage.xml", (1, 1))
    assert project.find("traced-late") == []


def test_without_data_nothing_is_known(project: Examined) -> None:
    """That nobody has measured yet is no good news; neither is a report that cannot be read."""
    root = _write(project)
    (root / "coverage.xml").write_text("<coverage>", encoding="utf-8")
    (answer,) = project.ask("traced-late")
    assert (answer.state, answer.what) == (
        "not measured",
        "there is no coverage data yet (.coverage, coverage.xml, coverage.json)",
    )
