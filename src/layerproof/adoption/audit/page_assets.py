"""Loads the fixed parts of the audit's page: its templates, and the style that all pages share."""

from __future__ import annotations

from importlib.resources import files

from layerproof.adapters.page_assets import load_page_assets
from layerproof.core.report.html import PageAssets

_PACKAGE = "layerproof.adoption.audit"
#: Templates of the verdict's page that this one uses too.
_SHARED = ("icon.svg", "layout.html")


def load_assets() -> PageAssets:
    """Return templates and style; the page has no script."""
    shared = load_page_assets()
    page = files(_PACKAGE) / "page"
    entries = sorted((page / "templates").iterdir(), key=lambda entry: entry.name)
    own = {entry.name: entry.read_text("utf-8") for entry in entries if entry.is_file()}
    style = (page / "audit.css").read_text("utf-8")
    return PageAssets(
        templates={**{name: shared.templates[name] for name in _SHARED}, **own},
        style=f"{shared.style}\n{style}",
        script="",
    )
