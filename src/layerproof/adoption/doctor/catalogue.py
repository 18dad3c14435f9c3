"""All checks in the order in which they run, and the choice among them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from importlib import import_module
from importlib.util import find_spec

from layerproof.adoption.doctor.values import Check
from layerproof.errors import UsageError

#: Modules of ``checks``, in the order of what a project needs first.
_MODULES: tuple[str, ...] = (
    "table",
    "interpreter",
    "dependencies",
    "lock_file",
    "layers",
    "floors",
    "known_faults",
    "coverage_settings",
    "coverage_hiding",
    "ci_files",
    "addopts",
    "markers",
    "async_tests",
    "database",
    "sqlite_pragmas",
    "workers",
    "assertions",
    "sleeping",
    "naming",
)


def list_checks() -> tuple[Check, ...]:
    """Return every check: those of files and environment first, then those that run tests."""
    package = __package__ or ""
    modules = [import_module(f"{package}.checks.{name}") for name in _MODULES]
    return (*(check for module in modules for check in module.CHECKS), *_list_running())


def choose_checks(
    checks: Sequence[Check], *, quick: bool, only: Iterable[str] = (), skip: Iterable[str] = ()
) -> tuple[Check, ...]:
    """Return the checks that were asked for.

    Raises ``UsageError`` for a name that no check has.
    """
    wanted, unwanted = tuple(only), frozenset(skip)
    for name in (*wanted, *unwanted):
        _insist_on(name, checks)
    chosen = [check for check in checks if check.name in wanted] if wanted else list(checks)
    return tuple(
        check for check in chosen if check.name not in unwanted and not (quick and check.runs_tests)
    )


def _list_running() -> tuple[Check, ...]:
    name = f"{__package__}.checks_running"
    if find_spec(name) is None:
        return ()
    checks: tuple[Check, ...] = import_module(name).RUNNING_CHECKS
    return checks


def _insist_on(name: str, checks: Sequence[Check]) -> None:
    names = [check.name for check in checks]
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1)
        raise UsageError(
            f'there is no check "{name}"' + (f'; is "{near[0]}" meant?' if near else ""),
            advice="see `layerproof doctor --list`",
        )
