"""The subject that the scripts look at, whole and with one of its functions broken at a time."""

from __future__ import annotations

import ast
from pathlib import Path

SCRIPTS = Path(__file__).with_name("scripts")

#: What takes the place of a function's body: a wrong answer, or no error where one is due.
_BROKEN = {
    "add": "return a - b - 1",
    "divide": "return 0",
    "find_user": "return {} if name == 'ada' else {'name': name}",
    "list_users": "return []",
    "is_valid": "return not text",
    "Store.get": "return 'other'",
    "get": "return Answer(500)",
    "fetch": "return -1",
}


def find_scripts() -> dict[str, str]:
    """Return the text of each script by its name."""
    paths = sorted(SCRIPTS.glob("*.script"))
    return {path.stem: path.read_text(encoding="utf-8") for path in paths}


def read_uses(text: str) -> list[str]:
    """Return the broken parts that a script has to notice: those that its first line names."""
    words = text.splitlines()[0].removeprefix("# uses:").split()
    return [{"Store": "Store.get"}.get(word, word) for word in words]


def whole_subject() -> str:
    """Return the subject as it should be."""
    return (SCRIPTS / "shop.subject").read_text(encoding="utf-8")


def broken_subject(*names: str) -> str:
    """Return the subject with the functions ``names`` broken."""
    tree = ast.parse(whole_subject())
    for owner in ast.walk(tree):
        if not isinstance(owner, ast.Module | ast.ClassDef):
            continue
        prefix = "" if isinstance(owner, ast.Module) else f"{owner.name}."
        for function in owner.body:
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if f"{prefix}{function.name}" in names:
                function.body = _wrong_body(f"{prefix}{function.name}")
    return ast.unparse(tree)


def _wrong_body(name: str) -> list[ast.stmt]:
    wrong = ast.parse(f"def wrong():\n    {_BROKEN[name]}").body[0]
    assert isinstance(wrong, ast.FunctionDef)
    return wrong.body
