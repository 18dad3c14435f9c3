"""The process that builds a schema: ``python -m layerproof.database.templates.build``.

Takes one ``order`` as a line on its standard input and leaves a result in a file. When the input
ends, whoever ordered is gone, and so is this process. ``builder`` is the other side;
``upgrade``, ``create`` and ``fill`` do the work.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from layerproof.database.templates.order import BuildResult, Order
from layerproof.errors import LayerproofError

if TYPE_CHECKING:
    from types import ModuleType


def main() -> None:
    """Follow the order, and end at once: the code is 0 when it was done."""
    order = Order.from_json(sys.stdin.readline())
    scratch = Path(order.result).parent
    threading.Thread(target=_end_with_input, args=(scratch,), daemon=True).start()
    os.environ.update(order.env)
    sys.path += [entry for entry in order.search if entry not in sys.path]
    result = _follow(order)
    Path(order.result).write_text(result.to_json(), encoding="utf-8")
    _end(1 if result.problem else 0)


def _end_with_input(scratch: Path) -> None:
    """End with whoever ordered; then nobody else removes the folder that was made for the order."""
    while os.read(0, 1):
        pass
    shutil.rmtree(scratch, ignore_errors=True)
    _end(1)


def _end(code: int) -> NoReturn:
    """End without waiting for threads and pools that the backend may have left running."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _follow(order: Order) -> BuildResult:
    """Return what came of the order; an error's traceback goes to the output."""
    try:
        return _list_inputs(order) if order.action == "inputs" else _build(order)
    except LayerproofError as error:
        return BuildResult(problem=error.problem, advice=error.advice)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the user's code may raise anything
        told = "".join(traceback.format_exception_only(error)).strip().splitlines()
        what = "reading the models" if order.action == "inputs" else "building the schema"
        return BuildResult(
            problem=f"{what} failed: {told[0]}", trace=(*_own_frames(error), *told[1:])
        )


def _own_frames(error: BaseException) -> list[str]:
    """Return where the error came through the project's own files, as a traceback has it."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if is_own_file(frame.filename)] or frames[-3:]
    return "".join(traceback.format_list(own)).splitlines()


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

    path = order.path or ""  # on a server no file belongs to the build
    install_guard(Allowed(order.host, order.port, order.name or None, path, building=True))


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
    """Return the module's source unless it was installed: the lock file stands for those."""
    file = getattr(module, "__file__", None)
    return str(Path(file).resolve()) if file and is_own_file(file) else None


def is_own_file(name: str) -> bool:
    """Whether a source file is the project's: not installed, not Python's, not Layerproof's."""
    path = Path(name).resolve()
    foreign = (Path(os.__file__).resolve().parent, Path(__file__).resolve().parents[2])
    installed = "site-packages" in path.parts or "dist-packages" in path.parts
    known = path.suffix == ".py" and path.exists()
    return known and not installed and not any(path.is_relative_to(other) for other in foreign)


if __name__ == "__main__":
    main()
