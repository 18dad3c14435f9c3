"""The pages of ``docs/`` as data: their blocks, headings and links, and output that they show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = tuple(sorted(path.name for path in DOCS.glob("*.md")))

_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]]*(?:\[[^\]]*\][^\]]*)?\]\(([^)\s]+)\)")
_FILE = re.compile(r"# (\S+\.\w+)\n")
_TIME = re.compile(r"\b(?:\d+ min )?\d+(?:\.\d+)? (?:ms|s)\b")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: what it is written in, and its text."""

    language: str
    text: str

    @property
    def path(self) -> str:
        """The file that its first line names, or nothing."""
        named = _FILE.match(self.text)
        return named[1] if named else ""

    @property
    def body(self) -> str:
        """The text without the line that names a file."""
        return _FILE.sub("", self.text, count=1)

    @property
    def commands(self) -> tuple[str, ...]:
        """What is typed after a prompt, without the remarks behind it."""
        typed = re.findall(r"^(?:[\w ]+)?\$ (.+)$", self.text, re.MULTILINE)
        return tuple(re.sub(r"\s+# .*", "", line).strip() for line in typed)


def read_page(name: str) -> str:
    """Return the text of a page of ``docs/``."""
    return (DOCS / name).read_text(encoding="utf-8")


def find_blocks(text: str, language: str | None = None) -> list[Block]:
    """Return the fenced blocks of a text, or those in one language, in their order."""
    found = [Block(match[2], _unindent(match[3], match[1])) for match in _FENCE.finditer(text)]
    return [block for block in found if language in (None, block.language)]


def find_files(text: str) -> dict[str, str]:
    """Return the blocks of a text whose first line names a file, by that name."""
    return {block.path: block.body for block in find_blocks(text) if block.path}


def find_section(text: str, title: str) -> str:
    """Return what stands under a heading, up to the next one of its rank or a higher one."""
    prose = _blank_blocks(text)
    start = re.search(rf"^(#+) {re.escape(title)}$", prose, re.MULTILINE)
    assert start, f"there is no heading {title!r}"
    end = re.compile(rf"^#{{1,{len(start[1])}}} ", re.MULTILINE).search(prose, start.end())
    return text[start.end() : end.start() if end else None]


def find_headings(text: str) -> list[str]:
    """Return the headings of a text."""
    return re.findall(r"^#+ (.+)$", _blank_blocks(text), re.MULTILINE)


def anchor_of(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def find_links(text: str) -> list[str]:
    """Return where the links of a text lead, but for those that leave the repository."""
    links = _LINK.findall(_blank_blocks(text))
    return [link for link in links if not link.startswith(("http://", "https://", "mailto:"))]


def find_missing(shown: str, said: str) -> list[str]:
    """Return the lines of shown output that did not come, in their order, in what was said.

    ``...`` stands for any lines. Times differ from run to run and count as equal, and so does
    the space between columns, which follows from them.
    """
    rest = iter([_normal(line) for line in said.splitlines()])
    wanted = [_normal(line) for line in shown.splitlines() if line.strip() not in ("", "...")]
    return [line for line in wanted if not any(line == other for other in rest)]


def write_files(root: Path, files: dict[str, str]) -> Path:
    """Write the files, as they are, by path from ``root``; return ``root``."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def rows_of(text: str, first: str) -> list[list[str]]:
    """Return the cells of the table whose first column has this title."""
    table = text.partition(f"\n| {first} |")[2].partition("\n\n")[0]
    return [_cells(line) for line in table.splitlines()[2:]]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split(" | ")]


def _normal(line: str) -> str:
    return " ".join(_TIME.sub("TIME", line).split())


def _unindent(text: str, indent: str) -> str:
    return re.sub(rf"^{indent}", "", text, flags=re.MULTILINE) if indent else text


def _blank_blocks(text: str) -> str:
    return _FENCE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
