"""Asking for the best of each layer, against answers that are written down here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from layerproof.errors import PushRefusedError
from layerproof.history.client.address import read_server
from layerproof.history.client.asking import (
    LayerBest,
    RatchetAnswer,
    RatchetQuestion,
    ask_ratchet,
)
from tests.support.scripted_server import ScriptedServer

QUESTION = RatchetQuestion("The Shop", 20, None, branch_coverage=True)
PLACE = {"organization": "acme", "project": "the-shop", "name": "The Shop"}
RATCHET = "/api/v1/organizations/acme/projects/the-shop/ratchet"
LAYER = {
    "name": "service",
    "covered": 7,
    "total": 10,
    "run": {"id": "r", "commit": "c", "created_at": "2026-11-20T08:00:00Z", "more": 1},
}
ANSWER = {"branch": "trunk", "branch_coverage": True, "runs": 3, "layers": [LAYER]}


def _ask(
    scripted: ScriptedServer,
    question: RatchetQuestion = QUESTION,
    place: object = PLACE,
    answer: object = ANSWER,
) -> RatchetAnswer:
    scripted.answer("/api/v1/token", json=place)
    scripted.answer(RATCHET, json=answer)
    return ask_ratchet(read_server(scripted.url, "lpt_a"), question)


def test_the_best_of_each_layer(scripted: ScriptedServer) -> None:
    """The server says where the project is, and then what its layers had."""
    best = LayerBest("service", 7, 10, "r", "c", "2026-11-20T08:00:00Z")
    assert _ask(scripted) == RatchetAnswer("trunk", 3, (best,))
    first, second = (urlsplit(asked.path) for asked in scripted.asked)
    assert (first.path, parse_qs(first.query)) == ("/api/v1/token", {"project": ["The Shop"]})
    assert (second.path, parse_qs(second.query)) == (
        RATCHET,
        {"runs": ["20"], "branch_coverage": ["true"]},
    )
    assert {asked.headers["authorization"] for asked in scripted.asked} == {"Bearer lpt_a"}


def test_another_branch(scripted: ScriptedServer) -> None:
    """A branch that the table names is asked for; else the server says which is main."""
    branch = "release/1 & 2"
    question = replace(QUESTION, branch=branch, branch_coverage=False)
    _ask(scripted, question, answer={**ANSWER, "branch": branch, "branch_coverage": False})
    assert parse_qs(urlsplit(scripted.asked[1].path).query) == {
        "runs": ["20"],
        "branch_coverage": ["false"],
        "branch": ["release/1 & 2"],
    }


def test_a_project_of_which_nothing_came(scripted: ScriptedServer) -> None:
    """Before the first push a server without accounts knows no such project: no best is known."""
    scripted.answer("/api/v1/token", status=404, json={"code": "project-not-found", "detail": ""})
    server = read_server(scripted.url)
    assert ask_ratchet(server, QUESTION) == RatchetAnswer("main", 0)
    named = replace(QUESTION, branch="trunk")
    assert ask_ratchet(server, named) == RatchetAnswer("trunk", 0)


def test_the_token_of_another_project(scripted: ScriptedServer) -> None:
    """Nobody is held to the best of another project."""
    with pytest.raises(PushRefusedError, match=r"is of the project 'Other', this is 'The Shop'$"):
        _ask(scripted, place={**PLACE, "name": "Other"})
    assert len(scripted.asked) == 1


@pytest.mark.parametrize(("path", "told"), [("/api/v1/token", 1), (RATCHET, 2)])
def test_a_refusal(scripted: ScriptedServer, path: str, told: int) -> None:
    """Whoever is not let in is told so in the server's words."""
    scripted.answer("/api/v1/token", json=PLACE)
    scripted.answer(path, status=403, json={"detail": "the token is not for this"})
    with pytest.raises(PushRefusedError, match=r"refused the question: the token is not for this$"):
        ask_ratchet(read_server(scripted.url), QUESTION)
    assert len(scripted.asked) == told


def test_an_older_server(scripted: ScriptedServer) -> None:
    """A server that does not know the question is not taken for one without runs."""
    scripted.answer("/api/v1/token", status=404, json={"code": "not-found", "detail": "no such"})
    with pytest.raises(PushRefusedError, match=r"refused the question: no such$"):
        ask_ratchet(read_server(scripted.url), QUESTION)


@pytest.mark.parametrize("place", [{}, [], {**PLACE, "organization": 1}, {"name": "The Shop"}])
def test_a_place_of_something_else(scripted: ScriptedServer, place: object) -> None:
    """An answer that no history server gives is told as such."""
    with pytest.raises(PushRefusedError, match=r"answered 200, not as a history server does$"):
        _ask(scripted, place=place)


@pytest.mark.parametrize(
    "layer",
    [
        {"covered": 11},
        {"covered": -1},
        {"covered": 0, "total": 0},
        {"covered": 1.5},
        {"total": True},
        {"name": None},
        {"run": None},
        {"run": {"id": "r", "commit": "c"}},
    ],
)
def test_a_share_that_is_none(scripted: ScriptedServer, layer: dict[str, Any]) -> None:
    """A best that no run could have had is no answer."""
    with pytest.raises(PushRefusedError, match=r"answered 200, not as a history server does$"):
        _ask(scripted, answer={**ANSWER, "layers": [{**LAYER, **layer}]})


@pytest.mark.parametrize(
    "other",
    [{"branch_coverage": False}, {"branch_coverage": None}, {"branch": "side"}, {"runs": 21}],
)
def test_an_answer_to_another_question(scripted: ScriptedServer, other: dict[str, object]) -> None:
    """Nobody is held to runs that were not asked for."""
    with pytest.raises(PushRefusedError, match=r"answered 200, not as a history server does$"):
        _ask(scripted, replace(QUESTION, branch="trunk"), answer={**ANSWER, **other})


@pytest.mark.parametrize(
    "answer", [{}, {**ANSWER, "runs": "3"}, {**ANSWER, "runs": -1}, {**ANSWER, "layers": 3}]
)
def test_an_answer_that_is_none(scripted: ScriptedServer, answer: object) -> None:
    """What lacks a part is no answer."""
    with pytest.raises(PushRefusedError, match=r"answered 200, not as a history server does$"):
        _ask(scripted, answer=answer)
