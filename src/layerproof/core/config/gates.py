"""Reading thresholds: of the whole, of a layer, and of a layer in one suite alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from layerproof.core.config.faults import hint_nearest
from layerproof.core.config.tables import Table
from layerproof.core.config.values import TOTAL, Gate, Layer

KEYS = ("fail_under", "fail_under_each_file", "max_missing")

#: What the whole must reach when the table does not say.
TOTAL_FLOOR = 8_000

#: What layers of these names must reach when the table does not say. The nearer a layer is to
#: the data, the fewer the tests that reach it by chance, and the dearer its faults.
LAYER_FLOORS: Mapping[str, int] = {"repository": 9_000, "service": 8_500, "router": 8_000}


def read_gate(table: Table, *, floor: int | None = None) -> Gate:
    """Return the three thresholds of a table; ``floor`` is ``fail_under`` where it says none.

    A percentage of 0 asks for nothing, as if there were no such gate: it could not be missed.
    """
    fail_under, each_file = table.percent(KEYS[0]), table.percent(KEYS[1])
    return Gate(
        fail_under=(floor if fail_under is None else fail_under) or None,
        each_file=each_file or None,
        max_missing=table.whole(KEYS[2]),
    )


def read_suite_gates(table: Table, layers: Sequence[Layer]) -> dict[str, Gate]:
    """Return the gates of one suite by layer; each is a number or a table of thresholds."""
    by_name = {layer.name: layer for layer in layers}
    gates: dict[str, Gate] = {}
    for name, value in table.raw.items():
        layer = by_name.get(name)
        if layer is None and name != TOTAL:
            table.add_fault(name, "there is no such layer", hint_nearest(name, [*by_name, TOTAL]))
        elif layer is not None and not layer.measured:
            table.add_fault(name, "this layer is not measured (measured = false)")
        gate = _read_one(table, name, value)
        if gate is not None:
            gates[name] = gate
    return gates


def _read_one(table: Table, name: str, value: object) -> Gate | None:
    if not isinstance(value, Mapping):
        fail_under = table.percent(name)
        return Gate(fail_under=fail_under) if fail_under else None
    inner = table.table(name)
    gate = read_gate(inner)
    inner.finish()
    if not inner.raw:
        table.add_fault(name, "asks for nothing", f"give one of {', '.join(KEYS)}")
    return gate
