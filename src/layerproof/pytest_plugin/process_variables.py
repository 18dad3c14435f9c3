"""The variables of the table's ``env``, which every process of tests gets, database or not."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from typing import TYPE_CHECKING

from layerproof.core.config.env_fields import fill_fields, find_fields

if TYPE_CHECKING:
    import pytest

    from layerproof.pytest_plugin.early_config import EarlyConfig

#: Where the folders of a run's workers lie: below that of the process that started them.
_ABOVE = "LAYERPROOF_PROCESS_FOLDER"


def set_process_variables(
    config: pytest.Config | EarlyConfig, variables: Mapping[str, str]
) -> None:
    """Set them; ``{worker}`` is this process's name, ``{folder}`` an empty folder of its own.

    The folder is removed when the process that the user started ends.
    """
    values = {"worker": os.environ.get("PYTEST_XDIST_WORKER", "main")}
    if any("folder" in find_fields(text) for text in variables.values()):
        values["folder"] = _make_folder(config, values["worker"])
    os.environ.update({name: fill_fields(text, values) for name, text in variables.items()})
    if "TMPDIR" in variables:
        tempfile.tempdir = None  # found again, where TMPDIR says from now on


def _make_folder(config: pytest.Config | EarlyConfig, worker: str) -> str:
    above = os.environ.get(_ABOVE) if worker != "main" else None
    if above is None:
        above = os.environ[_ABOVE] = tempfile.mkdtemp(prefix="layerproof-")
        config.add_cleanup(lambda: shutil.rmtree(above, ignore_errors=True))
    folder = os.path.join(above, worker)  # noqa: PTH118 - becomes text again at once
    os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - see above
    return folder
