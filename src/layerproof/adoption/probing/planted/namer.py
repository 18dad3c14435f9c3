"""Imports each target in the project's own interpreter and says what it is, as lines of JSON.

The order comes in the private folder's ``order.json``; ``answers.jsonl`` gets each answer as it
comes, so that what hangs or ends the process takes none of the earlier ones along.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Sized
from pathlib import Path


def _main() -> None:
    folder = Path(os.environ["LAYERPROOF_PROBE"])
    order = json.loads((folder / "order.json").read_text("utf-8"))
    sys.path[:1] = order["paths"]
    with (folder / "answers.jsonl").open("a", encoding="utf-8") as out:
        for target in order["targets"]:
            out.write(json.dumps(_look_at(target)) + "\n")
            out.flush()


def _look_at(target: str) -> dict[str, object]:
    module, _, name = target.partition(":")
    try:
        thing: object = importlib.import_module(module)
        for word in name.split("."):
            thing = getattr(thing, word)
    except BaseException as error:  # noqa: BLE001 - whatever ends an import is the answer
        return {"target": target, "problem": f"{type(error).__name__}: {error}"}
    tables = getattr(thing, "tables", None)
    kind = f"{type(thing).__module__}.{type(thing).__qualname__}"
    count = len(tables) if isinstance(tables, Sized) else None
    return {"target": target, "kind": kind, "tables": count}


if __name__ == "__main__":
    _main()
