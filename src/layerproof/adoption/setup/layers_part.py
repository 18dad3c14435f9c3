"""``layers`` of the table: disjoint, none of them empty, and with no gate yet."""

from __future__ import annotations

from collections.abc import Sequence

from layerproof.adoption.findings import Confidence, Found
from layerproof.adoption.setup.targets import keep_glob
from layerproof.adoption.setup.values import Entry, Part, Value
from layerproof.adoption.survey import LayerFiles
from layerproof.core.config.gates import LAYER_FLOORS
from layerproof.core.config.globs import compile_globs, escape_glob
from layerproof.core.config.names import name_problem

#: Layers that are shown and never gated: nothing is decided in them.
UNMEASURED = frozenset({"model", "schema"})

_ABOUT = (
    "No layer asks for anything yet. Raise `fail_under` to what the first run measured "
    "(step 7 of Layerproof's docs/adopting.md)."
)


def plan_layers(layers: Sequence[Found[LayerFiles]]) -> Part:
    """Return an entry for each layer whose files no earlier one has."""
    entries: list[Entry] = []
    notes: list[str] = []
    owners: dict[str, str] = {}
    for found in layers:
        layer = found.value
        problem = name_problem(layer.name)
        paths = () if problem else _choose_globs(layer, layers, owners)
        if not paths or any(entry.key == layer.name for entry in entries):
            notes.append(
                f"layer {layer.name} is left out: {problem or 'it has no file of its own'}"
            )
            continue
        owners.update(dict.fromkeys(layer.files, layer.name))
        entries.append(_make_entry(found, paths))
    if entries:
        first = entries[0]
        entries[0] = Entry(first.key, first.value, f"{_ABOUT} {first.reason}".rstrip())
    return Part(tuple(entries), tuple(notes))


def _make_entry(found: Found[LayerFiles], paths: Sequence[str]) -> Entry:
    name = found.value.name
    table: dict[str, Value] = {"paths": list(paths)}
    if name in UNMEASURED:
        table["measured"] = False
    elif name in LAYER_FLOORS:
        table["fail_under"] = 0
    guess = "A guess by names: look at the files." if found.confidence is Confidence.GUESS else ""
    return Entry(name, table, guess)


def _choose_globs(
    layer: LayerFiles, layers: Sequence[Found[LayerFiles]], owners: dict[str, str]
) -> tuple[str, ...]:
    """Return the layer's globs, or its own files by name where a glob would take others' files."""
    globs = [glob for glob in map(keep_glob, layer.paths) if glob]
    foreign = {path for one in layers if one.value is not layer for path in one.value.files}
    foreign |= owners.keys()
    kept = tuple(
        dict.fromkeys(
            glob
            for glob in globs
            if any(map(compile_globs((glob,)), layer.files))
            and not any(map(compile_globs((glob,)), foreign))
        )
    )
    holds = compile_globs(kept)
    alone = [path for path in layer.files if path not in foreign and not holds(path)]
    named = (escape_glob(path) for path in alone)
    return (*kept, *(path for path in named if keep_glob(path)))
