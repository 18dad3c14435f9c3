"""Each question through a client, with its whole answer."""

from __future__ import annotations

from typing import Any

import httpx

from tests.factories.reports import make_counts, make_suite
from tests.support.history import RUNS, SHOP, code_of
from tests.support.history_fakes.questions import test_id_of as id_of_test


def run_of(number: int) -> dict[str, Any]:
    """Return a run as answers about many runs name it."""
    return {
        "id": f"run-{number}",
        "created_at": f"2026-11-21T1{number}:00:00Z",
        "commit": "9f8e7d6c",
        "branch": "side" if number == 5 else "main",
        "dirty": False,
        "ruling": "kept",
        "partial": False,
        "complete": True,
        "branch_coverage": False,
    }


def named(number: int) -> dict[str, str]:
    """Return a test as it is answered."""
    nodeid = f"tests/unit/test_module_0.py::test_{number}"
    return {"id": id_of_test("unit", nodeid), "suite": "unit", "nodeid": nodeid}


def seen(number: int, run: int, result: str = "passed", **changes: Any) -> dict[str, Any]:
    """Return how a test ended in a run."""
    ending = {"part": "unit", "variant": "", "result": result, "seconds": 0.25, "retries": 0}
    return {"run": run_of(run), **ending, "message": "no" * (result == "failed"), **changes}


async def answer_of(client: httpx.AsyncClient, question: str, **parameters: Any) -> Any:
    """Return the answer to a question."""
    response = await client.get(f"{SHOP}/{question}", params=parameters)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    return response.json()


async def test_branches(asked: httpx.AsyncClient) -> None:
    """Each branch is given with its newest run, page by page."""
    runs = (await asked.get(RUNS)).json()["items"]
    side = await answer_of(asked, "branches", limit=1)
    assert side["items"] == [{"name": "side", "newest": runs[0]}]
    main = await answer_of(asked, "branches", limit=1, cursor=side["next"])
    assert main == {"items": [{"name": "main", "newest": runs[1]}], "next": None}


async def test_complete_runs(asked: httpx.AsyncClient) -> None:
    """Runs are listed by whether everything has arrived."""
    complete = await answer_of(asked, "runs", complete="true")
    incomplete = await answer_of(asked, "runs", complete="false")
    assert (len(complete["items"]), incomplete["items"]) == (6, [])


async def test_the_tests_of_a_run(asked: httpx.AsyncClient) -> None:
    """The tests of a run are given with what failed first, page by page."""
    first = await answer_of(asked, "runs/run-3/tests", limit=3)
    then = await answer_of(asked, "runs/run-3/tests", limit=3, cursor=first["next"])
    ending = {"part": "unit", "variant": "", "retries": 0, "seconds": 0.25, "message": ""}
    assert [*first["items"], *then["items"]] == [
        {"test": named(2), **ending, "result": "failed", "message": "no"},
        {"test": named(4), **ending, "result": "skipped", "seconds": 0.0},
        {"test": named(1), **ending, "result": "passed", "seconds": 4.0},
        {"test": named(3), **ending, "result": "passed", "retries": 1},
    ]
    assert then["next"] is None


async def test_which_tests_of_a_run(asked: httpx.AsyncClient) -> None:
    """Filters and orders are those of the address."""
    for parameters, expected in (
        ({"sort": "seconds"}, [1, 2, 3, 4]),
        ({"sort": "name"}, [1, 2, 3, 4]),
        ({"result": "passed"}, [1, 3]),
        ({"suite": "unit", "search": "TEST_2"}, [2]),
        ({"suite": "api"}, []),
    ):
        answer = await answer_of(asked, "runs/run-3/tests", **parameters)
        assert [one["test"] for one in answer["items"]] == [named(number) for number in expected]


async def test_a_comparison(asked: httpx.AsyncClient) -> None:
    """A run is held against the newest run of the main branch before it."""
    runs = (await asked.get(RUNS)).json()["items"]
    suite = make_suite("unit", passed=3)
    del suite["parts"]
    layer = {"before": make_counts(100, 14), "after": make_counts(100, 15), "fell": True}
    slow = {
        "test": named(1),
        "variant": "",
        "before": {"outcome": "passed", "seconds": 5.0},
        "after": {"outcome": "passed", "seconds": 6.0},
        "part": "",
        "message": "",
    }
    failing = {
        "test": named(2),
        "variant": "",
        "before": {"outcome": "passed", "seconds": 0.25},
        "after": {"outcome": "failed", "seconds": None},
        "part": "unit",
        "message": "no",
    }
    lines, branches = {"items": [6], "total": 1}, {"items": [], "total": 0}
    file = {"path": "src/a.py", "before": 5, "after": 6, "lines": lines, "branches": branches}
    nothing = {"items": [], "total": 0}
    expected = {
        "run": runs[0],
        "base": runs[1],
        "gaps": [],
        "layers": [{"name": "service", **layer}],
        "total": {"name": "total", **layer},
        "suites": [{"name": "unit", "before": suite, "after": suite}],
        "newly_failing": {"items": [failing], "total": 1},
        "still_failing": nothing,
        "fixed": nothing,
        "new_tests": nothing,
        "vanished_tests": nothing,
        "newly_slow": nothing,
        "newly_uncovered": {"items": [file], "total": 1},
    }
    assert await answer_of(asked, "runs/run-5/comparison") == expected
    chosen = await answer_of(
        asked, "runs/run-5/comparison", base="run-4", slower_times=1.2, slower_seconds=1, limit=1
    )
    assert chosen == {**expected, "newly_slow": {"items": [slow], "total": 1}}


async def test_a_comparison_that_says_what_it_cannot(asked: httpx.AsyncClient) -> None:
    """Where runs cannot be compared the answer has gaps instead of a word on layers."""
    report = (await asked.get(f"{RUNS}/run-5/report")).json()
    report["run"]["id"] = "with-branches"
    document = {**report, "branch_coverage": True}
    assert (await asked.post("/api/v1/runs", json=document)).status_code == 201
    answer = await answer_of(asked, "runs/with-branches/comparison")
    assert [gap["code"] for gap in answer["gaps"]] == ["branch-coverage-differs"]
    assert [layer["fell"] for layer in answer["layers"]] == [None]


async def test_trends_of_layers(asked: httpx.AsyncClient) -> None:
    """Layers are given in columns as long as there are runs, oldest first."""
    service = {"name": "service", "covered": [88, 87, 86], "total": [100] * 3}
    assert await answer_of(asked, "trends/layers", limit=3) == {
        "branch": "main",
        "runs": [run_of(2), run_of(3), run_of(4)],
        "layers": [service, {**service, "name": "total"}],
    }
    side = await answer_of(asked, "trends/layers", branch="side")
    assert (side["branch"], side["runs"]) == ("side", [run_of(5)])


async def test_trends_of_suites(asked: httpx.AsyncClient) -> None:
    """Suites are given in columns as well, their seconds and each number of tests."""
    counts = {"selected": 3, "passed": 3}
    others = ("failed", "error", "skipped", "xfailed", "xpassed")
    assert await answer_of(asked, "trends/suites", limit=2) == {
        "branch": "main",
        "runs": [run_of(3), run_of(4)],
        "suites": [
            {
                "name": "unit",
                "seconds": [1.5, 1.5],
                **{name: [count] * 2 for name, count in counts.items()},
                **{name: [0, 0] for name in others},
            }
        ],
    }


async def test_the_slowest_tests(asked: httpx.AsyncClient) -> None:
    """The slowest tests are given with what they took before, in seconds and times."""
    answer = await answer_of(asked, "tests/slowest", runs=2, limit=1)
    assert answer == {
        "branch": "main",
        "runs": 2,
        "runs_before": 2,
        "items": [{"test": named(1), "seconds": 4.5, "before": 2.5, "growth": 2.0, "ratio": 1.8}],
        "total": 3,
    }
    grown = await answer_of(asked, "tests/slowest", runs=1, sort="growth", suite="unit")
    assert [one["growth"] for one in grown["items"]] == [1.0, 0.0, 0.0]


async def test_flaky_on_one_commit(asked: httpx.AsyncClient) -> None:
    """By default the runs of all branches are looked at, and occurrences are newest first."""
    answer = await answer_of(asked, "tests/flaky", runs=3)
    occurrences = [seen(2, 5, "failed"), seen(2, 4), seen(2, 3, "failed")]
    assert answer == {
        "definition": "same-commit",
        "branch": None,
        "runs": 3,
        "items": [
            {
                "test": named(2),
                "variant": "",
                "times": 1,
                "occurrences": occurrences,
                "shown_by": 3,
            }
        ],
        "total": 1,
    }


async def test_flips(asked: httpx.AsyncClient) -> None:
    """Flips are those of the main branch, as many as are asked for."""
    found = await answer_of(asked, "tests/flaky", definition="flips", min_flips=4)
    none = await answer_of(asked, "tests/flaky", definition="flips", min_flips=5)
    flips = [(one["test"], one["times"], one["shown_by"]) for one in found["items"]]
    assert (found["branch"], flips) == ("main", [(named(2), 4, 5)])
    assert (none["items"], none["total"], none["runs"]) == ([], 0, 5)


async def test_flaky_on_retry(asked: httpx.AsyncClient) -> None:
    """A test that was tried again is told with the run in which it was."""
    answer = await answer_of(asked, "tests/flaky", definition="retry", branch="side")
    assert answer["items"] == [
        {
            "test": named(3),
            "variant": "",
            "times": 1,
            "occurrences": [seen(3, 5, retries=1)],
            "shown_by": 1,
        }
    ]


async def test_the_history_of_a_test(asked: httpx.AsyncClient) -> None:
    """A test is told run by run, newest first, page by page."""
    of = named(2)["id"]
    first = await answer_of(asked, f"tests/{of}", limit=2)
    then = await answer_of(asked, f"tests/{of}", limit=5, cursor=first["next"], branch="main")
    assert first["test"] == then["test"] == named(2)
    assert first["items"] == [seen(2, 5, "failed"), seen(2, 4)]
    assert then["items"] == [seen(2, 3, "failed"), seen(2, 2), seen(2, 1, "failed"), seen(2, 0)]
    assert then["next"] is None


async def test_durations(asked: httpx.AsyncClient) -> None:
    """Each test that passed has its median; those that never passed are not there."""
    answer = await answer_of(asked, "durations", runs=3, suite="unit")
    seconds = {one["nodeid"]: (one["suite"], one["seconds"]) for one in answer.pop("items")}
    assert answer == {"branch": "main", "runs": 3, "cut": False}
    assert seconds == {
        named(number)["nodeid"]: ("unit", median)
        for number, median in ((1, 4.0), (2, 0.25), (3, 0.25))
    }


async def test_the_ratchet(asked: httpx.AsyncClient) -> None:
    """The best of each layer is told with its run."""
    best = {"covered": 88, "total": 100, "run": run_of(2)}
    assert await answer_of(asked, "ratchet", runs=3) == {
        "branch": "main",
        "branch_coverage": False,
        "runs": 3,
        "layers": [{"name": "service", **best}, {"name": "total", **best}],
    }
    other = await answer_of(asked, "ratchet", branch_coverage="true")
    assert other == {"branch": "main", "branch_coverage": True, "runs": 0, "layers": []}


NOT_THERE = {
    "runs/other/tests": "run-not-found",
    "runs/other/comparison": "run-not-found",
    "runs/run-0/comparison": "base-not-found",
    "runs/run-1/comparison?base=other": "base-not-found",
    f"tests/{'0' * 32}": "test-not-found",
    "tests/other": "test-not-found",
    "tests/%00": "test-not-found",
}


async def test_what_is_not_there(asked: httpx.AsyncClient) -> None:
    """Each kind of thing that is not there has its own code."""
    found = {question: code_of(await asked.get(f"{SHOP}/{question}")) for question in NOT_THERE}
    assert found == {question: (404, code) for question, code in NOT_THERE.items()}
