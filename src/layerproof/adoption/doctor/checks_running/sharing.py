"""What two processes of tests were seen to share. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from layerproof.adoption.probing.values import Touched

#: Shared on purpose: what waits for others, and what tools keep for all runs.
_MEANT = (".lock", ".lck")
_TOOLS = frozenset({".hypothesis", ".benchmarks", ".git", ".ruff_cache", ".mypy_cache"})
#: The process that starts the workers runs no tests.
_CONTROLLER = "main"


@dataclass(frozen=True, slots=True)
class Met:
    """One thing that several processes used: ``kind`` is ``path port sqlite``.

    ``tests`` are those that did, without the imports and fixtures outside of any test.
    """

    kind: str
    detail: str
    processes: tuple[str, ...]
    tests: tuple[str, ...]
    removed: bool = False


def find_met(touched: Sequence[Touched]) -> tuple[Met, ...]:
    """Return what more than one worker touched, in the order in which it was first touched."""
    groups: dict[tuple[str, str], list[Touched]] = {}
    for each in touched:
        if not _is_meant(each.detail):
            groups.setdefault((_kind_of(each), each.detail), []).append(each)
    stores = {detail for kind, detail in groups if kind == "sqlite"}
    removals = [each for each in touched if each.kind == "remove"]
    found = []
    for (kind, detail), group in groups.items():
        if kind == "path" and detail in stores:
            continue
        inside = [other for other in removals if detail.startswith(f"{other.detail}/")]
        met = _describe(kind, detail, [*group, *inside])
        if len(met.processes) > 1:
            found.append(met)
    return _keep_outermost(found)


def _describe(kind: str, detail: str, group: Iterable[Touched]) -> Met:
    group = list(group)
    return Met(
        kind,
        detail,
        tuple(sorted({each.process for each in group if each.process != _CONTROLLER})),
        tuple(dict.fromkeys(each.test for each in group if each.test)),
        removed=any(each.kind == "remove" for each in group),
    )


def _keep_outermost(found: Sequence[Met]) -> tuple[Met, ...]:
    """Leave out files below a folder that is named itself."""
    folders = [f"{met.detail}/" for met in found if met.kind == "path"]
    return tuple(met for met in found if not met.detail.startswith(tuple(folders) or "\0"))


def _kind_of(touched: Touched) -> str:
    return {"bind": "port", "sqlite": "sqlite"}.get(touched.kind, "path")


def _is_meant(detail: str) -> bool:
    return detail.endswith(_MEANT) or not _TOOLS.isdisjoint(detail.split("/"))
