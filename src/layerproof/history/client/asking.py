"""Asking a history server for the best that each layer of a project has been lately."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from layerproof.errors import PushRefusedError
from layerproof.history.client.address import Server
from layerproof.history.client.refusals import printable, refused, stranger
from layerproof.history.client.transport import Answer, Question, ask


@dataclass(frozen=True, slots=True)
class RatchetQuestion:
    """The best of the last ``runs`` runs; without a ``branch`` the server says which is main."""

    project: str
    runs: int
    branch: str | None
    branch_coverage: bool


@dataclass(frozen=True, slots=True)
class LayerBest:
    """The most that a layer had covered, and in which run."""

    layer: str
    covered: int
    total: int
    run_id: str
    commit: str
    created_at: str


@dataclass(frozen=True, slots=True)
class RatchetAnswer:
    """``runs`` of ``branch`` were looked at."""

    branch: str
    runs: int
    layers: tuple[LayerBest, ...] = ()


def ask_ratchet(server: Server, question: RatchetQuestion) -> RatchetAnswer:
    """Return the best of each layer of a project; a project of which no run came has none.

    :raises PushRefusedError: the server was not reached, did not answer in time, did not let the
        caller in, or did not answer as a history server does.
    """
    name = urlencode({"project": question.project})
    found = ask(server, Question("GET", f"/api/v1/token?{name}"))
    if found.status == 404 and found.document().get("code") == "project-not-found":
        return RatchetAnswer(question.branch or "main", 0)
    place = _expect(server, found)
    organization, project = place.get("organization"), place.get("project")
    if not isinstance(organization, str) or not isinstance(project, str):
        raise stranger(server, found)
    _check_project(server, question, place)
    wanted = {"runs": str(question.runs), "branch_coverage": str(question.branch_coverage).lower()}
    if question.branch is not None:
        wanted["branch"] = question.branch
    path = f"organizations/{quote(organization, safe='')}/projects/{quote(project, safe='')}"
    answer = ask(server, Question("GET", f"/api/v1/{path}/ratchet?{urlencode(wanted)}"))
    try:
        return _read(_expect(server, answer), question)
    except (KeyError, TypeError, ValueError) as error:
        raise stranger(server, answer) from error


def _expect(server: Server, answer: Answer) -> dict[str, Any]:
    if answer.status != 200:
        raise refused(server, "the question", answer)
    document = answer.document()
    if not document:
        raise stranger(server, answer)
    return document


def _check_project(server: Server, question: RatchetQuestion, place: Mapping[str, Any]) -> None:
    name = place.get("name")
    if name != question.project:
        raise PushRefusedError(
            f"the token for {server.url} is of the project {printable(repr(name))}, this is "
            f"{question.project!r}",
            advice="use this project's token",
        )


def _read(document: Mapping[str, Any], question: RatchetQuestion) -> RatchetAnswer:
    layers = tuple(_read_layer(layer) for layer in document["layers"])
    answer = RatchetAnswer(_text(document["branch"]), _number(document["runs"]), layers)
    asked = (question.branch or answer.branch, question.branch_coverage)
    if (answer.branch, document["branch_coverage"]) != asked or answer.runs > question.runs:
        message = "another question was answered"
        raise ValueError(message)
    if answer.runs < 0:
        message = f"{answer.runs} is no number of runs"
        raise ValueError(message)
    return answer


def _read_layer(layer: Mapping[str, Any]) -> LayerBest:
    covered, total, run = _number(layer["covered"]), _number(layer["total"]), layer["run"]
    if not 0 <= covered <= total or total == 0:
        message = f"{covered} of {total} is no share"
        raise ValueError(message)
    places = (_text(run["id"]), _text(run["commit"]), _text(run["created_at"]))
    return LayerBest(_text(layer["name"]), covered, total, *places)


def _text(value: object) -> str:
    if not isinstance(value, str):
        message = f"expected text, not {type(value).__name__}"
        raise TypeError(message)
    return value


def _number(value: object) -> int:
    if type(value) is not int:
        message = f"expected a whole number, not {type(value).__name__}"
        raise TypeError(message)
    return value
