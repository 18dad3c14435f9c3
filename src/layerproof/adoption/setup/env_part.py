"""``env`` of the table: what lets several processes run a suite that would share a folder."""

from __future__ import annotations

from layerproof.adoption.discovery.backend.parallel import is_parallel_safe
from layerproof.adoption.setup.values import Entry, Part
from layerproof.adoption.survey import BackendSurvey


def plan_env(backend: BackendSurvey) -> Part:
    """Return a temporary folder for each process, where that alone makes several of them safe."""
    if not is_parallel_safe(backend).needs_folder_per_worker:
        return Part()
    if not is_parallel_safe(backend, own_temporary_folders=True).safe:
        return Part()
    names = [found.value.detail for found in backend.shared if found.value.temporary]
    why = f"All processes would write {', '.join(names)}: each gets a temporary folder of its own."
    return Part((Entry("TMPDIR", "{folder}", why),))
