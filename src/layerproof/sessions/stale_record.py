"""The record of a suite that could not be run again: it is taken away, so that it proves nothing.

``nox`` and ``tox`` call this when an install fails. A record knows the source it was made from,
not the packages: the one of yesterday's packages would still look like today's.
"""

from __future__ import annotations

from pathlib import Path

from layerproof.sessions.session_table import Kind, SessionPlan


def drop_record(plan: SessionPlan, root: Path, *, python: str | None) -> None:
    """Remove what the suite recorded before, in all its shards; other sessions record nothing.

    :param python: the label of this Python in the configuration, if it names several.
    """
    if plan.kind is not Kind.SUITE:
        return
    # Here and not above: each start of Nox would pay for what is needed when an install fails.
    from layerproof.adapters.records import clear_part, hold_part, make_home, part_folder
    from layerproof.core.outcome.values import Part

    home, part = make_home(root), Part(plan.name, python)
    with hold_part(part_folder(home, part)):
        clear_part(home, part)
