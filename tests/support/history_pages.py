"""Every page of the history, which the OpenAPI document does not list, and its address."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi.routing import iter_route_contexts

from tests.support.history_document import make_app
from tests.support.history_world import NEXT_RUN, RUN, TEST, World

#: What a page's path parameter is filled with; another name fails until it is here.
PLACES: Mapping[str, Callable[[World], str]] = {
    "name": lambda _: "style.css",
    "organization": lambda _: "acme",
    "project": lambda _: "shop",
    "run_id": lambda _: RUN,
    "test_id": lambda world: world.test_ids[TEST],
    "person": lambda world: world.people["colleague"],
    "invitation": lambda world: world.invitation_ids["open"],
    "token": lambda world: world.token_ids["read"],
}

#: What a page's address asks for.
QUESTIONS: Mapping[str, str] = {
    "/o/{organization}/{project}/compare": f"?run={NEXT_RUN}&base={RUN}",
}


@dataclass(frozen=True)
class Page:
    """A method of a page's address."""

    method: str
    path: str

    @property
    def name(self) -> str:
        """What it is called in tables."""
        return f"{self.method} {self.path}"

    @property
    def places(self) -> list[str]:
        """The names of its path parameters, in order."""
        return re.findall(r"\{(\w+)\}", self.path)

    def url(self, world: World, **places: str) -> str:
        """Return its address, filled from the world unless told otherwise."""
        missing = [name for name in self.places if name not in places]
        filled = {name: PLACES[name](world) for name in missing} | places
        return self.path.format(**filled) + QUESTIONS.get(self.path, "")


def pages() -> list[Page]:
    """Return every page, as the application has it."""
    return [
        Page(method, str(route.path))
        for route in iter_route_contexts(make_app().routes)
        if route.path and not route.path.startswith("/api/")
        for method in sorted(route.methods or ())
    ]
