"""``index.html``: the audit as one page that needs nothing else, neither network nor script.

What folds is a ``details`` element, so that keyboard and screen readers need no help.
"""

from __future__ import annotations

from jinja2 import Environment

from layerproof.adoption.audit import wording
from layerproof.adoption.audit.values import Audit
from layerproof.core.report.html import PageAssets
from layerproof.core.report.html.escaping import encodable, own_text
from layerproof.core.report.html.templating import make_environment, write_policy

#: Rows of a table, beyond which only their number is told; report.json has all.
LONGEST = 500


def render_html(audit: Audit, assets: PageAssets) -> str:
    """Return the page."""
    page = _environment(assets).get_template("page.html")
    return encodable(
        page.render(
            audit=audit,
            project=audit.project,
            version=audit.origin.version,
            verdict={"ruling": audit.answer},  # what the shared icon is coloured by
            sentence=wording.sentence(audit),
            policy=write_policy(assets.style),
            style=own_text(assets.style),
            longest=LONGEST,
        )
    )


def _environment(assets: PageAssets) -> Environment:
    environment = make_environment(assets)
    environment.filters.update(
        size=wording.size,
        seconds=wording.seconds,
        results=wording.results,
        share=wording.share_text,
        percent=wording.percent,
        target=wording.target_text,
        covered=wording.covered_text,
        figure=wording.figure_text,
    )
    environment.globals.update(symbols=wording.SYMBOLS, priorities=wording.PRIORITIES)
    return environment
