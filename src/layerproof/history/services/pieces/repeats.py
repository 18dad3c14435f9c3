"""The same test several times in one file.

``pytest-rerunfailures`` writes every attempt as a test case, and those that were tried again look
as if they had passed; the last one says how the test ended. pytest also writes a second case for a
test that fails and whose tear-down fails too. With any other tool a name that comes again may as
well be another test: nothing says that it is a retry, so the worst ending counts, and no retries.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from layerproof.history.records.pieces import Case

#: What pytest writes of a test that failed, when the tear-down fails as well.
_TEARDOWN = "failed on teardown"

#: From the one that counts most.
_ORDER = ("error", "failed", "xpassed", "xfailed", "passed", "skipped")


#: How a test ends that is not all right.
BAD = frozenset({"failed", "error"})


def settle(cases: Iterable[Case], *, by_pytest: bool) -> tuple[Case, ...]:
    """Return each test once, in the order of its first mention."""
    by_name: dict[str, list[Case]] = {}
    for case in cases:
        by_name.setdefault(case.nodeid, []).append(case)
    return tuple(
        repeated[0] if len(repeated) == 1 else _join(repeated, by_pytest=by_pytest)
        for repeated in by_name.values()
    )


def _join(repeated: Sequence[Case], *, by_pytest: bool) -> Case:
    tries = [case for case in repeated if not (by_pytest and _is_teardown(case))] or repeated
    counting = min(tries, key=lambda case: _ORDER.index(case.result))
    if by_pytest and counting.result not in BAD:
        counting = tries[-1]
    return replace(
        counting,
        seconds=sum(case.seconds for case in repeated),
        retries=sum(case.retries for case in repeated) + (len(tries) - 1 if by_pytest else 0),
    )


def _is_teardown(case: Case) -> bool:
    """Whether this is what came after a test that had ended already."""
    return case.result == "error" and case.message.startswith(_TEARDOWN)
