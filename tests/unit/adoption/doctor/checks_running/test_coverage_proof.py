"""What the doctor says of lines that coverage saw, or did not."""

from __future__ import annotations

from layerproof.adoption.doctor.checks_running.coverage_proof import Proof, judge_proof
from layerproof.adoption.doctor.values import Diagnosis, State
from layerproof.adoption.findings import Place

_PLACES = (Place("setup.cfg", 3),)


def _judge(proof: Proof, *, uses_greenlets: bool = True) -> list[Diagnosis]:
    return list(judge_proof(proof, uses_greenlets=uses_greenlets, places=_PLACES))


def test_lost_lines_are_told_as_a_share() -> None:
    """Where the source switches greenlets, what is lost around a switch is a finding."""
    proof = Proof({"plain": (9, 9), "switching": (17, 28)}, "7.17.3", "CTracer")
    (found,) = _judge(proof)
    assert (found.state, found.what, found.places) == (
        State.FOUND,
        (
            "coverage 7.17.3 with the project's settings sees 17 of 28 lines that run around a"
            " switch of greenlets (60 %)"
        ),
        _PLACES,
    )
    assert _judge(proof, uses_greenlets=False) == []


def test_lines_lost_around_threads_concern_everybody() -> None:
    """Any project may start a thread."""
    (found,) = _judge(Proof({"plain": (5, 9)}), uses_greenlets=False)
    assert found.what == "5 of 9 lines around a thread are seen"


def test_all_lines_seen_are_well() -> None:
    """A whole proof is no finding."""
    assert _judge(Proof({"plain": (9, 9), "switching": (28, 28)})) == []


def test_what_could_not_be_tried_is_not_well() -> None:
    """No coverage, or no greenlet where the source needs it, leaves the question open."""
    states = [
        [each.state for each in _judge(Proof({}, problem="coverage is not installed"))],
        [each.state for each in _judge(Proof({"plain": (9, 9)}))],
    ]
    assert states == [[State.NOT_MEASURED], [State.NOT_MEASURED]]
