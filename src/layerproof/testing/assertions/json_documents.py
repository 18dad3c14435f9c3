"""Comparing JSON documents, with differences named by their path.

A path is keys and indexes with dots between, such as ``items.0.name``. In what is ignored, ``*``
stands for any one key or index and ``**`` for any number of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from layerproof.testing.assertions.responses import read_json

Path: TypeAlias = tuple[str, ...]

_MOST_DIFFERENCES = 30
_LONGEST_VALUE = 120
_NOTHING = object()


def assert_json_equal(
    actual: Any, expected: Any, ignoring: Iterable[str | Sequence[str]] = ()
) -> Any:
    """Return the actual document; it equals the expected one but for what is ignored.

    :param actual: a document, or a response whose body is one.
    :param expected: a document; an object with an equality of its own (``unittest.mock.ANY``,
        ``pytest.approx``) decides at its place. ``true`` is not ``1``, while ``1`` is ``1.0``.
    :param ignoring: paths that are not looked at, in either document; see the module. A path
        whose keys have dots in them is given as a sequence of keys.
    """
    __tracebackhide__ = True
    document = read_json(actual) if callable(getattr(actual, "json", None)) else actual
    patterns = [tuple(one.split(".")) if isinstance(one, str) else tuple(one) for one in ignoring]
    found = list(_compare(document, expected, (), patterns))
    if found:
        count = "1 difference" if len(found) == 1 else f"{len(found)} differences"
        rest = len(found) - _MOST_DIFFERENCES
        shown = found[:_MOST_DIFFERENCES] + ([f"and {rest} more"] if rest > 0 else [])
        raise AssertionError("\n  ".join([f"{count} from what is expected:", *shown]))
    return document


def _compare(actual: Any, expected: Any, path: Path, ignored: list[Path]) -> Iterator[str]:
    if any(_matches(path, pattern) for pattern in ignored):
        return
    if isinstance(actual, Mapping) and isinstance(expected, Mapping):
        yield from _compare_parts(_by_key(actual), _by_key(expected), path, ignored)
    elif _is_list(actual) and _is_list(expected):
        yield from _compare_parts(_by_index(actual), _by_index(expected), path, ignored)
    elif not _are_equal(actual, expected):
        yield _describe(actual, expected, path)


def _compare_parts(
    actual: Mapping[str, Any], expected: Mapping[str, Any], path: Path, ignored: list[Path]
) -> Iterator[str]:
    for key in [*expected, *(key for key in actual if key not in expected)]:
        yield from _compare(
            actual.get(key, _NOTHING), expected.get(key, _NOTHING), (*path, key), ignored
        )


def _are_equal(actual: Any, expected: Any) -> bool:
    if actual is _NOTHING or expected is _NOTHING:
        return False
    if isinstance(actual, bool) and isinstance(expected, int | float):
        return actual is expected
    if isinstance(expected, bool) and isinstance(actual, int | float):
        return False
    return bool(expected == actual)


def _describe(actual: Any, expected: Any, path: Path) -> str:
    place = ".".join(path) or "the document"
    if actual is _NOTHING:
        return f"{place}: missing, expected {_show(expected)}"
    if expected is _NOTHING:
        return f"{place}: unexpected {_show(actual)}"
    return f"{place}: {_show(actual)} instead of {_show(expected)}"


def _show(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]} ..."


def _matches(path: Path, pattern: Path) -> bool:
    if not pattern:
        return not path
    if pattern[0] == "**":
        return any(_matches(path[start:], pattern[1:]) for start in range(len(path) + 1))
    return bool(path) and pattern[0] in ("*", path[0]) and _matches(path[1:], pattern[1:])


def _by_key(value: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key): item for key, item in value.items()}


def _by_index(value: Sequence[Any]) -> dict[str, Any]:
    return {str(index): item for index, item in enumerate(value)}


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)
