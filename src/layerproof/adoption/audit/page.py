"""``index.html``: the audit as one page that needs nothing else, neither network nor script.

What folds is a ``details`` element, so that keyboard and screen readers need no help.
"""

from __future__ import annotations

from jinja2 import DictLoader, Environment, StrictUndefined

from layerproof.adoption.audit import wording
from layerproof.adoption.audit.markdown import figure_text
from layerproof.adoption.audit.values import Audit
from layerproof.core.report.html import PageAssets, figures
from layerproof.core.report.html.escaping import (
    encodable,
    own_text,
    policy_hash,
    show,
    with_code,
)

#: Rows of a table, beyond which only their number is told; report.json has all.
LONGEST = 500


def render_html(audit: Audit, assets: PageAssets) -> str:
    """Return the page."""
    page = _environment(assets).get_template("page.html")
    return encodable(
        page.render(
            audit=audit,
            verdict={"ruling": audit.answer},  # what the shared icon is coloured by
            sentence=wording.sentence(audit),
            policy=_policy(assets),
            style=own_text(assets.style),
            longest=LONGEST,
        )
    )


def _environment(assets: PageAssets) -> Environment:
    environment = Environment(
        loader=DictLoader(assets.templates),
        autoescape=True,
        finalize=show,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=figures.number,
        with_code=with_code,
        size=wording.size,
        seconds=wording.seconds,
        results=wording.results,
        share=wording.share_text,
        percent=wording.percent,
        target=wording.target_text,
        covered=wording.covered_text,
        figure=figure_text,
    )
    environment.globals.update(
        plural=figures.plural, symbols=wording.SYMBOLS, priorities=wording.PRIORITIES
    )
    return environment


def _policy(assets: PageAssets) -> str:
    """Return a Content-Security-Policy that allows this page's own style, and nothing else."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {policy_hash(assets.style)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
