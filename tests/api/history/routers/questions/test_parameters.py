"""Parameters of questions that nobody should send: refused, or taken as the text that they are."""

from __future__ import annotations

import base64
from itertools import product

import httpx

from tests.support.history import SHOP, code_of

QUESTIONS = (
    "branches",
    "runs/run-3/tests",
    "runs/run-3/comparison",
    "trends/layers",
    "trends/suites",
    "tests/slowest",
    "tests/flaky",
    "durations",
    "ratchet",
)

#: What ends statements, patterns and pages elsewhere, and what text can hold at all.
HOSTILE = (
    "' OR '1'='1",
    "'; DROP TABLE runs; --",
    "%",
    "_",
    "\\",
    "<script>alert(1)</script>",
    "\x1b[31m\r\n",
    "\N{PILE OF POO}",
    "x" * 255,
)


#: What cannot be asked; the parameter that is named is the one at fault.
REFUSED = (
    "branches?limit=0",
    "branches?limit=201",
    "branches?limit=x",
    "branches?cursor=x",
    f"branches?cursor={'x' * 101}",
    "runs?complete=perhaps",
    "runs/run-3/tests?sort=id",
    "runs/run-3/tests?sort=seconds;DROP TABLE runs",
    "runs/run-3/tests?result=PASSED",
    "runs/run-3/tests?suite=",
    "runs/run-3/tests?search=",
    "runs/run-3/tests?search=%00",
    f"runs/run-3/tests?search={'x' * 256}",
    "runs/run-3/tests?cursor=bmFtZS4x",
    "runs/run-3/comparison?base=",
    "runs/run-3/comparison?base=%00",
    "runs/run-3/comparison?slower_times=nan",
    "runs/run-3/comparison?slower_times=0.5",
    "runs/run-3/comparison?slower_seconds=-1",
    "runs/run-3/comparison?slower_seconds=inf",
    "runs/run-3/comparison?limit=201",
    "trends/layers?limit=2001",
    "trends/suites?limit=0",
    "trends/suites?branch=%00",
    "tests/slowest?runs=101",
    "tests/slowest?sort=nodeid",
    "tests/flaky?definition=sometimes",
    "tests/flaky?runs=201",
    "tests/flaky?min_flips=0",
    f"tests/flaky?branch={'x' * 256}",
    "durations?runs=21",
    "durations?suite=%00",
    "ratchet?runs=0",
    "ratchet?branch_coverage=2",
)


async def test_what_cannot_be_asked(asked: httpx.AsyncClient) -> None:
    """A parameter that is out of its range is refused, and named."""
    for question in REFUSED:
        response = await asked.get(f"{SHOP}/{question}")
        assert code_of(response) == (422, "invalid-request"), question
        name = question.partition("?")[2].partition("=")[0]
        assert [fault["where"] for fault in response.json()["faults"]] == [f"query.{name}"]


async def test_hostile_text_is_only_text(asked: httpx.AsyncClient) -> None:
    """Text in a filter finds what is called so, which is nothing, and does nothing else."""
    for question, text in product(QUESTIONS, HOSTILE):
        parameters = dict.fromkeys(("branch", "suite", "search"), text)
        response = await asked.get(f"{SHOP}/{question}", params=parameters)
        assert response.status_code == 200, (question, text)
    assert len((await asked.get(f"{SHOP}/runs")).json()["items"]) == 6


async def test_a_search_finds_no_more_than_its_letters(asked: httpx.AsyncClient) -> None:
    """What is a pattern elsewhere finds nothing here, as no test is called so."""
    found = {}
    for text in ("%", "test%1", "test?1", "test_1", "TEST_1", "\\_"):
        response = await asked.get(f"{SHOP}/runs/run-3/tests", params={"search": text})
        found[text] = len(response.json()["items"])
    assert found == {"%": 0, "test%1": 0, "test?1": 0, "test_1": 1, "TEST_1": 1, "\\_": 0}


async def test_a_cursor_with_a_large_number(asked: httpx.AsyncClient) -> None:
    """A place beyond what a database can count to is no place, in any order."""
    for sort, number in product(("name", "seconds", "result"), (2**31, 2**63, 10**18)):
        cursor = base64.urlsafe_b64encode(f"{sort}.{number}".encode()).decode().rstrip("=")
        response = await asked.get(
            f"{SHOP}/runs/run-3/tests", params={"sort": sort, "cursor": cursor}
        )
        assert code_of(response) == (422, "invalid-request")
