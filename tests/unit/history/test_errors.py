"""The errors of the history as a set."""

from __future__ import annotations

from collections.abc import Iterator

from layerproof.history.errors.problem import ProblemError


def _kinds(kind: type[ProblemError] = ProblemError) -> Iterator[type[ProblemError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _kinds(child)


def test_every_error_has_a_code_of_its_own() -> None:
    """No two errors share a code, so that a client can tell them apart."""
    codes = [kind.slug for kind in _kinds()]
    assert sorted(codes) == sorted(set(codes))


def test_every_error_has_a_status_of_an_error() -> None:
    """Every status is one of HTTP's errors, and every title says something."""
    wrong = [kind for kind in _kinds() if not 400 <= kind.status < 600 or not kind.title]
    assert wrong == []
