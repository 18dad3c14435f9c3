"""The rules of snippets, without a database."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_mock import MockerFixture

from playground.models import Snippet
from playground.snippets.errors import (
    MissingValuesError,
    NotOwnerError,
    SnippetLimitError,
    SnippetNotFoundError,
)
from playground.snippets.repository import SnippetRepository
from playground.snippets.schemas import Run, SnippetChange
from playground.snippets.service import SnippetService, fill

ANN, BOB = 1, 2
LIMIT = 3


@pytest.fixture
def snippets(mocker: MockerFixture) -> Any:
    """A repository that stores nothing: it holds no snippet, and returns what it is given."""
    fake = mocker.create_autospec(SnippetRepository, instance=True)
    fake.count_of.return_value = 0
    fake.find.side_effect = {}.get
    fake.add.side_effect = fake.save.side_effect = lambda snippet: snippet
    return fake


@pytest.fixture
def service(snippets: Any) -> SnippetService:
    return SnippetService(snippets, LIMIT)


def make_snippet(**values: Any) -> Snippet:
    """Return a snippet of Ann's, which nobody else sees."""
    own = {"id": 7, "owner_id": ANN, "title": "greeting", "body": "Hello, {{name}}!"}
    return Snippet(**{**own, "visibility": "private", "run_count": 5, **values})


def keep(snippets: Any, snippet: Snippet) -> Snippet:
    """Let the repository find a snippet by its id, and no other."""
    snippets.find.side_effect = {snippet.id: snippet}.get
    return snippet


async def test_a_snippet_is_kept_for_its_owner(service: SnippetService, snippets: Any) -> None:
    """What is stored is the user's, with the text as it was given."""
    created = await service.create(ANN, "greeting", "Hello!")

    snippets.add.assert_awaited_once_with(created)
    assert (created.owner_id, created.title, created.body) == (ANN, "greeting", "Hello!")
    assert created.forked_from_id is None


async def test_the_last_free_place_is_free(service: SnippetService, snippets: Any) -> None:
    """One below the limit, another snippet may be kept; whose count it is, is the owner's."""
    snippets.count_of.return_value = LIMIT - 1

    await service.create(ANN, "greeting", "Hello!")

    snippets.count_of.assert_awaited_once_with(ANN)


async def test_the_limit_holds(service: SnippetService, snippets: Any) -> None:
    """At the limit nothing is stored, and the message says how many may be."""
    snippets.count_of.return_value = LIMIT

    with pytest.raises(SnippetLimitError, match=r"^you have 3 snippets, which is as many as may"):
        await service.create(ANN, "greeting", "Hello!")

    snippets.add.assert_not_awaited()


async def test_a_page_comes_with_the_whole_count(service: SnippetService, snippets: Any) -> None:
    """A page says how many snippets there are beside those on it."""
    snippets.list_of.return_value = [page := make_snippet()]
    snippets.count_of.return_value = 12

    assert await service.list_own(ANN, limit=1, offset=4) == ([page], 12)

    snippets.list_of.assert_awaited_once_with(ANN, 1, 4)
    snippets.count_of.assert_awaited_once_with(ANN)


@pytest.mark.parametrize(
    ("user", "visibility"), [(ANN, "private"), (ANN, "shared"), (BOB, "shared")]
)
async def test_own_and_shared_snippets_are_seen(
    service: SnippetService, snippets: Any, user: int, visibility: str
) -> None:
    """One sees what is one's own, and what others share."""
    snippet = keep(snippets, make_snippet(visibility=visibility))

    assert await service.show(user, 7) is snippet

    snippets.find.assert_awaited_once_with(7)


@pytest.mark.parametrize("snippet_id", [7, 8])
async def test_a_private_snippet_does_not_exist_for_others(
    service: SnippetService, snippets: Any, snippet_id: int
) -> None:
    """Somebody else's private snippet is answered as one that there is not."""
    keep(snippets, make_snippet())

    with pytest.raises(SnippetNotFoundError, match=rf"^there is no snippet {snippet_id}$"):
        await service.show(BOB, snippet_id)


async def test_only_what_is_given_changes(service: SnippetService, snippets: Any) -> None:
    """A change that names one field leaves the others, and is stored."""
    snippet = keep(snippets, make_snippet())

    assert await service.change(ANN, 7, SnippetChange(visibility="shared")) is snippet

    snippets.save.assert_awaited_once_with(snippet)
    assert (snippet.title, snippet.body) == ("greeting", "Hello, {{name}}!")
    assert snippet.visibility == "shared"


async def test_a_shared_snippet_is_changed_by_its_owner_alone(
    service: SnippetService, snippets: Any
) -> None:
    """Who sees a snippet of somebody else's may not change it, and is told what to do."""
    snippet = keep(snippets, make_snippet(visibility="shared"))

    with pytest.raises(NotOwnerError, match=r"^the snippet is somebody else's; fork it"):
        await service.change(BOB, 7, SnippetChange(title="mine"))

    snippets.save.assert_not_awaited()
    assert snippet.title == "greeting"


async def test_one_deletes_ones_own(service: SnippetService, snippets: Any) -> None:
    """The owner's snippet is deleted."""
    snippet = keep(snippets, make_snippet())

    await service.remove(ANN, 7)

    snippets.remove.assert_awaited_once_with(snippet)


async def test_nobody_else_deletes_a_shared_snippet(service: SnippetService, snippets: Any) -> None:
    """Sharing does not let others delete."""
    keep(snippets, make_snippet(visibility="shared"))

    with pytest.raises(NotOwnerError, match="somebody else's"):
        await service.remove(BOB, 7)

    snippets.remove.assert_not_awaited()


async def test_a_fork_is_a_private_copy(service: SnippetService, snippets: Any) -> None:
    """A fork has the text and knows its source; neither being shared nor the runs come along."""
    keep(snippets, make_snippet(visibility="shared"))

    fork = await service.fork(BOB, 7)

    snippets.add.assert_awaited_once_with(fork)
    assert (fork.owner_id, fork.forked_from_id) == (BOB, 7)
    assert (fork.title, fork.body) == ("greeting", "Hello, {{name}}!")
    # Left to the table's defaults: private, no run.
    assert vars(fork).keys().isdisjoint({"visibility", "run_count"})


async def test_one_forks_ones_own(service: SnippetService, snippets: Any) -> None:
    """A private snippet is there to be copied by its owner."""
    keep(snippets, make_snippet())

    assert (await service.fork(ANN, 7)).owner_id == ANN


async def test_a_private_snippet_is_not_forked_by_others(
    service: SnippetService, snippets: Any
) -> None:
    """What one does not see one cannot copy."""
    keep(snippets, make_snippet())

    with pytest.raises(SnippetNotFoundError, match="no snippet 7"):
        await service.fork(BOB, 7)

    snippets.add.assert_not_awaited()


async def test_a_fork_counts_to_the_limit_of_who_forks(
    service: SnippetService, snippets: Any
) -> None:
    """Forks are snippets like others: at the limit there is none."""
    keep(snippets, make_snippet(visibility="shared"))
    snippets.count_of.return_value = LIMIT

    with pytest.raises(SnippetLimitError, match="you have 3"):
        await service.fork(BOB, 7)

    snippets.count_of.assert_awaited_once_with(BOB)


async def test_a_run_fills_in_and_counts(service: SnippetService, snippets: Any) -> None:
    """A run of a shared snippet gives the text, and says which run it was."""
    keep(snippets, make_snippet(visibility="shared"))
    snippets.count_run.return_value = 6

    assert await service.run(BOB, 7, {"name": "Bob"}) == Run(text="Hello, Bob!", run_count=6)

    snippets.count_run.assert_awaited_once_with(7)


async def test_a_run_without_a_value_is_not_counted(service: SnippetService, snippets: Any) -> None:
    """A run that cannot be filled in fails before it is counted."""
    keep(snippets, make_snippet())

    with pytest.raises(MissingValuesError, match="no value for name"):
        await service.run(ANN, 7, {"nome": "Ann"})

    snippets.count_run.assert_not_awaited()


async def test_a_private_snippet_is_not_run_by_others(
    service: SnippetService, snippets: Any
) -> None:
    """What one does not see one cannot run, nor count."""
    keep(snippets, make_snippet())

    with pytest.raises(SnippetNotFoundError, match="no snippet 7"):
        await service.run(BOB, 7, {"name": "Bob"})

    snippets.count_run.assert_not_awaited()


@pytest.mark.parametrize(
    ("body", "values", "text"),
    [
        ("no places", {}, "no places"),
        ("{{a}} and {{ a }}", {"a": "1"}, "1 and 1"),
        ("{{a}}{{b}}", {"a": "{{b}}", "b": "2"}, "{{b}}2"),
        ("{a} {{}} {{a b}}", {"a": "1"}, "{a} {{}} {{a b}}"),
        ("{{a}}", {"a": "\\1", "unused": "3"}, "\\1"),
    ],
)
def test_places_are_filled_in(body: str, values: dict[str, str], text: str) -> None:
    """Each place gets its value as it is; all else stays, and values are not looked into."""
    assert fill(body, values) == text


def test_all_missing_values_are_named() -> None:
    """The message has each missing name once, in order."""
    with pytest.raises(MissingValuesError, match=r"^there is no value for a, b$"):
        fill("{{b}} {{a}} {{b}} {{c}}", {"c": "3"})
