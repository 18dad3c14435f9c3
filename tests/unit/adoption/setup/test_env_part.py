"""A temporary folder for each process, where that alone makes several of them safe."""

from __future__ import annotations

import tomllib
from typing import Any

from layerproof.adoption.findings import Found
from layerproof.adoption.setup.planning import plan_setup
from layerproof.adoption.setup.values import Existing
from layerproof.adoption.survey import BackendSurvey, Shared, TestFile
from tests.support.surveys import at, make_estate, make_survey

EXPORTS = Shared("path", "/tmp/exports", "use tmp_path", temporary=True)
PORT = Shared("port", "8000", "bind port 0")


def table_of(*shared: Shared) -> dict[str, Any]:
    """Return the table that is written for a suite that shares these."""
    backend = BackendSurvey(shared=tuple(Found(one, at()) for one in shared))
    survey = make_survey(make_estate(TestFile("tests/test_a.py", 1)), backend)
    (change,) = (one for one in plan_setup(survey, Existing()).changes if one.path[0] == "p")
    table: dict[str, Any] = tomllib.loads(change.after)["tool"]["layerproof"]
    return table


def test_a_fixed_name_below_the_temporary_folder_is_moved() -> None:
    """Where processes would meet in nothing but that, each gets its own, and they are several."""
    table = table_of(EXPORTS)
    assert table["env"] == {"TMPDIR": "{folder}"}
    assert "workers" not in table["suites"]["integration"]


def test_where_something_else_is_shared_one_process_runs() -> None:
    """A folder does not help where a port is shared as well."""
    table = table_of(EXPORTS, PORT)
    assert "env" not in table
    assert table["suites"]["integration"]["workers"] == 0


def test_where_nothing_is_shared_nothing_is_set() -> None:
    """A suite that shares nothing gets no variables."""
    assert "env" not in table_of()
