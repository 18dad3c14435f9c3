"""``index.html``: one verdict as a single page that needs nothing else, not even a network.

``page`` puts it together from rows (``matrix``, ``suiterows``, ``testlists``, ``filerows``),
packed source text (``packing``) and the page's fixed parts (``assets``), which
``adapters.page_assets`` loads from the folder ``page`` beside this file.
"""

from layerproof.core.report.html.assets import PageAssets
from layerproof.core.report.html.page import render_html

__all__ = ["PageAssets", "render_html"]
