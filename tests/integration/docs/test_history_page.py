"""The page of the history names every error that its API can answer with."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import layerproof.history.errors as errors
from layerproof.history.errors.problem import ProblemError
from tests.support.doc_pages import find_section, read_page, rows_of


def _kinds(kind: type[ProblemError]) -> Iterator[type[ProblemError]]:
    yield kind
    for child in kind.__subclasses__():
        if child.__module__.startswith("layerproof."):
            yield from _kinds(child)


def test_every_error_is_on_the_page() -> None:
    """Each code stands there once with its status, by number, and with what it means."""
    for module in pkgutil.iter_modules(errors.__path__):
        importlib.import_module(f"{errors.__name__}.{module.name}")
    rows = rows_of(find_section(read_page("history.md"), "Errors"), "status")
    listed = [(int(status), code.strip("`")) for status, code, _ in rows]
    assert listed == sorted({(kind.status, kind.slug) for kind in _kinds(ProblemError)})
    assert [row for row in rows if not row[2].strip()] == []
