"""What the probe was asked to do: the ``order.json`` in its private folder."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Order:
    """The order; ``folder`` is the private folder, in which nothing is the project's.

    ``temporary`` are folders whose files are watched besides the project's own, ``skip`` are files
    and folders that are not collected, from the root, ``only`` are the node ids that run, in their
    order, where there are any, and ``interval`` are the seconds between two looks at the stacks of
    a collector at work.
    """

    folder: str
    root: str
    temporary: list[str]
    reversed: bool
    workers: int
    watch: bool
    skip: frozenset[str]
    only: list[str]
    interval: float

    def from_root(self, path: Any) -> str:
        """Return a path from the project's root in POSIX form; as it is where it lies elsewhere."""
        text: str = os.path.normpath(os.fspath(path))
        if text == self.root:
            return "."
        below = self.root + os.sep
        for candidate in (text, os.path.realpath(text)):
            if candidate.startswith(below):
                return candidate[len(below) :].replace(os.sep, "/")
        return text


def read_order() -> Order:
    """Return the order that the environment leads to."""
    folder = os.environ["LAYERPROOF_PROBE"]
    fields = json.loads(Path(folder, "order.json").read_text(encoding="utf-8"))
    fields["skip"] = frozenset(fields["skip"])
    return Order(folder=folder, **fields)
