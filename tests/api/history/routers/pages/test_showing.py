"""Pages of runs and tests as they are asked for, and errors as pages."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from layerproof.history.errors.problem import DatabaseUnavailableError
from tests.factories.reports import make_report, make_test
from tests.support.history import code_of, make_settings, push, running_app
from tests.support.page_checks import check_page, links_of, rows_of, texts_of
from tests.support.page_runs import FLAKY, RETRIED, RUNS, SLOW, push_story, run_id
from tests.support.page_visits import browsing

PROJECT = "/o/local/shop"

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&lt;\x1b[31m\u202e/../..?#%"


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a database file that holds a week of runs."""
    settings = make_settings(tmp_path_factory.mktemp("week"))
    assert settings.file is not None

    async def fill() -> None:
        async with running_app(settings) as app, browsing(app) as client:
            await push_story(client)

    asyncio.run(fill())
    return settings.file


@pytest.fixture
async def browser(week: Path, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Give a browser on a server without accounts that holds a week of runs."""
    settings = make_settings(tmp_path)
    shutil.copy(week, settings.file or "")
    async with running_app(settings) as app, browsing(app) as client:
        yield client


async def _see(client: httpx.AsyncClient, address: str, status: int = 200) -> str:
    answer = await client.get(address)
    assert answer.status_code == status, answer.text
    check_page(answer.text)
    return answer.text


async def test_runs_are_listed_page_by_page(app: FastAPI) -> None:
    """Every run is on exactly one page, newest first."""
    async with browsing(app) as client:
        for number in range(33):
            moment = f"2026-11-21T10:{number:02}:00+00:00"
            assert (await push(client, make_report(created_at=moment))).status_code == 201
        first = await _see(client, f"{PROJECT}?branch=main")
        (older,) = [link for link in links_of(first) if "cursor=" in link]
        second = await _see(client, older)
    moments = [row[0] for row in [*rows_of(first)[1:], *rows_of(second)[1:]]]
    assert moments == [f"2026-11-21 10:{number:02} UTC" for number in reversed(range(33))]
    assert f"{PROJECT}?branch=main" in links_of(second)
    assert not [link for link in links_of(second) if "cursor=" in link]


async def test_a_run_is_listed_with_its_layers(browser: httpx.AsyncClient) -> None:
    """The list has a column for each layer, and the whole source before them."""
    rows = rows_of(await _see(browser, f"{PROJECT}?branch=main"))
    assert rows[0][-4:] == ["Whole source", "repository", "service", "router"]
    assert rows[1][-4:] == ["92.5 %", "95.9 %", "89.1 %", "94.5 %"]


async def test_a_filter_that_is_left_open_is_none(browser: httpx.AsyncClient) -> None:
    """A form that is sent as it is shows everything; a branch or ruling shows its own."""
    everything = rows_of(await _see(browser, f"{PROJECT}?branch=&ruling="))
    other = rows_of(await _see(browser, f"{PROJECT}?branch=feature%2Fcheckout&ruling=broken"))
    assert len(everything) == RUNS + 3
    assert {tuple(row[1:3]) for row in other[1:]} == {("✗ broken", "feature/checkout")}


@pytest.mark.parametrize(
    "question",
    ["?ruling=odd", "?cursor=odd", "/trends?runs=0", "/trends?runs=x", "/tests/flaky?definition=x"],
)
async def test_a_question_that_cannot_be_asked_is_refused(
    browser: httpx.AsyncClient, question: str
) -> None:
    """A value that a page cannot have is answered with 422, and told on a page."""
    assert "invalid-request" in await _see(browser, f"{PROJECT}{question}", 422)


async def test_a_run_shows_why_it_broke(browser: httpx.AsyncClient) -> None:
    """A run's page has its verdict, its failures with messages, and what has changed."""
    page = await _see(browser, f"{PROJECT}/runs/{run_id(11)}")
    assert texts_of(page, "h1") == ["Broken"]
    assert "assert 200 == 404" in texts_of(page, "pre")[0]
    tiles = texts_of(page, "li")
    assert "1 newly failing" in tiles
    assert "\u2013 files newly uncovered" in tiles
    assert f"{PROJECT}/compare?base={run_id(10)}&head={run_id(11)}" in links_of(page)


async def test_the_first_run_has_no_base(browser: httpx.AsyncClient) -> None:
    """Without an earlier run there is a sentence, and the way to choose another base."""
    page = await _see(browser, f"{PROJECT}/runs/{run_id(0)}")
    assert "There is no earlier run of" in page
    chosen = await _see(browser, f"{PROJECT}/compare?head={run_id(0)}")
    assert "refused" in {element.attributes.get("class", "")[7:] for element in check_page(chosen)}


async def test_a_report_comes_as_a_file(browser: httpx.AsyncClient) -> None:
    """The whole report of a run can be kept; a browser does not show it."""
    answer = await browser.get(f"{PROJECT}/runs/{run_id(3)}/report.json")
    assert answer.json()["run"]["id"] == run_id(3)
    assert answer.headers["content-type"] == "application/json"
    disposition = f'attachment; filename="report-{run_id(3)}.json"'
    assert answer.headers["content-disposition"] == disposition


async def test_tests_of_a_run_are_searched_and_turned(browser: httpx.AsyncClient) -> None:
    """The tests of a run are found by their names, suites and results."""
    here = f"{PROJECT}/runs/{run_id(11)}/tests"
    found = rows_of(await _see(browser, f"{here}?search=FOREIGN&suite=&result=&sort=name"))
    assert found[1:] == [[FLAKY, "failed", "api", "1.50 s"]]
    slowest = rows_of(await _see(browser, f"{here}?sort=seconds"))
    assert slowest[1][0] == SLOW
    assert "No test is like this." in await _see(browser, f"{here}?result=error")


async def test_a_long_list_of_tests_has_pages(app: FastAPI) -> None:
    """A run with many tests is listed page by page, with what was asked for."""
    async with browsing(app) as client:
        tests = [make_test(number) for number in range(150)]
        assert (await push(client, make_report(run_id="many", tests=tests))).status_code == 201
        here = f"{PROJECT}/runs/many/tests?suite=unit&sort=name"
        first = await _see(client, here)
        (more,) = [link for link in links_of(first) if "cursor=" in link]
        second = await _see(client, more)
    names = [row[0] for row in [*rows_of(first)[1:], *rows_of(second)[1:]]]
    assert sorted(names) == sorted(test["nodeid"] for test in tests)
    assert [link for link in links_of(second) if "cursor" in link] == []
    assert f"{PROJECT}/runs/many/tests?suite=unit&sort=name" in links_of(second)


async def test_trends_are_drawn(browser: httpx.AsyncClient) -> None:
    """Layers and suites are lines, with a gap where a layer was not measured."""
    page = await _see(browser, f"{PROJECT}/trends?runs=200")
    assert texts_of(page, "text")[-1].startswith("integration ")
    lines = [
        element.attributes["d"]
        for element in check_page(page)
        if element.attributes.get("class") == "line"
    ]
    assert [path.count("M") for path in lines] == [1, 1, 2, 1, 1, 1, 1]
    assert "No whole run of <code>none</code>" in await _see(
        browser, f"{PROJECT}/trends?branch=none"
    )


async def test_flaky_tests_are_found_by_each_definition(browser: httpx.AsyncClient) -> None:
    """Each definition has a page of its own, and finds what is flaky in its sense."""
    found = {}
    for definition in ("same-commit", "flips", "retry"):
        address = f"{PROJECT}/tests/flaky?definition={definition}&runs=200"
        found[definition] = [row[0] for row in rows_of(await _see(browser, address))[1:]]
    assert found == {"same-commit": [FLAKY], "flips": [FLAKY], "retry": [RETRIED]}


async def test_slow_tests_are_ordered(browser: httpx.AsyncClient) -> None:
    """The slowest test comes first, and so does the one that has grown most."""
    for sort in ("seconds", "growth"):
        rows = rows_of(await _see(browser, f"{PROJECT}/tests/slowest?sort={sort}&branch=&suite="))
        assert rows[1][0] == SLOW
        assert rows[1][4].startswith("+")
    api = rows_of(await _see(browser, f"{PROJECT}/tests/slowest?suite=api"))
    assert {row[1] for row in api[1:]} == {"api"}


async def test_a_test_has_a_history(browser: httpx.AsyncClient) -> None:
    """A test's page lists how it ended, page by page, with a line of what it took."""
    rows = await _see(browser, f"{PROJECT}/tests/slowest")
    (link,) = [
        element.attributes["href"]
        for element in check_page(rows)
        if element.name == "a" and element.text == SLOW
    ]
    page = await _see(browser, f"{link}?branch=main")
    assert texts_of(page, "h1") == [SLOW]
    assert len([row for row in rows_of(page) if len(row) == 8]) == RUNS + 1
    assert "This test was not seen" in await _see(browser, f"{link}?branch=none")


async def test_runs_are_compared(browser: httpx.AsyncClient) -> None:
    """The newest run is compared with the one before it, unless others are asked for."""
    page = await _see(browser, f"{PROJECT}/compare")
    assert f"{PROJECT}/runs/{run_id(RUNS - 1)}" in links_of(page)
    asked = await _see(browser, f"{PROJECT}/compare?base={run_id(11)}&head={run_id(12)}")
    layers = [row for row in rows_of(asked) if row[0] == "service"]
    assert layers == [["service", "92.7 %", "89.0 %", "\u22123.77, fell"]]


@pytest.mark.parametrize("question", ["base=none", "head=none", "base=none&head=none"])
async def test_a_run_that_is_not_there_is_told(browser: httpx.AsyncClient, question: str) -> None:
    """A comparison with a run that is not stored is 404, on the page where one chooses."""
    page = await _see(browser, f"{PROJECT}/compare?{question}", 404)
    assert texts_of(page, "h1") == ["Compare"]


async def test_an_empty_project_compares_nothing(app: FastAPI) -> None:
    """Where there is no run there is a page all the same."""
    async with browsing(app) as client:
        assert "No run has been pushed yet." in await _see(client, "/")


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/nothing", "not-found"),
        ("/o/nobody", "organization-not-found"),
        ("/o/local/nothing", "project-not-found"),
        (f"{PROJECT}/runs/nothing", "run-not-found"),
        (f"{PROJECT}/runs/nothing/tests", "run-not-found"),
        (f"{PROJECT}/runs/nothing/report.json", "run-not-found"),
        (f"{PROJECT}/tests/nothing", "test-not-found"),
        ("/static/nothing.css", "not-found"),
        ("/apidocs", "not-found"),
    ],
)
async def test_what_is_not_there_is_a_page(
    browser: httpx.AsyncClient, address: str, code: str
) -> None:
    """An address of nothing is 404 with a page that leads home."""
    page = await _see(browser, address, 404)
    assert texts_of(page, "code")[0] == code
    assert "/" in links_of(page)


async def test_the_api_keeps_its_own_errors(client: httpx.AsyncClient) -> None:
    """Below /api errors are JSON as they were, and a page's wrong method is told as a page."""
    assert code_of(await client.get("/api/v1/nothing")) == (404, "not-found")
    assert code_of(await client.get("/api")) == (404, "not-found")
    answer = await client.post("/")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    check_page(answer.text)


async def test_a_database_that_does_not_answer_is_a_page(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Faults of the server are pages with their status, and when to come again."""

    def fail(*_: object) -> None:
        raise ConnectionRefusedError

    async with browsing(app) as client:
        monkeypatch.setattr(app.state.database, "read", fail)
        answer = await client.get("/")
    assert answer.status_code == DatabaseUnavailableError.status
    assert answer.headers["retry-after"] == "1"
    check_page(answer.text)


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"X-Forwarded-For": "10.0.0.1"}, {"Sec-Fetch-Site": "cross-site"}],
)
async def test_only_this_machine_sees_pages_without_accounts(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    """Without accounts, whoever may have come from elsewhere sees nothing."""
    for address in ("/", "/o/local", f"{PROJECT}/trends"):
        answer = await client.get(address, headers=headers)
        assert answer.status_code == 403
        assert "not-local" in answer.text


async def test_hostile_names_stay_text_all_the_way(app: FastAPI) -> None:
    """What a report calls its project, branch, suites and tests is text on every page."""
    name = HOSTILE * 3
    report = make_report(
        run_id="hostile",
        project=name[:255],
        branch=name[:255],
        ruling="broken",
        tests=[make_test(nodeid=name * 50, result="failed", message=name)],
    )
    report["run"]["commit"] = name[:255]
    async with browsing(app) as client:
        assert (await push(client, report)).status_code == 201
        home = await _see(client, "/")
        (project,) = [link for link in links_of(home) if link.count("/") == 3]
        assert texts_of(home, "a")[2].startswith("<script>alert(1)</script>")
        for place in ("", "/runs/hostile", "/runs/hostile/tests", "/trends", "/tests/slowest"):
            await _see(client, project + place)
        branch = httpx.URL(project, params={"branch": name[:255]})
        assert len(rows_of(await _see(client, str(branch)))) == 2


async def test_files_of_pages_can_be_kept(client: httpx.AsyncClient) -> None:
    """A file asked for by its version is kept for ever, by any other it is asked for again."""
    page = await _see(client, "/")
    addresses = [
        element.attributes["href"] for element in check_page(page) if element.name == "link"
    ]
    assert len(addresses) == 2
    for address in addresses:
        answer = await client.get(address)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        again = await client.get(address.split("?")[0], params={"v": "old"})
        assert (again.content, again.headers["cache-control"]) == (answer.content, "no-cache")


async def test_what_nobody_foresaw_is_a_page_without_inner_words(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    """A fault of the server at a page's address is a page with 500, and tells nothing of it."""

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("a secret")

    answer = await client.get("/broken")
    assert answer.status_code == 500
    assert texts_of(answer.text, "code") == ["internal"]
    assert "secret" not in answer.text
