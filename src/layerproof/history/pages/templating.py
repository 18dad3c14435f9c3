"""The environment of Jinja2 in which every page is written, and the policy it is sent with."""

from __future__ import annotations

from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from layerproof import __version__
from layerproof.history.pages import addresses, numbers, wording
from layerproof.history.pages.frame import Frame
from layerproof.history.pages.printable import breakable, exact, plain_text, shorten, show
from layerproof.history.pages.static_files import static_address

#: Nothing but our own style sheet and pictures, and forms to ourselves: no script at all.
#: https://www.w3.org/TR/CSP3/
POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

#: What every page is sent with. Pages hold what belongs to one person: nobody may keep them.
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def render(template: str, frame: Frame, **values: object) -> str:
    """Return a page as text that can be written as UTF-8."""
    page = _environment().get_template(template).render(frame=frame, **values)
    return page.encode("utf-8", "replace").decode("utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("layerproof.history.pages"),
        autoescape=True,
        finalize=show,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(
        breakable=breakable,
        duration=numbers.duration,
        exact=exact,
        factor=numbers.factor,
        machine_moment=numbers.machine_moment,
        moment=numbers.moment,
        number=numbers.number,
        percent=numbers.percent,
        plain=plain_text,
        failed=wording.failed,
        layer_name=wording.layer_name,
        ran=wording.ran,
        ruling_class=wording.ruling_class,
        shorten=shorten,
        sign=wording.sign,
    )
    environment.globals.update(
        at=addresses,
        headline=wording.headline,
        nothing=numbers.NOTHING,
        plural=numbers.plural,
        points=numbers.points,
        static=static_address,
        version=__version__,
    )
    return environment
