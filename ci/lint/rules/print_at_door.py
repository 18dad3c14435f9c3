"""Only the doors speak to the terminal; everything else returns values or raises.

The linter of the house already knows ``print``; this rule adds the streams themselves, which is
what a hurried change reaches for next.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ci.lint.names import full_name, imported_names
from ci.lint.values import Fault, Module, Rule

#: The command line, and the files that Nox, tox and pytest call, which have no caller to raise to.
DOORS = (
    "src/layerproof/cli",
    "src/layerproof/pytest_plugin/database_start.py",
    "src/layerproof/sessions/nox.py",
    "src/layerproof/sessions/tox.py",
)

STREAMS = frozenset(
    f"sys.{stream}.{method}"
    for stream in ("stdout", "stderr", "__stdout__", "__stderr__")
    for method in ("write", "writelines")
)


def check(module: Module) -> Iterator[Fault]:
    """Yield a fault for each ``print`` and each write to a standard stream."""
    names = imported_names(module.tree)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            name = full_name(node.func, names)
            if name == "print" or name in STREAMS:
                yield Fault(node.lineno, f"{name}() belongs to the doors; return a value")


RULE = Rule(
    name="print-at-door",
    summary="print and the standard streams are used by the doors only",
    applies=lambda module: module.is_under("src/layerproof") and not module.is_under(*DOORS),
    check=check,
)
