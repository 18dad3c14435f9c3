"""How a test ended, from what pytest reported of its phases. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from layerproof.adoption.probing.values import ProbedOutcome

_PASSWORD = re.compile(r"(?P<before>://[^:/@\s]*:)[^@/\s]+(?=@)")
_LONGEST = 500

#: The phase in which xdist reports a test whose worker died.
LOST = "???"


def read_outcome(phases: Mapping[str, Mapping[str, Any]], slept: float) -> ProbedOutcome | None:
    """Return a test's outcome; ``None`` where it was cut off before its end.

    :param phases: pytest's reports by phase.
    """
    status, message = _decide(phases)
    if not status:
        return None
    seconds = {when: float(phase["seconds"]) for when, phase in phases.items()}
    return ProbedOutcome(
        status,
        setup=seconds.get("setup", 0.0),
        call=seconds.get("call", 0.0),
        teardown=seconds.get("teardown", 0.0),
        slept=slept,
        message=message,
    )


def _decide(phases: Mapping[str, Mapping[str, Any]]) -> tuple[str, str]:
    for when, failed in ((LOST, "failed"), ("call", "failed"), ("setup", "error")):
        phase = phases.get(when)
        if phase is not None and phase["outcome"] == "failed":
            return failed, name_cause(phase["message"])
    if "teardown" not in phases:
        return "", ""
    if phases["teardown"]["outcome"] == "failed":
        return "error", name_cause(phases["teardown"]["message"])
    for when in ("call", "setup"):
        phase = phases.get(when, {"outcome": "", "expected": False})
        if phase["outcome"] == "skipped":
            return "xfailed" if phase["expected"] else "skipped", name_cause(phase["message"])
        if when == "call" and phase["expected"]:
            return "xpassed", ""
    return "passed", ""


def name_cause(text: str) -> str:
    """Return the one line of pytest's report that says why, without passwords.

    That is what was raised last, without what explains it; without marks the line that calls itself
    an error, else the last that says anything.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    named = [line for line in lines if line.startswith(("ERROR: ", "error["))]
    cause = _find_raised(text) or (named[-1:] or lines[-1:] or [""])[0]
    return hide_passwords(cause[:_LONGEST])


def _find_raised(text: str) -> str:
    """Return the first line that is indented least of the last run of lines marked with ``E``.

    What explains an error (differences, values) is indented or comes later; where a syntax error
    stands is indented, and comes before.
    """
    block: list[str] = []
    ended = True
    for line in text.splitlines():
        marked = line.strip() == "E" or line.startswith("E  ")
        if marked and ended:
            block = []
        if marked and line[1:].strip():
            block.append(line[1:].rstrip())
        ended = not marked
    return min(block, key=_measure_indent, default="").strip()


def _measure_indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def hide_passwords(text: str) -> str:
    """Return a text with the passwords of the URLs in it replaced by stars."""
    return _PASSWORD.sub(r"\g<before>***", text)
