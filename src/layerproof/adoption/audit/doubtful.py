"""Tests that prove nothing more: of one name, of one body, empty ones, and silent ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from layerproof.adoption.audit.inputs import WrittenTest
from layerproof.adoption.audit.values import Doubtful, Twins
from layerproof.adoption.findings import Place


def find_doubtful(tests: Sequence[WrittenTest]) -> Doubtful:
    """Return the tests that are one too many, do nothing, or assert nothing."""
    return Doubtful(
        twins=(*_same_name(tests), *_same_body(tests)),
        empty=tuple(_place(test) for test in tests if not test.body),
        silent=tuple(_place(test) for test in tests if test.body and not test.asserts),
    )


def _same_name(tests: Sequence[WrittenTest]) -> list[Twins]:
    groups = _group(tests, lambda test: test.nodeid)
    return [Twins("name", groups[key][0].nodeid, _places(groups[key])) for key in sorted(groups)]


def _same_body(tests: Sequence[WrittenTest]) -> list[Twins]:
    groups = _group([test for test in tests if test.body], lambda test: test.body)
    found = [
        Twins("body", ", ".join(dict.fromkeys(test.name for test in group)), _places(group))
        for group in groups.values()
    ]
    return sorted(found, key=lambda twins: twins.places)


def _group(
    tests: Sequence[WrittenTest], key_of: Callable[[WrittenTest], str]
) -> dict[str, list[WrittenTest]]:
    groups: dict[str, list[WrittenTest]] = defaultdict(list)
    for test in tests:
        groups[key_of(test)].append(test)
    return {key: group for key, group in groups.items() if len(group) > 1}


def _places(tests: Sequence[WrittenTest]) -> tuple[Place, ...]:
    return tuple(sorted(_place(test) for test in tests))


def _place(test: WrittenTest) -> Place:
    return Place(test.path, test.line)
