"""Which runs have had their time. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from layerproof.history.records.retention import KeepingRule, RunAge


def choose_outdated(rule: KeepingRule, runs: Sequence[RunAge], now: datetime) -> tuple[int, ...]:
    """Return the keys of the runs that a project keeps no longer, oldest first.

    A run goes if it is not among the newest ``keep_runs``, or was made more than ``keep_days``
    days ago. Of the main branch the newest whole run stays in any case, since others are compared
    with it, and so does the newest one that the ratchet counts: else nothing would be held.
    """
    newest_first = sorted(runs, key=lambda run: (run.created_at, run.key), reverse=True)
    main = [run for run in newest_first if run.branch == rule.main_branch]
    base = next((run.key for run in main if run.whole), None)
    best = next((run.key for run in main if run.counted), None)
    outdated = [
        run.key
        for place, run in enumerate(newest_first)
        if run.key not in (base, best) and _is_outdated(rule, run, place, now)
    ]
    return tuple(reversed(outdated))


def _is_outdated(rule: KeepingRule, run: RunAge, place: int, now: datetime) -> bool:
    if rule.keep_runs is not None and place >= rule.keep_runs:
        return True
    return rule.keep_days is not None and now - run.created_at > timedelta(days=rule.keep_days)
