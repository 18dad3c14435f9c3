"""Loads the fixed parts of ``index.html`` out of the installed package.

They lie in ``core/report/html/page`` beside the code that renders with them; the core itself
opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from layerproof.core.report.html.assets import PageAssets

_PACKAGE = "layerproof.core.report.html"


def load_page_assets() -> PageAssets:
    """Return templates, style and script; style and script in the order of their file names."""
    page = files(_PACKAGE) / "page"
    script = "\n".join(_texts(page / "script"))
    return PageAssets(
        templates={entry.name: entry.read_text("utf-8") for entry in _entries(page / "templates")},
        style="\n".join(_texts(page / "style")),
        script=f'"use strict";\n{{\n{script}}}\n',
    )


def _texts(folder: Traversable) -> Iterator[str]:
    return (entry.read_text("utf-8") for entry in _entries(folder))


def _entries(folder: Traversable) -> list[Traversable]:
    return sorted((entry for entry in folder.iterdir() if entry.is_file()), key=lambda e: e.name)
