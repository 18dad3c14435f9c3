"""The process that builds a schema: ``python -m layerproof.database.templates.build``.

Takes one ``order`` as a line on its standard input and leaves a result in a file. When the input
ends, whoever ordered is gone, and so is this process. ``builder`` is the other side;
``upgrade``, ``create`` and ``fill`` do the work.
"""

from __future__ import annotations

import os
import sys
import threading
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from layerproof.database.templates.order import BuildResult, Order
from layerproof.errors import LayerproofError

if TYPE_CHECKING:
    from types import ModuleType


def main() -> int:
    """Follow the order; the exit code is 0 when it was done."""
    order = Order.from_json(sys.stdin.readline())
    threading.Thread(target=_end_with_input, daemon=True).start()
    os.environ.update(order.env)
    sys.path += [entry for entry in order.search if entry not in sys.path]
    result = _follow(order)
    Path(order.result).write_text(result.to_json(), encoding="utf-8")
    return 1 if result.problem else 0


def _end_with_input() -> None:
    sys.stdin.read()
    os._exit(1)


def _follow(order: Order) -> BuildResult:
    """Return what came of the order; an error's traceback goes to the output."""
    try:
        return _list_inputs(order) if order.action == "inputs" else _build(order)
    except LayerproofError as error:
        return BuildResult(problem=error.problem, advice=error.advice)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the user's code may raise anything
        traceback.print_exc()
        told = "".join(traceback.format_exception_only(error)).strip().splitlines()
        what = "reading the models" if order.action == "inputs" else "building the schema"
        return BuildResult(problem=f"{what} failed: {told[0]}")


def _build(order: Order) -> BuildResult:
    _guard(order)
    migrations = 0
    if order.migrations:
        from layerproof.database.templates.upgrade import upgrade

        migrations = upgrade(order, order.migrations)
    elif order.metadata:
        from layerproof.database.templates.create import create_tables

        create_tables(order, order.metadata)
    if order.seed:
        from layerproof.database.templates.fill import run_seed

        run_seed(order, order.seed)
    return BuildResult(migrations=migrations)


def _guard(order: Order) -> None:
    if not order.guard:
        return
    from layerproof.database.guard import Allowed, install_guard

    install_guard(Allowed(order.host, order.port, order.name or None, order.path, building=True))


def _list_inputs(order: Order) -> BuildResult:
    """Import what makes the schema, and return the project's own files among the modules."""
    from layerproof.database.templates.targets import load_target

    _guard(order)
    for target in (order.metadata, order.seed):
        if target:
            load_target(target)
    found = {_own_file(module) for module in list(sys.modules.values())}
    return BuildResult(files=tuple(sorted(path for path in found if path)))


def _own_file(module: ModuleType) -> str | None:
    """Return the module's source unless it was installed: versions stand for those."""
    file = getattr(module, "__file__", None)
    name = module.__name__.partition(".")[0]
    if not file or not file.endswith(".py") or name in ("layerproof", "__main__"):
        return None
    path = Path(file).resolve()
    installed = "site-packages" in path.parts or "dist-packages" in path.parts
    library = Path(os.__file__).resolve().parent
    return None if installed or path.is_relative_to(library) else str(path)


if __name__ == "__main__":
    sys.exit(main())
