"""Scopes for services on fakes; in the application only ``AccessService`` makes them."""

from __future__ import annotations

from layerproof.history.records.access import ProjectScope


def make_scope(key: int = 1, slug: str = "shop", *, name: str | None = None) -> ProjectScope:
    """Return the scope of a project of the organization ``acme``, whose main branch is ``main``."""
    return ProjectScope(
        key=key,
        slug=slug,
        organization_key=1,
        organization_slug="acme",
        name=name or slug,
        main_branch="main",
    )


SHOP_SCOPE = make_scope()
