"""The same test several times in one file.

``pytest-rerunfailures`` writes every attempt as a test case, and those that were tried again look
as if they had passed; the last one says how the test ended. pytest also writes a second case for a
test that fails and whose tear-down fails too. With any other tool a name that comes again may as
well be another test: nothing says that it is a retry, so the worst ending counts, and no retries.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

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
    tries = _find_tries(repeated) if by_pytest else repeated
    counting = min(tries, key=lambda case: _ORDER.index(case.result))
    if by_pytest and counting.result not in BAD:
        counting = tries[-1]
    return replace(
        counting,
        seconds=sum(case.seconds for case in repeated),
        retries=sum(case.retries for case in repeated) + (len(tries) - 1 if by_pytest else 0),
    )


def _find_tries(repeated: Sequence[Case]) -> Sequence[Case]:
    """Return the attempts: all but the tear-downs that pytest writes beside a test that failed.

    Of a test that has passed and whose tear-down fails it writes one case: that is an attempt.
    """
    following = [case for before, case in pairwise(repeated) if not _is_beside(case, before)]
    return [repeated[0], *following]


def _is_beside(case: Case, before: Case) -> bool:
    """Whether a case is the tear-down of a test that had failed already."""
    return _is_teardown(case) and before.result in BAD and not _is_teardown(before)


def _is_teardown(case: Case) -> bool:
    """Whether a tear-down failed."""
    return case.result == "error" and case.message.startswith(_TEARDOWN)
