"""The page's fixed parts as a value: loaded by ``adapters.page_assets``, rendered by ``page``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageAssets:
    """What ``index.html`` is made from: Jinja2 templates by name, one style, one script.

    ``templates`` holds at least ``page.html``. ``style`` and ``script`` are trusted text of
    this package: they go into the page as they are, and their hashes into its policy.
    """

    templates: Mapping[str, str]
    style: str
    script: str
