"""Whether a part ran on the project as it is now: same source, same tests, same config."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from layerproof.core.judge.reasons import session_of, unmeasured
from layerproof.core.judge.values import Reason
from layerproof.core.outcome.values import Fingerprint, PartOutcome
from layerproof.core.wording import name_some


def is_fresh(outcome: PartOutcome, now: Fingerprint) -> bool:
    """Return whether nothing changed since the part ran."""
    return not any(find_changes(outcome, now))


def find_changes(outcome: PartOutcome, now: Fingerprint) -> Iterator[Reason]:
    """Yield a reason for each kind of thing that changed since the part ran."""
    then = outcome.fingerprint
    changes = (
        ("source-changed", "the source", list_changes(then.source, now.source)),
        ("tests-changed", "the tests", list_changes(then.tests, now.tests)),
        ("config-changed", "the config", ("changed",) if then.config != now.config else ()),
    )
    for code, what, changed in changes:
        if changed:
            yield unmeasured(
                code,
                f"{what} changed since {outcome.part.label} ran: {name_some(changed)}",
                session_of(outcome.part),
                suite=outcome.part.suite,
            )


def list_changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """Return each path that differs, with ``(added)`` or ``(removed)`` where it is."""
    if before == after:
        return ()
    changed = (
        (path, "" if path in before and path in after else _kind(path, before))
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path)
    )
    return tuple(f"{path} ({kind})" if kind else path for path, kind in changed)


def _kind(path: str, before: Mapping[str, str]) -> str:
    return "removed" if path in before else "added"
