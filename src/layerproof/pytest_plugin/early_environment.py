"""Sets the environment when it is imported: before any other plugin can import the backend.

pytest imports all plugins that ``-p`` names before it calls a first hook of any, in workers too. A
project's own plugin would read the backend's settings then, and lead all workers to one database.
So a run that ``layerproof`` starts names this module first; ``database_start`` takes over what was
started, as soon as pytest has a configuration.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from layerproof.pytest_plugin.early_config import EarlyConfig

#: Where the runner says for which project and suites: a JSON object with ``root`` and ``suites``.
ORDER = "LAYERPROOF_EARLY"


_waiting: list[EarlyConfig] = []


def take_early() -> EarlyConfig | None:
    """Return what was started at import, once; the caller sees to its end from now on."""
    return _waiting.pop() if _waiting else None


def _start() -> None:
    text = os.environ.get(ORDER)
    if text is None:
        return
    from layerproof.pytest_plugin.database_start import set_environment_early

    order = json.loads(text)
    early = EarlyConfig(Path(order["root"]), order["suites"])
    set_environment_early(early)
    _waiting.append(early)


_start()
