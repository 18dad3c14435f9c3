"""What the page on runs of other tools shows can be sent, and is all that there is."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml  # type: ignore[import-untyped]  # LibCST brings it, without its types

from layerproof.history.records.pieces import PieceFormat
from layerproof.history.schemas.pieces import PieceQuery
from layerproof.history.services.pieces import limits
from tests.support.doc_pages import find_blocks, find_section, read_page, rows_of

PAGE = read_page("history-pieces.md")

#: What CI puts into the examples' variables.
FILLED = {
    r"\$\{\{ matrix\.shard \}\}|\$CI_NODE_INDEX": "2",
    r"\$CI_NODE_TOTAL": "3",
    r"\$\{\{ github\.ref_name \}\}|\$CI_COMMIT_REF_NAME": "main",
    r"\$\{\{ github\.sha \}\}|\$CI_COMMIT_SHA|\$SHA": "9f8e7d6c",
    r"\$GITHUB_WORKSPACE|\$CI_PROJECT_DIR|\$PWD": "/ci/shop",
    r"\$1|\$\{file%%:\*\}": "junit",
    r"\$RUN|\$CI_PIPELINE_ID": "7",
}


def fill(text: str) -> str:
    """Return an example as a shell in CI would see it."""
    what = re.search(r"WHAT(?:: |=\"?)(\S.*?)\"?$", text, re.MULTILINE)
    if what is not None:
        text = text.replace("$WHAT", what[1])
    for variable, value in FILLED.items():
        text = re.sub(variable, value, text)
    return text


def read_query(address: str) -> PieceQuery:
    """Return what an address asks, as the server reads it."""
    return PieceQuery.model_validate(dict(parse_qsl(urlsplit(address).query)))


def blocks() -> list[str]:
    """Return the examples that send something, filled in."""
    return [fill(block.text) for block in find_blocks(PAGE) if "format=" in block.text]


@pytest.mark.parametrize("block", blocks(), ids=["curl", "github", "gitlab"])
def test_examples_ask_what_the_server_knows(block: str) -> None:
    """Every address of an example has parameters that the server takes, and no other ones."""
    block = block.replace('"$URL?', '"https://history.example/pieces?')
    asked = [read_query(address) for address in re.findall(r"https://[^\s\"]+\?[^\s\"]+", block)]
    assert asked
    assert {(query.suite, query.branch, query.commit, query.pieces > 1) for query in asked} == {
        ("unit", "main", "9f8e7d6c", True)
    }


def test_ci_files_are_read() -> None:
    """The examples of CI are YAML, and send as many pieces as they say."""
    github, gitlab = (yaml.safe_load(block.text) for block in find_blocks(PAGE, "yaml"))
    shards: list[Any] = github["strategy"]["matrix"]["shard"]
    sent = re.findall(r"^send \S+", github["steps"][1]["run"], re.MULTILINE)
    assert f"pieces={len(shards) * len(sent)}&" in github["env"]["WHAT"]
    assert gitlab["unit"]["parallel"] == 3
    assert "pieces=6&" in gitlab["unit"]["after_script"][0]


def test_every_parameter_is_listed() -> None:
    """The table has each parameter once, and each format."""
    rows = rows_of(find_section(PAGE, "What is said beside the file"), "parameter")
    listed = [name for row in rows for name in re.findall(r"`(\w+)`", row[0])]
    assert sorted(listed) == sorted(PieceQuery.model_fields)
    formats = next(row[2] for row in rows if row[0] == "`format`")
    assert set(re.findall(r"`([\w-]+)`", formats)) == set(PieceFormat)


def test_every_bound_is_listed() -> None:
    """Each limit of the readers stands in the table of bounds, in figures."""
    table = find_section(PAGE, "Bounds").replace(",", "")
    figures = {int(figure) for figure in re.findall(r"\d+", table)}
    bounds = {value for name, value in vars(limits).items() if name.startswith("MAX_")}
    assert bounds - figures == {limits.MAX_LINE}
