"""The noxfile: two lines, or two more at the end of the one that is there."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

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


def plan_noxfile(existing: Existing, suites: Sequence[str]) -> tuple[SetupPlan, str]:
    """Return the change, and the ``nox`` command that goes with it.

    :param suites: names of suites of the project's own; the ready ones are known.
    """
    text = existing.texts.get(NAME)
    if text is None:
        if existing.has(NAME):
            return _write_beside(existing, f"{NAME} cannot be read")
        return SetupPlan((FileChange(NAME, None, _TEXT),)), "nox"
    if "define_sessions" in text:
        return SetupPlan(), "nox"
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
    chosen = _warn_of_defaults(tree)
    return SetupPlan((FileChange(NAME, text, after),), chosen, (told,)), "nox"


def _write_beside(existing: Existing, why: str) -> tuple[SetupPlan, str]:
    command = f"nox -f {BESIDE}"
    note = f"{why}, so it stays as it is: call `{command}`, or rename its sessions"
    change = () if existing.has(BESIDE) else (FileChange(BESIDE, None, _TEXT),)
    told = Decision(BESIDE, f"a noxfile beside {NAME}", why)
    return SetupPlan(change, (note,), (told,)), command


def _warn_of_defaults(tree: ast.Module) -> tuple[str, ...]:
    """Return a note where plain ``nox`` runs what the noxfile itself names."""
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else ()
        if any(ast.unparse(target).endswith("options.sessions") for target in targets):
            what = "call `nox -t suite coverage` for the suites and the verdict"
            return (f"{NAME} says itself what plain `nox` runs: {what}",)
    return ()


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
