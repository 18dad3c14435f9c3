"""The page's fixed parts, as they lie in the installed package."""

from __future__ import annotations

from layerproof.adapters.page_assets import load_page_assets


def test_load_page_assets() -> None:
    """All templates, styles and scripts are loaded, the last two in the order of their names."""
    assets = load_page_assets()
    assert sorted(assets.templates) == [
        "files.html",
        "icon.svg",
        "layout.html",
        "marks.html",
        "matrix.html",
        "page.html",
        "source.html",
        "suites.html",
        "tests.html",
        "verdict.html",
    ]
    assert assets.style.index(":root {") < assets.style.index(".verdict {")
    assert assets.style.index(".verdict {") < assets.style.index("@media print")
    assert assets.script.startswith('"use strict";\n{\n')
    assert assets.script.index("const index =") < assets.script.index("startTable();")


def test_assets_cannot_end_their_elements() -> None:
    """Style and script go into the page unescaped, so they may not hold what would end them."""
    assets = load_page_assets()
    assert "</" not in assets.style
    assert "</" not in assets.script
    assert "<!--" not in assets.script
