"""The CI files of the page on CI are what GitHub and GitLab take."""

from __future__ import annotations

import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.support.ci_players import read_yaml
from tests.support.doc_pages import ROOT, find_blocks, find_section, read_page

PAGE = read_page("ci.md")
GITHUB, GITLAB, SHARDS, PLAN = (block.text for block in find_blocks(PAGE, "yaml"))
PINNED = re.compile(r"uses: (actions/[\w-]+)@\w+ # (v\d+)")


def check(file: Path, text: str, schema: str) -> str:
    """Return what check-jsonschema has against a file of this text; nothing if all is well."""
    file.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)],
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def with_plan() -> str:
    """Return the workflow with the job that plans, put in as the page says."""
    workflow = read_yaml(GITHUB)
    workflow["jobs"] |= read_yaml(PLAN)
    [matrix] = re.findall(
        r"`session: (\$\{\{ fromJSON.+? \}\})`", find_section(PAGE, "Suites from the table")
    )
    workflow["jobs"]["suite"] |= {"needs": "plan"}
    workflow["jobs"]["suite"]["strategy"]["matrix"] = {"session": matrix}
    return dump(workflow)


def with_shards() -> str:
    """Return the workflow with the matrix of the section on shards."""
    workflow = read_yaml(GITHUB)
    workflow["jobs"]["suite"]["strategy"]["matrix"] = read_yaml(SHARDS)
    return dump(workflow)


def dump(document: object) -> str:
    """Return a document as YAML."""
    stream = StringIO()
    YAML(typ="safe").dump(document, stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "text", [GITHUB, with_plan(), with_shards()], ids=["whole", "plan", "shards"]
)
def test_the_workflow_is_one(tmp_path: Path, text: str) -> None:
    """GitHub's schema takes the workflow, also with the parts that the page adds to it."""
    assert check(tmp_path / "tests.yml", text, "vendor.github-workflows") == ""


def test_the_pipeline_is_one(tmp_path: Path) -> None:
    """GitLab's schema takes the file."""
    assert check(tmp_path / ".gitlab-ci.yml", GITLAB, "vendor.gitlab-ci") == ""


def test_a_wrong_file_is_none(tmp_path: Path) -> None:
    """The check is one that can fail."""
    wrong = GITHUB.replace("runs-on", "runs")
    assert "runs-on" in check(tmp_path / "tests.yml", wrong, "vendor.github-workflows")


def test_the_actions_are_as_new_as_those_of_this_repository() -> None:
    """An action that the own workflow uses too has the same major version on the page."""
    own = dict(PINNED.findall((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")))
    shown = dict(re.findall(r"uses: (actions/[\w-]+)@(v\d+)", GITHUB + PLAN))

    assert {name: shown[name] for name in own} == own
