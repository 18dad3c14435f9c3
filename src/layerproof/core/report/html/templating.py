"""What every page has: an environment of Jinja2, and a policy that lets nothing foreign in."""

from __future__ import annotations

from jinja2 import DictLoader, Environment, StrictUndefined

from layerproof.core.report.html import figures
from layerproof.core.report.html.assets import PageAssets
from layerproof.core.report.html.escaping import policy_hash, show, with_code


def make_environment(assets: PageAssets) -> Environment:
    """Return an environment that escapes everything, and knows what all pages show alike."""
    environment = Environment(
        loader=DictLoader(assets.templates),
        autoescape=True,
        finalize=show,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=figures.number, with_code=with_code)
    environment.globals.update(plural=figures.plural)
    return environment


def write_policy(style: str, script: str = "") -> str:
    """Return a Content-Security-Policy that allows a page's own style and script, no more.

    :param script: empty for a page that has none.
    """
    with_script = (f"script-src {policy_hash(script)}",) if script else ()
    trusted = ("require-trusted-types-for 'script'", "trusted-types 'none'") if script else ()
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {policy_hash(style)}",
            *with_script,
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            *trusted,
        )
    )
