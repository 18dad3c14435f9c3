"""Questions that mean harm, and answers that must not."""

from __future__ import annotations

import httpx
import pytest

from tests.factories.reports import make_reason, make_report, make_suite, make_test
from tests.support.history import RUNS, push

INJECTIONS = [
    "' OR '1'='1",
    "'; DROP TABLE runs; --",
    '" OR ""="',
    "shop' UNION SELECT body FROM run_documents --",
    "%",
    "_hop",
    "shop\\",
    "${jndi:ldap://x}",
    "{{7*7}}",
]
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&"


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize("name", ["commit", "branch"])
async def test_a_filter_is_only_text(client: httpx.AsyncClient, name: str, text: str) -> None:
    """A filter finds nothing but runs that have exactly its text; the tables stay."""
    await push(client, make_report(run_id="plain"))
    found = await client.get(RUNS, params={name: text})
    assert (found.status_code, found.json()["items"]) == (200, [])
    await push(client, make_report(run_id="odd", commit=text, branch=text))
    found = await client.get(RUNS, params={name: text})
    assert [run["id"] for run in found.json()["items"]] == ["odd"]


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize("name", ["ruling", "limit", "cursor"])
async def test_other_parameters_take_no_text(
    client: httpx.AsyncClient, name: str, text: str
) -> None:
    """Where only certain values can be, everything else is refused."""
    await push(client, make_report())
    response = await client.get(RUNS, params={name: text})
    assert response.status_code == 422


@pytest.mark.parametrize(
    "path", ["..%2f..%2fetc%2fpasswd", "'%20OR%201=1", "%00", "x" * 5_000, "../health", "%E2%80%AE"]
)
async def test_an_id_is_only_an_id(client: httpx.AsyncClient, path: str) -> None:
    """No id leads to anything but a run."""
    await push(client, make_report())
    response = await client.get(f"{RUNS}/{path}/report")
    assert response.status_code == 404


async def test_markup_stays_data(client: httpx.AsyncClient) -> None:
    """Markup comes back as the same text, in answers that no browser reads as a page."""
    reason = make_reason(message=MARKUP, advice=MARKUP, layer=MARKUP)
    document = make_report(
        run_id="markup",
        commit=MARKUP,
        branch=MARKUP,
        suites=[make_suite(MARKUP)],
        tests=[make_test(nodeid=MARKUP, message=MARKUP)],
    )
    document["verdict"]["reasons"] = [reason]
    pushed = await push(client, document)
    detail = await client.get(f"{RUNS}/markup")
    report = await client.get(f"{RUNS}/markup/report")
    for answer in (pushed, detail, report):
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
    shown = detail.json()
    texts = (shown["commit"], shown["branch"], shown["suites"][0]["name"], shown["reasons"])
    assert texts == (MARKUP, MARKUP, MARKUP, [reason])
    assert report.json() == document


async def test_errors_are_not_read_as_pages_either(client: httpx.AsyncClient) -> None:
    """An error that repeats an address is data with its kind fixed."""
    response = await client.get(f"/api/v1/{MARKUP}")
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-content-type-options"] == "nosniff"
