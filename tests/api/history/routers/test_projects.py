"""``/projects`` through clients of people with each role."""

from __future__ import annotations

from typing import Any

import httpx

from tests.factories.reports import make_report
from tests.support.history import code_of, push
from tests.support.history_refusals import refusals
from tests.support.history_world import API, RUN, World

SETTINGS = {
    "name": "The <i>web</i> 🦉",
    "main_branch": "trunk",
    "keep_runs": 100,
    "keep_days": 30,
    "layers": {"service": ["src/**/services/**"], "a": []},
}


def _place(world: World, slug: str = "") -> str:
    return f"{world.organization}/projects" + (f"/{slug}" if slug else "")


async def _make(world: World, **body: Any) -> httpx.Response:
    return await world.client("admin").post(_place(world), json=body)


async def test_making_one_with_everything(world: World) -> None:
    """A project is answered with its settings, and found in the list and under its name."""
    made = await _make(world, slug="web", **SETTINGS)
    answer = made.json()
    assert made.status_code == 201
    assert answer == {
        "slug": "web",
        "organization": "acme",
        "created_at": answer["created_at"],
        **SETTINGS,
    }
    assert (await world.client("viewer").get(_place(world, "web"))).json() == answer
    listed = (await world.client("viewer").get(_place(world))).json()["items"]
    assert [one["slug"] for one in listed] == ["billing", "shop", "web"]
    assert listed[2] == answer


async def test_making_one_with_a_slug_alone(world: World) -> None:
    """What is left out is: the slug as the name, ``main``, no bounds and no layers."""
    answer = (await _make(world, slug="web")).json()
    del answer["created_at"]
    assert answer == {
        "slug": "web",
        "organization": "acme",
        "name": "web",
        "main_branch": "main",
        "keep_runs": None,
        "keep_days": None,
        "layers": {},
    }


async def test_names_that_are_taken(world: World) -> None:
    """A slug, or a name, that another project of the organization has answers 409."""
    assert code_of(await _make(world, slug="shop", name="other")) == (409, "slug-taken")
    assert code_of(await _make(world, slug="other", name="shop")) == (409, "name-taken")
    await _make(world, slug="web")
    renamed = await world.client("admin").patch(_place(world, "web"), json={"name": "shop"})
    assert code_of(renamed) == (409, "name-taken")


BAD: list[tuple[dict[str, Any], list[str]]] = [
    ({"slug": "Web"}, ["body.slug"]),
    ({"slug": "web", "name": None, "id": 1}, ["body.id"]),
    ({"slug": "web", "organization": "globex"}, ["body.organization"]),
]

BAD_SETTINGS: list[tuple[dict[str, Any], list[str]]] = [
    ({"name": ""}, ["body.name"]),
    ({"name": "nul\x00"}, ["body.name"]),
    ({"main_branch": ""}, ["body.main_branch"]),
    ({"keep_runs": 0}, ["body.keep_runs"]),
    ({"keep_runs": 1_000_001}, ["body.keep_runs"]),
    ({"keep_runs": "3"}, ["body.keep_runs"]),
    ({"keep_runs": 2**70}, ["body.keep_runs"]),
    ({"keep_days": -1}, ["body.keep_days"]),
    ({"keep_days": 36_501}, ["body.keep_days"]),
    ({"layers": []}, ["body.layers"]),
    ({"layers": {"a": "src/**"}}, ["body.layers.a"]),
    ({"layers": {"a": [7]}}, ["body.layers.a.0"]),
    ({"layers": {"a": ["../x", "src/[b-a]"]}}, ["body.layers.a.0", "body.layers.a.1"]),
    ({"layers": {"total": ["src/**"]}}, ["body.layers.total"]),
    ({"layers": {"": ["src/**"]}}, ["body.layers..[key]"]),
    ({"layers": {str(n): [] for n in range(51)}}, ["body.layers"]),
    ({"layers": {"a": ["b"] * 51}}, ["body.layers.a"]),
    ({"layers": {str(n): ["b"] * 50 for n in range(11)}}, ["body.layers"]),
    ({"layers": {"a": ["b" * 201]}}, ["body.layers.a.0"]),
]


async def test_projects_that_cannot_be(world: World) -> None:
    """A wrong body answers 422, names what is wrong, and makes nothing."""
    cases = BAD + [({"slug": "web", **body}, where) for body, where in BAD_SETTINGS]
    places = await refusals(lambda body: _make(world, **body), cases)
    assert places == [where for _, where in cases]
    listed = (await world.client("viewer").get(_place(world))).json()["items"]
    assert [one["slug"] for one in listed] == ["billing", "shop"]


async def test_changes_that_cannot_be(world: World) -> None:
    """A wrong change answers 422, names what is wrong, and changes nothing."""
    client = world.client("admin")
    before = (await client.get(world.project)).json()
    cases = [
        *BAD_SETTINGS,
        ({"name": None}, ["body.name"]),
        ({"main_branch": None}, ["body.main_branch"]),
        ({"layers": None}, ["body.layers"]),
        ({"slug": "new"}, ["body.slug"]),
    ]
    places = await refusals(lambda body: client.patch(world.project, json=body), cases)
    assert places == [where for _, where in cases]
    assert (await client.get(world.project)).json() == before


async def test_changing(world: World) -> None:
    """What a change does not name stays; ``null`` takes a bound away."""
    client = world.client("admin")
    before = (await client.get(world.project)).json()
    changed = await client.patch(world.project, json=SETTINGS)
    assert (changed.status_code, changed.json()) == (200, {**before, **SETTINGS})
    again = await client.patch(world.project, json={"keep_runs": None})
    assert again.json() == {**before, **SETTINGS, "keep_runs": None}
    assert (await client.patch(world.project, json={})).json() == again.json()
    assert (await client.get(world.project)).json() == again.json()


async def test_another_name_is_what_reports_have_to_say(world: World) -> None:
    """After a project has another name, pushes have to name it so."""
    await world.client("admin").patch(world.project, json={"name": "store"})
    refused = await push(world.client("push"), make_report(run_id="a", project="shop"))
    assert code_of(refused) == (422, "wrong-project")
    taken = await push(world.client("push"), make_report(run_id="a", project="store"))
    assert taken.status_code == 201


async def test_deleting(world: World) -> None:
    """With a project go its runs and what its tokens open, and no other's."""
    response = await world.client("owner").delete(world.project)
    assert (response.status_code, response.content) == (204, b"")
    gone = await world.client("owner").get(f"{world.project}/runs")
    assert code_of(gone) == (404, "project-not-found")
    refused = await push(world.client("push"), make_report(run_id="a", project="shop"))
    assert code_of(refused) == (401, "unauthenticated")
    kept = await world.client("owner").get(f"{_place(world, 'billing')}/runs/{RUN}")
    assert kept.status_code == 200


async def test_names_that_no_project_has(world: World) -> None:
    """A name that no project has, or can have, is not found."""
    client = world.client("owner")
    for slug in ("none", "%00", "%FF", "SHOP", "a" * 65):
        place = _place(world, slug)
        answers = [
            await client.get(place),
            await client.delete(place),
            await client.patch(place, json={}),
        ]
        assert {code_of(answer) for answer in answers} == {(404, "project-not-found")}


async def test_without_accounts(client: httpx.AsyncClient) -> None:
    """A local server's projects come with pushes or by hand, and are changed and deleted."""
    place = f"{API}/organizations/local/projects"
    await push(client, make_report(run_id="a", project="The Shop"))
    made = await client.post(place, json={"slug": "web"})
    assert made.status_code == 201
    listed = (await client.get(place)).json()["items"]
    assert [(one["slug"], one["name"]) for one in listed] == [
        ("the-shop", "The Shop"),
        ("web", "web"),
    ]
    changed = await client.patch(f"{place}/the-shop", json={"keep_days": 7})
    assert (changed.status_code, changed.json()) == (200, {**listed[0], "keep_days": 7})
    assert (await client.delete(f"{place}/the-shop")).status_code == 204
    assert (await client.get(place)).json()["items"] == [made.json()]
