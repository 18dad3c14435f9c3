"""Which lines the project's own coverage settings see: tried, on the lines of the trace probe."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import layerproof
from layerproof.adoption.doctor.coverage_choices import place_of, uses_async_sqlalchemy
from layerproof.adoption.doctor.option_words import read_option
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.adoption.findings import Place
from layerproof.adoption.probing.children import (
    PLANTED,
    PROBE,
    kill,
    make_environment,
    running_child,
)

_CHECK = "coverage-proof"
_LIMIT = 60.0
_LOST = "every figure of the code behind such a line is too low, and differs from run to run"


@dataclass(frozen=True, slots=True)
class Proof:
    """What was seen of each part of the probe, as lines seen and lines there are."""

    seen: Mapping[str, tuple[int, int]]
    version: str = ""
    core: str = ""
    problem: str = ""


def examine_proof(patient: Patient) -> Iterator[Diagnosis]:
    """Yield a finding where lines are lost that the project's source has the like of."""
    proof = _try_settings(patient)
    yield from judge_proof(
        proof, uses_greenlets=uses_async_sqlalchemy(patient), places=place_of(patient, "run")
    )


def judge_proof(
    proof: Proof, *, uses_greenlets: bool, places: tuple[Place, ...] = ()
) -> Iterator[Diagnosis]:
    """Yield what the proof says of a project that does, or does not, run code in greenlets."""
    if proof.problem:
        yield Diagnosis(
            _CHECK,
            State.NOT_MEASURED,
            f"what the coverage settings see could not be tried: {proof.problem}",
            why="whether its figures are true is not known; a session chooses its own tracing",
            fix="install coverage 7.17.3 or newer in the project's environment",
        )
        return
    plain, total = proof.seen["plain"]
    if plain < total:
        yield _tell(f"{plain} of {total} lines around a thread are seen", _LOST, places)
    if not uses_greenlets:
        return
    if "switching" not in proof.seen:
        yield Diagnosis(
            _CHECK,
            State.NOT_MEASURED,
            "greenlet is not installed, so lines after an await of the database were not tried",
            fix='install "sqlalchemy[asyncio]", which brings it',
        )
        return
    seen, total = proof.seen["switching"]
    if seen < total:
        what = f"coverage {proof.version} with the project's settings sees {seen} of {total} lines"
        yield _tell(
            f"{what} that run around a switch of greenlets ({seen * 100 // total} %)",
            "asynchronous SQLAlchemy switches at every statement: " + _LOST,
            places,
        )


def _tell(what: str, why: str, places: tuple[Place, ...]) -> Diagnosis:
    fix = 'set concurrency = ["greenlet", "thread"] under [run] of the coverage settings'
    return Diagnosis(_CHECK, State.FOUND, what, why, fix, places)


def _try_settings(patient: Patient) -> Proof:
    with tempfile.TemporaryDirectory(prefix="layerproof-probe-", ignore_cleanup_errors=True) as at:
        folder = Path(at).resolve()
        order = {
            "layerproof": str(Path(layerproof.__file__).parent.parent),
            "config": _find_settings(patient),
        }
        (folder / "order.json").write_text(json.dumps(order), encoding="utf-8")
        command = [patient.python, str(PLANTED / "coverage_proof.py")]
        env = {**make_environment(patient.python, {}), PROBE: str(folder)}
        output = folder / "output.txt"
        try:
            with running_child(command, root=patient.root, env=env, output=output) as child:
                try:
                    child.wait(min(_LIMIT, patient.run_limit))
                except subprocess.TimeoutExpired:
                    kill(child)
        except OSError as error:
            return Proof({}, problem=f"{patient.python} cannot be started: {error.strerror}")
        return _read_answer(folder / "answer.json", output)


def _find_settings(patient: Patient) -> str | None:
    """Return the settings file that pytest-cov is told of, if it is told of one."""
    named = read_option(patient.survey.tests.settings.addopts, "--cov-config")
    return named if named and patient.tree.has(named) else None


def _read_answer(path: Path, output: Path) -> Proof:
    try:
        answer: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        lines = output.read_text("utf-8", "replace").strip().splitlines()
        return Proof({}, problem=lines[-1] if lines else "it did not end in time")
    if "problem" in answer:
        return Proof({}, problem=answer["problem"])
    seen = {part: (pair[0], pair[1]) for part, pair in answer["seen"].items()}
    return Proof(seen, answer["version"], answer["core"])


CHECKS = (Check(_CHECK, "coverage sees every line that runs", examine_proof, runs_tests=True),)
