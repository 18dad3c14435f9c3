"""The project's own files: written in one step, so that nobody ever sees half of one.

Layerproof's records, beside this, are written by ``records``: they have no mode to keep.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path


def replace_file(path: Path, data: bytes, *, like: Path | None = None) -> None:
    """Write ``data`` in the place of a file, with the mode that it had; a new one gets the usual.

    A link stays, and the file that it names is replaced.

    :param like: another file, whose mode it gets instead.
    :raises OSError: when the folder or the file may not be written; nothing is left behind.
    """
    target = path.resolve()
    waiting = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        waiting.write_bytes(data)
        model = like or target
        if model.exists():
            shutil.copymode(model, waiting)
        waiting.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            waiting.unlink()
        raise
