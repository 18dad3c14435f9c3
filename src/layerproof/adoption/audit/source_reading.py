"""What the source says that an audit asks: lines inside functions, and signs of concurrency."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from layerproof.adoption.audit.inputs import Sign
from layerproof.adoption.findings import Place
from layerproof.adoption.reading.tree import Module

#: Calls and classes that let two things run at once, by their last word and what it belongs to.
_AT_ONCE = {
    "asyncio": {"gather", "create_task", "TaskGroup", "Lock", "Semaphore", "Queue", "to_thread"},
    "anyio": {"create_task_group", "Lock", "Semaphore"},
    "threading": {"Thread", "Lock", "RLock", "Semaphore", "Event"},
    "multiprocessing": {"Process", "Pool", "Lock"},
}
#: The same where the word alone suffices.
_WORDS = {"ThreadPoolExecutor", "ProcessPoolExecutor", "with_for_update", "pg_advisory_lock"}
_WORDS |= {"pg_advisory_xact_lock", "BackgroundTasks", "run_in_executor", "run_in_threadpool"}


def body_lines(module: Module) -> frozenset[int]:
    """Return the first lines of all statements that stand inside functions.

    They run when somebody calls the function; all others run when the module is imported.
    """
    lines: set[int] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for statement in node.body:
                lines |= {one.lineno for one in ast.walk(statement) if isinstance(one, ast.stmt)}
    return frozenset(lines)


def find_signs(module: Module) -> Iterator[Sign]:
    """Yield the signs that something in the module runs at once with something else."""
    imported = dict(_imported_names(module.tree))
    for node in ast.walk(module.tree):
        what = _sign_of(node, imported)
        if what:
            yield Sign(what, Place(module.path, getattr(node, "lineno", 0)))


def _imported_names(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in _AT_ONCE:
            yield from ((each.asname or each.name, node.module) for each in node.names)


def _sign_of(node: ast.AST, imported: dict[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        owner = node.value.id if isinstance(node.value, ast.Name) else ""
        if node.attr in _AT_ONCE.get(owner, ()):
            return f"{owner}.{node.attr}"
        return node.attr if node.attr in _WORDS else ""
    if isinstance(node, ast.Name):
        owner = imported.get(node.id, "")
        if node.id in _AT_ONCE.get(owner, ()):
            return f"{owner}.{node.id}"
        return node.id if node.id in _WORDS else ""
    return ""
