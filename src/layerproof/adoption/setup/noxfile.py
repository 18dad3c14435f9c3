"""The noxfile: two lines, or two more at the end of the one that is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from layerproof.adoption.setup.suite_words import READY
from layerproof.adoption.setup.toml_text import find_newline
from layerproof.adoption.setup.values import Decision, Existing, FileChange, SetupPlan

NAME = "noxfile.py"
#: Where ours goes when the project's own noxfile cannot take it.
BESIDE = "layerproof_noxfile.py"

_TEXT = "from layerproof.nox import define_sessions\n\ndefine_sessions()\n"
_ADDED = (
    "\n\n# The sessions of [tool.layerproof]: one for each suite, `coverage` and `fast`.\n"
    "from layerproof.nox import define_sessions  # noqa: E402\n\ndefine_sessions()\n"
)


@dataclass(frozen=True, slots=True)
class Calls:
    """How Nox is called: ``one`` for a suite, before ``-s``, ``whole`` for the verdict."""

    one: str = "nox"
    whole: str = "nox"


def plan_noxfile(existing: Existing, suites: Sequence[str]) -> tuple[SetupPlan, Calls]:
    """Return the change, and how Nox is called afterwards.

    :param suites: names of suites that have tests.
    """
    text = existing.texts.get(NAME)
    if text is None:
        if existing.has(NAME):
            return _write_beside(existing, f"{NAME} cannot be read")
        return SetupPlan((FileChange(NAME, None, _TEXT),)), Calls()
    if "define_sessions" in text:
        return SetupPlan(), _choose_calls(text, suites)
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _write_beside(existing, f"{NAME} is not Python")
    taken = sorted(set(_find_sessions(tree)) & {*READY, *suites, "coverage", "fast"})
    if taken:
        return _write_beside(existing, f"{NAME} has sessions of the same names: {', '.join(taken)}")
    body = text if text.endswith(("\n", "\r")) or not text else f"{text}\n"
    # Two blank lines before; the file's own last line is left as it is.
    after = body + _ADDED.removeprefix("" if body else "\n\n")
    newline = find_newline(text)
    if newline != "\n":
        after = text + after[len(text) :].replace("\n", newline)
    told = Decision(NAME, "define_sessions() at the end", "its own sessions stay as they are")
    calls = _choose_calls(text, suites)
    note = f"plain `nox` runs the noxfile's own choice as well; without it: `{calls.whole}`"
    notes = () if calls == Calls() else (note,)
    return SetupPlan((FileChange(NAME, text, after),), notes, (told,)), calls


def _write_beside(existing: Existing, why: str) -> tuple[SetupPlan, Calls]:
    command = f"nox -f {BESIDE}"
    note = f"{why}, so it stays as it is: call `{command}`, or rename its sessions"
    change = () if existing.has(BESIDE) else (FileChange(BESIDE, None, _TEXT),)
    told = Decision(BESIDE, f"a noxfile beside {NAME}", why)
    return SetupPlan(change, (note,), (told,)), Calls(command, command)


def _choose_calls(text: str, suites: Sequence[str]) -> Calls:
    """Return the calls for a noxfile that may say itself what plain ``nox`` runs."""
    if re.search(r"^\s*(nox\.)?options\.sessions\s*=", text, re.MULTILINE):
        return Calls(whole=f"nox -s {' '.join((*suites, 'coverage'))}")
    return Calls()


def _find_sessions(tree: ast.Module) -> Iterator[str]:
    """Yield the names of the sessions that the noxfile defines by decorators."""
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for decorator in node.decorator_list:
            call = decorator if isinstance(decorator, ast.Call) else None
            if ast.unparse(call.func if call else decorator).split(".")[-1] == "session":
                named = [word.value for word in call.keywords if word.arg == "name"] if call else []
                yield _text(named[0]) if named else node.name


def _text(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""
