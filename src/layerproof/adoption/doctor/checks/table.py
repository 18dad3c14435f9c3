"""Whether there is a table of Layerproof, and whether everything else can be read."""

from __future__ import annotations

from collections.abc import Iterator

from layerproof.adapters.config_file import NAME, has_table
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.adoption.findings import Place
from layerproof.errors import ConfigError
from layerproof.wiring import LocalProject

#: What a fault says where only a package of ``adopt`` is missing.
_NO_READER = "cannot be read without"


def examine_table(patient: Patient) -> Iterator[Diagnosis]:
    """Yield a finding where there is no table, and one for a table that cannot be read."""
    if not has_table(patient.root):
        yield Diagnosis(
            "table",
            State.FOUND,
            f"{NAME} has no [tool.layerproof] table",
            why="without it there are no suites, no layers and no gates",
            fix="layerproof init",
        )
        return
    try:
        LocalProject(patient.root)
    except ConfigError as error:
        yield Diagnosis(
            "table",
            State.FOUND,
            f"the settings cannot be read: {_flow(error.problem)}",
            why="no suite can be run and nothing can be judged",
            fix=error.advice or "correct what the message names",
            places=(Place(NAME),),
        )


def _flow(problem: str) -> str:
    """Return the lines of a problem as one text: a heading, then each fault."""
    return "; ".join(line.strip() for line in problem.splitlines())


def examine_readable(patient: Patient) -> Iterator[Diagnosis]:
    """Yield one finding for each file that cannot be read or parsed."""
    for fault in patient.tree.faults:
        if _NO_READER in fault.problem:
            yield Diagnosis(
                "readable",
                State.NOT_MEASURED,
                f"{fault.place.path} {fault.problem}",
                why="what CI does with the tests is not looked at",
                places=(fault.place,),
            )
            continue
        yield Diagnosis(
            "readable",
            State.FOUND,
            f"{fault.place.path} {fault.problem}",
            why="nothing in it is looked at here, and its tests cannot run",
            fix="mend the file, or take it away",
            places=(fault.place,),
        )


CHECKS = (
    Check("table", "the [tool.layerproof] table is there and right", examine_table),
    Check("readable", "every file can be read and parsed", examine_readable),
)
