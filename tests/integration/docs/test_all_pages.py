"""What holds of every page: links lead somewhere, tables are read, and commands exist."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import tomllib
from pathlib import Path

import pytest

from layerproof.adapters.config_file import read_config
from layerproof.cli import SUBCOMMANDS, _parser
from layerproof.errors import ConfigError
from tests.support.doc_pages import (
    DOCS,
    PAGES,
    ROOT,
    Block,
    anchor_of,
    find_blocks,
    find_headings,
    find_links,
    read_page,
)

FRONT = ("README.md", "CONTRIBUTING.md")
LANGUAGES = {"", "console", "ini", "json", "python", "text", "toml", "yaml"}
#: Pages whose Python and YAML a test of their own runs or checks.
RUN = {
    "python": {
        *("adopting.md", "clients.md", "convert.md", "factories.md", "fixtures.md", "suites.md"),
        "testing-helpers.md",
    },
    "yaml": {"ci.md", "history-pieces.md"},
    "json": {"history.md", "report-json.md"},
}
#: The one Python block that is no program: a house rule's exception, and a noxfile of two lines.
ILLUSTRATIONS = {"architecture.md", "sessions.md"}
TOOLS = {"curl", "nox", "pip", "tox", "make", "layerproof", "pytest"}


def texts() -> dict[Path, str]:
    """Return every page, and those at the top of the repository."""
    paths = [*(ROOT / name for name in FRONT), *(DOCS / name for name in PAGES)]
    return {path: path.read_text(encoding="utf-8") for path in paths}


def all_blocks(language: str) -> list[tuple[str, Block]]:
    """Return the blocks of every page in one language, with the page's name."""
    return [
        (path.name, block)
        for path, text in texts().items()
        for block in find_blocks(text, language)
    ]


def leads_nowhere(page: Path, link: str) -> bool:
    """Whether a link's file or heading is not there."""
    name, _, anchor = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    if not target.exists():
        return True
    if not anchor or target.suffix != ".md":
        return False
    return anchor not in {
        anchor_of(heading) for heading in find_headings(target.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("page", texts(), ids=lambda path: path.name)
def test_links_lead_somewhere(page: Path) -> None:
    """The file is there, and so is the heading."""
    links = find_links(page.read_text(encoding="utf-8"))
    assert [link for link in links if leads_nowhere(page, link)] == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    """The table of the README names each page of the folder."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    linked = {link.partition("#")[0] for link in find_links(readme)}
    assert [name for name in PAGES if f"docs/{name}" not in linked] == []


def test_code_names_pages_that_are_there() -> None:
    """A page that a message or a docstring names exists."""
    named = {
        name
        for path in (ROOT / "src").rglob("*.py")
        for name in re.findall(r"docs/([\w-]+\.md)", path.read_text(encoding="utf-8"))
    }
    assert len(named) > 5
    assert named - set(PAGES) == set()


@pytest.mark.parametrize("page", PAGES)
def test_blocks_are_in_a_language_that_is_checked(page: str) -> None:
    """Python runs in a test of the page, and YAML and JSON are checked in one."""
    languages = {block.language for block in find_blocks(read_page(page))}
    assert languages <= LANGUAGES
    unchecked = {
        language for language, pages in RUN.items() if language in languages and page not in pages
    }
    assert unchecked <= ({"python"} if page in ILLUSTRATIONS else set())


def test_tables_are_read(tmp_path: Path) -> None:
    """Every table of Layerproof's is taken, but for the one that shows faults."""
    refused = []
    for page, block in all_blocks("toml"):
        table = tomllib.loads(block.text).get("tool", {}).get("layerproof")
        if table is None:
            continue
        head = "" if "source" in table else '[tool.layerproof]\nsource = ["src"]\n'
        (tmp_path / "pyproject.toml").write_text(f"{head}{block.text}", encoding="utf-8")
        try:
            read_config(tmp_path)
        except ConfigError:
            refused.append(page)
    assert refused == ["configuration.md"]


def test_shown_commands_exist() -> None:
    """What is typed in a console calls a tool, script, target or subcommand that there is."""
    typed = [(page, line) for page, block in all_blocks("console") for line in block.commands]
    assert len(typed) > 20
    assert [(page, line) for page, line in typed if not _exists(line)] == []


def _exists(line: str) -> bool:
    words = shlex.split(line)
    if words[0] == "make":
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        return all(f"\n{word}: " in makefile or f" {word}: " in makefile for word in words[1:2])
    if words[0] == "layerproof":
        return _is_parsed(words[1:])
    return words[0] in TOOLS or os.access(ROOT / words[0], os.X_OK)


def _is_parsed(words: list[str]) -> bool:
    if words[0] not in SUBCOMMANDS:
        return False
    try:
        _parser(words[0]).parse_args(words)
    except (SystemExit, argparse.ArgumentError):
        return False
    return True
