"""XML as text: the one place where names and values become markup, for Cobertura and JUnit.

A tree of 200,000 line elements costs more than its text, so none is built. Every value
passes through the escaping of the standard library after what XML 1.0 forbids was replaced.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from layerproof.core.report.printable import several_lines

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'


def element(
    name: str, attributes: dict[str, str], children: Iterable[str] = (), text: str = ""
) -> str:
    """Return one element. ``children`` are finished markup and stand on lines of their own.

    :param name: a name from this package, never from a project.
    :param text: character data, escaped here; an element has text or children.
    """
    opening = name + "".join(f" {key}={_quoted(value)}" for key, value in attributes.items())
    inside = "\n".join(children)
    if inside:
        return f"<{opening}>\n{inside}\n</{name}>"
    if text:
        return f"<{opening}>{escape(several_lines(text))}</{name}>"
    return f"<{opening}/>"


def document(root: str) -> str:
    """Return the root element as a whole document that ends in a line feed."""
    return f"{DECLARATION}\n{root}\n"


def _quoted(value: str) -> str:
    return quoteattr(several_lines(value))
