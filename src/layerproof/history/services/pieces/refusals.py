"""How a file is refused: always with the place in it."""

from __future__ import annotations

from layerproof.history.errors.pieces import InvalidPieceError
from layerproof.history.errors.problem import Fault

_SHOWN = 200


def refuse(where: str, problem: str, *, kind: str) -> InvalidPieceError:
    """Return the refusal of a file.

    :param where: the place in the file, such as ``line 12``.
    :param kind: what the file was said to be, such as ``JUnit XML``.
    """
    return InvalidPieceError(
        f"the file cannot be understood as {kind}: {where}: {problem}",
        advice="send the file as the tool wrote it, and name its format in `format`",
        faults=(Fault(where, problem),),
    )


def shown(text: object) -> str:
    """Return a piece of a file as a message can quote it."""
    written = repr(text)
    return written if len(written) <= _SHOWN else f"{written[:_SHOWN]}…"
