"""Reading ``[tool.layerproof.layers]``. Called by ``parse``; ``layering`` uses the result."""

from __future__ import annotations

from layerproof.core.config.gates import KEYS, LAYER_FLOORS, read_gate
from layerproof.core.config.globs import normalise_glob
from layerproof.core.config.names import name_problem
from layerproof.core.config.tables import Table
from layerproof.core.config.values import Gate, Layer


def read_layers(table: Table) -> tuple[Layer, ...]:
    """Return the layers in the order of the table; faults go where the table's faults go."""
    owners: dict[str, str] = {}
    return tuple(_read_layer(name, inner, table, owners) for name, inner in table.tables().items())


def _read_layer(name: str, inner: Table, table: Table, owners: dict[str, str]) -> Layer:
    problem = name_problem(name)
    if problem:
        table.add_fault(name, problem)
    paths = inner.mapped("paths", normalise_glob)
    measured = inner.flag("measured") is not False
    gate = read_gate(inner, floor=LAYER_FLOORS.get(name))
    inner.finish()
    if inner.is_table and inner.raw.get("paths", []) == []:
        inner.add_fault("paths", "is needed: the globs of the layer's files")
    for path in paths or ():
        owner = owners.setdefault(path, name)
        if owner != name:
            inner.add_fault("paths", f'layer "{owner}" has the glob "{path}" too')
    if not measured:
        for key in filter(inner.has, KEYS):
            inner.add_fault(key, "is asked of a layer that is not measured (measured = false)")
        gate = Gate()
    return Layer(name=name, paths=paths or (), measured=measured, gate=gate)
