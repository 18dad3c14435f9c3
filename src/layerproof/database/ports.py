"""The faces behind which PostgreSQL and SQLite look alike. ``provision`` puts them together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

from layerproof.database.values import Place, Recipe, RunningServer, Template

#: Tells the user one line; how is the caller's business.
Say: TypeAlias = Callable[[str], None]


class Lease(Protocol):
    """A use of a server, held until released or until the process ends, however it ends."""

    @property
    def server(self) -> RunningServer:
        """The server that is held."""

    def release(self) -> None:
        """End the use; an owned server stops when its last use ends."""


class Databases(Protocol):
    """Makes and drops databases: on a server, or as files.

    Everything it makes belongs to this process until dropped. What a killed process left is
    swept up by the next one.
    """

    def ensure_template(self, recipe: Recipe) -> Template:
        """Return the recipe's template, built now if nobody built it before.

        While another process builds it, wait. Raises ``TemplateFailedError`` with what the
        build said.
        """

    def clone(self, template: Template, name: str) -> Place:
        """Return a new database made from the template.

        :param name: a word that tells whose it is; the real name is made unique from it.
        """

    def drop(self, place: Place) -> None:
        """Drop a database, whoever is still connected to it; nothing happens if it is gone."""

    def keep(self, place: Place) -> None:
        """Leave a database when this process ends, for somebody to look into."""

    def sweep(self) -> None:
        """Drop what dead processes left, and templates that nobody has used for long."""

    def close(self) -> None:
        """Drop all that is left of this process's own, and end its connections."""
