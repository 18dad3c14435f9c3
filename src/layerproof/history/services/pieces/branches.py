"""Branches of one line, seen several times.

Two looks at a line can be put together exactly if both name its branches in the same way: a branch
is missing if nobody has taken it. That is so if both name all branches, and those are the same; or
if both come from one maker. Otherwise it is only known that at least as many were taken as the
better look has seen; more is never claimed. The order of looks makes no difference.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from layerproof.history.records.pieces import Branches

#: The dialect, the number of branches, all names if they are known, and else the maker.
_Key = tuple[str, int, tuple[str, ...] | None, str]


@dataclass(slots=True)
class _Looks:
    """Looks that name the branches of a line in the same way."""

    by_all: frozenset[str]
    by_any: frozenset[str]
    taken: int

    def note(self, missing: frozenset[str], taken: int) -> None:
        self.by_all &= missing
        self.by_any |= missing
        self.taken = max(self.taken, taken)


@dataclass(slots=True)
class BranchLedger:
    """What is known of a line's branches so far."""

    _total: int = 0
    _taken: int = 0
    _named: dict[_Key, _Looks] = field(default_factory=dict)

    def note(self, dialect: str, seen: Branches, *, maker: str = "") -> None:
        """Add a look at the line.

        :param dialect: looks of one dialect that have the same arms name them in the same way.
        :param maker: looks of one maker do so even where the arms are not known.
        """
        self._total = max(self._total, seen.total)
        self._taken = max(self._taken, seen.taken)
        if seen.missing is None:
            return
        missing = frozenset(seen.missing)
        key = (dialect, seen.total, seen.arms, maker if seen.arms is None else "")
        known = self._named.get(key)
        if known is None:
            self._named[key] = _Looks(missing, missing, seen.taken)
        else:
            known.note(missing, seen.taken)

    def merged(self) -> Branches:
        """Return what all looks know together."""
        taken = max([self._taken, *(_reached(key, looks) for key, looks in self._named.items())])
        exact = [
            key
            for key, looks in self._named.items()
            if key[1] == self._total and _is_exact(key, looks) and _reached(key, looks) == taken
        ]
        if not exact:
            return Branches(self._total, taken)
        # Which one is named makes no difference to the count; it must not depend on the order.
        key = min(exact, key=lambda key: (key[0], key[2] or (), key[3]))
        return Branches(self._total, taken, tuple(sorted(self._named[key].by_all)), key[2])


def _is_exact(key: _Key, looks: _Looks) -> bool:
    """Whether the names can be of one line; those of different makers are too many."""
    return len(looks.by_any) <= key[1]


def _reached(key: _Key, looks: _Looks) -> int:
    return key[1] - len(looks.by_all) if _is_exact(key, looks) else looks.taken
