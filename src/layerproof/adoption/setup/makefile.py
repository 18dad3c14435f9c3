"""Targets of a Makefile: a new file, or those that an existing one does not have, at its end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from layerproof.adoption.setup.noxfile import Calls
from layerproof.adoption.setup.toml_text import find_newline
from layerproof.adoption.setup.values import Decision, Existing, FileChange, SetupPlan

#: In the order in which make looks for them.
NAMES = ("GNUmakefile", "makefile", "Makefile")

_TARGET = re.compile(r"^([^\s#:=][^#:=\n]*?)\s*::?(?!=)", re.MULTILINE)
_PREFIX = re.compile(r"^\s*\.RECIPEPREFIX\b", re.MULTILINE)
_INCLUDE = re.compile(r"^\s*[-s]?include\s", re.MULTILINE)


def plan_makefile(existing: Existing, suites: Sequence[str], nox: Calls) -> SetupPlan:
    """Return the change; none where every target is there.

    :param suites: suites that have tests: each gets a target.
    :param nox: how Nox is called.
    """
    path = next((name for name in NAMES if existing.has(name)), None)
    if path is None:
        return SetupPlan((FileChange(NAMES[-1], None, _write(_targets(suites, nox))),))
    text = existing.texts.get(path)
    if text is None or _PREFIX.search(text) or _INCLUDE.search(text):
        return SetupPlan(notes=(f"{path} is left as it is: its targets cannot all be seen",))
    if nox.one in text and "\ntest-fast:" in text.replace("\r", ""):
        return SetupPlan()
    there = set(find_targets(text))
    missing = [target for target in _targets(suites, nox) if target[0] not in there]
    if not missing:
        return SetupPlan()
    newline = find_newline(text)
    gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    after = text + (gap + _write(missing)).replace("\n", newline)
    kept = sorted(there & {name for name, _, _ in _targets(suites, nox)})
    reason = f"{', '.join(kept)} of the project's own stay" if kept else "none of them was there"
    names = ", ".join(name for name, _, _ in missing)
    return SetupPlan((FileChange(path, text, after),), (), (Decision(path, names, reason),))


def find_targets(text: str) -> Iterator[str]:
    """Yield the names of a Makefile's targets, lines of recipes left out."""
    for line in text.splitlines():
        match = None if line.startswith("\t") else _TARGET.match(line)
        if match:
            yield from match[1].split()


def _targets(suites: Sequence[str], nox: Calls) -> list[tuple[str, str, str]]:
    return [
        ("test", nox.whole, "run every suite, then the verdict"),
        ("test-fast", f"{nox.one} -s fast", "the quick suites in one run, without measuring"),
        *((f"test-{name}", f"{nox.one} -s {name}", f"run the suite {name}") for name in suites),
        ("coverage", f"{nox.one} -s coverage", "judge what has run, and write the report"),
    ]


def _write(targets: Sequence[tuple[str, str, str]]) -> str:
    blocks = (
        f".PHONY: {name}\n{name}:  ## {about}\n\t{command}\n"
        for name, command, about in {target[0]: target for target in targets}.values()
    )
    return "\n".join(blocks)
