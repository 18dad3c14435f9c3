"""What a test is told when the code under test sends more statements than it may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, insert, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Session

from layerproof.errors import UsageError
from layerproof.testing.query_counter import assert_max_queries
from tests.support.library import (
    Author,
    Base,
    find_authors,
    find_titles,
    list_titles_async,
    origin_of,
    three_authors,
)

LIBRARY = "tests/support/library.py"
HERE = "tests/integration/testing/query_counter/test_limits.py"


def send_six(connection: Connection) -> None:
    """Send four queries that are equal but for a value, a batch, and one that fails."""
    for number in range(4):
        connection.execute(select(Author.id).where(Author.id == number))  # repeated
    connection.execute(insert(Author), [{"name": "Di"}, {"name": "Ed"}])  # batch
    with suppress(OperationalError):
        connection.execute(text("SELECT *\nFROM nowhere"))  # wrong


def ask_and_fail(engine: Engine) -> None:
    """Send a query where none is allowed, and fail of something else."""
    with assert_max_queries(0), engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        raise LookupError("no such author")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Engine]:
    """Return an engine of a filled library in SQLite."""
    engine = create_engine(f"sqlite:///{tmp_path}/library.sqlite")
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        session.add_all(three_authors())
    yield engine
    engine.dispose()


async def test_the_message_names_the_repeated_line_first(
    async_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Limit, count, then each statement: repeated ones first, with the line and the values."""
    monkeypatch.chdir(Path(__file__).parents[4])
    async with AsyncSession(async_engine) as session:
        with pytest.raises(AssertionError, match=r"^4 queries were sent") as caught:
            async with assert_max_queries(2):
                await list_titles_async(session)

    books = origin_of(find_titles, "the books of one").line
    authors = origin_of(find_authors, "the authors").line
    lines = str(caught.value).splitlines()
    assert [line for line in lines if not line.startswith("    ")] == [
        "4 queries were sent where at most 2 are allowed:",
        f"  repeated 3 times (N+1?) at {LIBRARY}:{books} in find_titles",
        f"  once at {LIBRARY}:{authors} in find_authors",
    ]


def test_the_whole_message(library: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Statements stand on one line, with the values of the first three."""
    monkeypatch.chdir(Path(__file__).parents[4])
    with (
        library.connect() as connection,
        pytest.raises(AssertionError, match=r"^6 queries were sent") as caught,
        assert_max_queries(1, library),
    ):
        send_six(connection)

    repeated, batch, wrong = (
        origin_of(send_six, mark).line for mark in ("repeated", "batch", "wrong")
    )
    place = "in send_six"
    assert str(caught.value).splitlines() == [
        "6 queries were sent where at most 1 is allowed:",
        f"  repeated 4 times (N+1?) at {HERE}:{repeated} {place}",
        "    SELECT author.id FROM author WHERE author.id = ?",
        "    with (0,); (1,); (2,); and 1 more",
        f"  once, 2 rows in all, at {HERE}:{batch} {place}",
        "    INSERT INTO author (name) VALUES (?)",
        "    with [('Di',), ('Ed',)]",
        f"  once, failed with OperationalError, at {HERE}:{wrong} {place}",
        "    SELECT * FROM nowhere",
    ]


def test_a_limit_that_is_kept_says_nothing(library: Engine) -> None:
    """As many statements as allowed pass, and the counter is there to be asked."""
    with assert_max_queries(1) as counter, library.connect() as connection:
        connection.execute(text("SELECT 1"))

    assert counter.count == 1


def test_an_error_in_the_block_is_not_hidden(library: Engine) -> None:
    """What went wrong in the block reaches the test, however many statements it sent."""
    with pytest.raises(LookupError, match=r"^no such author$"):
        ask_and_fail(library)


def test_a_limit_below_zero_is_wrong_use() -> None:
    """A limit of fewer than no statements is refused."""
    with pytest.raises(UsageError, match=r"^a limit of queries is 0 or more, not -1$"):
        assert_max_queries(-1)
