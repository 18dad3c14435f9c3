"""The rules of snippets; knows neither HTTP nor SQL."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from playground.models import Snippet
from playground.snippets.errors import (
    MissingValuesError,
    NotOwnerError,
    SnippetLimitError,
    SnippetNotFoundError,
)
from playground.snippets.repository import SnippetRepository
from playground.snippets.schemas import Run, SnippetChange

#: A place to fill in: ``{{name}}``.
_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class SnippetService:
    """Keeps, shares, forks and runs snippets on behalf of one user at a time.

    Methods that change something need a session that writes: its lock is what keeps two requests
    from both seeing the last free place.
    """

    def __init__(self, snippets: SnippetRepository, limit: int) -> None:
        self._snippets = snippets
        self._limit = limit

    async def create(self, user_id: int, title: str, body: str) -> Snippet:
        """Keep a snippet, which is private at first.

        Raises:
            SnippetLimitError: The user has as many as one may have.
        """
        return await self._add(Snippet(owner_id=user_id, title=title, body=body))

    async def list_own(
        self, user_id: int, limit: int, offset: int
    ) -> tuple[Sequence[Snippet], int]:
        """Return a page of the user's snippets, and how many there are."""
        page = await self._snippets.list_of(user_id, limit, offset)
        return page, await self._snippets.count_of(user_id)

    async def show(self, user_id: int, snippet_id: int) -> Snippet:
        """Return a snippet that is the user's own or shared.

        Raises:
            SnippetNotFoundError: There is none; what is private to others does not exist.
        """
        snippet = await self._snippets.find(snippet_id)
        if snippet is None or (snippet.owner_id != user_id and snippet.visibility != "shared"):
            raise SnippetNotFoundError(f"there is no snippet {snippet_id}")
        return snippet

    async def change(self, user_id: int, snippet_id: int, change: SnippetChange) -> Snippet:
        """Change a snippet of the user's own, and share it or stop sharing it.

        Raises:
            SnippetNotFoundError: The user sees no such snippet.
            NotOwnerError: The user sees it, and it is another's.
        """
        snippet = await self._find_own(user_id, snippet_id)
        for name, value in change.model_dump(exclude_none=True).items():
            setattr(snippet, name, value)
        return await self._snippets.save(snippet)

    async def remove(self, user_id: int, snippet_id: int) -> None:
        """Delete a snippet of the user's own; raises as ``change`` does."""
        await self._snippets.remove(await self._find_own(user_id, snippet_id))

    async def fork(self, user_id: int, snippet_id: int) -> Snippet:
        """Keep a private copy of a snippet that the user sees, with no run yet.

        Raises:
            SnippetNotFoundError: The user sees no such snippet.
            SnippetLimitError: The user has as many as one may have.
        """
        source = await self.show(user_id, snippet_id)
        return await self._add(
            Snippet(
                owner_id=user_id, forked_from_id=source.id, title=source.title, body=source.body
            )
        )

    async def run(self, user_id: int, snippet_id: int, values: Mapping[str, str]) -> Run:
        """Fill in a snippet that the user sees, and count it.

        Raises:
            SnippetNotFoundError: The user sees no such snippet.
            MissingValuesError: A place has no value; such a run is not counted.
        """
        snippet = await self.show(user_id, snippet_id)
        text = fill(snippet.body, values)
        return Run(text=text, run_count=await self._snippets.count_run(snippet.id))

    async def _add(self, snippet: Snippet) -> Snippet:
        if await self._snippets.count_of(snippet.owner_id) >= self._limit:
            raise SnippetLimitError(f"you have {self._limit} snippets, which is as many as may be")
        return await self._snippets.add(snippet)

    async def _find_own(self, user_id: int, snippet_id: int) -> Snippet:
        snippet = await self.show(user_id, snippet_id)
        if snippet.owner_id != user_id:
            raise NotOwnerError("the snippet is somebody else's; fork it to change it")
        return snippet


def fill(body: str, values: Mapping[str, str]) -> str:
    """Return ``body`` with a value in each place. Values are not looked into for further places.

    Raises:
        MissingValuesError: A place has no value; all such are named.
    """
    missing = sorted(set(_PLACE.findall(body)) - values.keys())
    if missing:
        raise MissingValuesError(f"there is no value for {', '.join(missing)}")
    return _PLACE.sub(lambda place: values[place[1]], body)
