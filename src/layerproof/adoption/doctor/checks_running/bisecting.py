"""Finding the one test among many before it that makes another test end differently. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

#: Whether a test ends in the way in question after these; ``None`` when it could not be seen.
Shows = Callable[[Sequence[str]], bool | None]


def find_partner(before: Sequence[str], shows: Shows) -> str | None:
    """Return the test after which another ends differently; ``None`` where no single one does.

    :param before: the tests that ran before it, in their order.
    :param shows: runs some of them, in their order, and then the test.
    """
    left = list(before)
    while len(left) > 1:
        half = len(left) // 2
        # What runs last is the likelier cause.
        if shows(left[half:]):
            left = left[half:]
        elif shows(left[:half]):
            left = left[:half]
        else:
            return None
    if left and (len(before) > 1 or shows(left)):
        return left[0]
    return None
