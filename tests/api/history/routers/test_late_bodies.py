"""Who asks, and for what, is looked at before the body is."""

from __future__ import annotations

from tests.support.history import JSON, code_of
from tests.support.history_world import API, World

BROKEN = (b"{", b"\xff", b"", b"[" * 20_000, b'{"name": NaN', b"null", b'"not JSON"')


PLACES = (
    ("PATCH", "/organizations/acme"),
    ("POST", "/organizations/acme/invitations"),
    ("POST", "/organizations/acme/projects"),
    ("PATCH", "/organizations/acme/projects/shop"),
    ("POST", "/organizations/acme/projects/shop/tokens"),
)


async def _told(world: World, name: str | None) -> set[tuple[int, str]]:
    client = world.client(name)
    return {
        code_of(await client.request(method, f"{API}{path}", content=body, headers=JSON))
        for body in BROKEN
        for method, path in PLACES
    }


async def test_a_broken_body_is_refused_last(world: World) -> None:
    """A body that cannot be read is told only to who may send one: 401, 404, 403, then 422."""
    assert {name: await _told(world, name) for name in (None, "outsider", "viewer", "admin")} == {
        None: {(401, "unauthenticated")},
        "outsider": {(404, "organization-not-found")},
        "viewer": {(403, "forbidden")},
        "admin": {(422, "invalid-request")},
    }


async def test_where_nobody_is_let_in_by_path(world: World) -> None:
    """The same holds where there is no organization in the address."""
    for path in ("/organizations", "/invitations/accept"):
        told = [
            code_of(await world.client(name).post(f"{API}{path}", content=b"{", headers=JSON))
            for name in (None, "read", "owner")
        ]
        assert told == [(401, "unauthenticated"), (403, "forbidden"), (422, "invalid-request")]


async def test_what_is_declared_as_something_else(world: World) -> None:
    """A body that is not declared as JSON is not taken for it."""
    for headers in ({"Content-Type": "text/plain"}, {}):
        response = await world.client("admin").patch(
            world.project, content=b'{"keep_runs": 3}', headers=headers
        )
        assert code_of(response) == (422, "invalid-request")
