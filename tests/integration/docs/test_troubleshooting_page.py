"""The page on troubles has an entry for each code, in one form, with words that are really said."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import layerproof
from layerproof.errors import LayerproofError
from layerproof.history.errors.problem import ProblemError
from tests.support.doc_pages import ROOT, find_headings, find_section, read_page, rows_of

PAGE = read_page("troubleshooting.md")
CODES = re.findall(r"^## error\[([\w-]+)\]$", PAGE, re.MULTILINE)
ENTRIES = [heading for heading in find_headings(PAGE)[1:] if heading != "Without a code"]
REASONS = read_page("reasons.md")
#: Functions that make a reason of a verdict, and which of their arguments is its code.
MAKERS = {"Reason": 1, "unmeasured": 0, "broken": 0}


def errors_below(base: type[LayerproofError]) -> Iterator[type[LayerproofError]]:
    """Yield every error class of the package that has a code of its own."""
    for found in base.__subclasses__():
        if found.__module__.startswith("layerproof.") and found is not ProblemError:
            yield found
            yield from errors_below(found)


def load_package() -> None:
    """Import every module, so that every error class is known."""
    for module in pkgutil.walk_packages(layerproof.__path__, "layerproof."):
        if not module.name.endswith("__main__") and ".migrations." not in module.name:
            importlib.import_module(module.name)


def said_words() -> str:
    """Return every text of the source; what is filled in later parts one from the next."""
    texts = [
        node.value
        for path in (ROOT / "src/layerproof").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return "\n".join(texts).lower()


def test_every_code_has_an_entry() -> None:
    """The codes of the page are those of all errors that a user can meet."""
    load_package()
    there = {error.slug for error in errors_below(LayerproofError)}

    assert set(CODES) == there
    assert len(CODES) == len(set(CODES))


@pytest.mark.parametrize("heading", ENTRIES)
def test_every_entry_has_one_form(heading: str) -> None:
    """An entry is nothing but a table of symptom, cause and fix, each of them filled."""
    section = find_section(PAGE, heading).strip()
    rows = rows_of(f"\n{section}", "symptom")

    assert section.startswith("| symptom | cause | fix |\n| --- | --- | --- |\n|")
    assert [line for line in section.splitlines() if not line.startswith("| ")] == []
    assert [row for row in rows if len(row) != 3 or not all(row)] == []
    assert rows


def test_the_words_of_errors_are_said() -> None:
    """What stands in italics in a symptom is in a text of the source."""
    words = said_words()
    symptoms = [
        row[0]
        for title in ENTRIES
        for row in rows_of(f"\n{find_section(PAGE, title).strip()}", "symptom")
    ]
    quoted = [
        piece.strip(" ;,")
        for symptom in symptoms
        for quote in re.findall(r"(?<![\w`*])\*([^*`]+)\*", symptom)
        for piece in quote.split("...")
        if piece.strip()
    ]

    assert len(quoted) > 30
    assert [piece for piece in quoted if piece.lower() not in words] == []


def test_every_reason_is_on_its_page() -> None:
    """The codes of the page on reasons are those that the judge gives."""
    judge = ROOT / "src/layerproof/core/judge"
    calls = [
        node
        for path in judge.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS
    ]
    given = {
        argument.value
        for call in calls
        for argument in call.args[MAKERS[call.func.id] :][:1]  # type: ignore[attr-defined] # a Name
        if isinstance(argument, ast.Constant)
    }
    listed = re.findall(r"^\| `([a-z-]+)` \|", REASONS, re.MULTILINE)

    assert len(given) > 10
    assert given <= set(listed)
    assert [
        code
        for code in listed
        if f'"{code}"' not in "".join(p.read_text() for p in judge.glob("*.py"))
    ] == []
    assert len(listed) == len(set(listed))
