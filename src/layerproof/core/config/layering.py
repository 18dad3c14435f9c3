"""Which layer each source file is in, and what does not fit between layers and files.

Needs the list of files, which a config does not have: whoever measures or judges calls it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from layerproof.core.config.faults import ConfigFault, join_key
from layerproof.core.config.globs import compile_glob, compile_globs
from layerproof.core.config.omit import compile_omit
from layerproof.core.config.values import Config


@dataclass(frozen=True, slots=True)
class Layering:
    """Every file's layer (``None``: of no layer), and three ways in which it can be wrong.

    ``overlaps`` maps a file that more than one layer claims to those layers; the first of them
    has it in ``layer_of``. ``empty`` names the layers without any file. ``idle`` holds layer
    and glob where a single glob of a layer matches nothing.
    """

    layer_of: Mapping[str, str | None]
    overlaps: Mapping[str, tuple[str, ...]]
    empty: tuple[str, ...]
    idle: tuple[tuple[str, str], ...]
    origin: str

    @property
    def faults(self) -> tuple[ConfigFault, ...]:
        """The same three as faults of the configuration, in the order of the layers."""
        return (
            *(self._fault(name, "no source file matches its globs") for name in self.empty),
            *(self._fault(name, f'no source file matches "{glob}"') for name, glob in self.idle),
            *(
                self._fault(claims[-1], f'claims {path}, as layer "{claims[0]}" does')
                for path, claims in self.overlaps.items()
            ),
        )

    def _fault(self, layer: str, problem: str) -> ConfigFault:
        key = join_key(join_key("tool.layerproof.layers", layer), "paths")
        return ConfigFault(self.origin, key, problem)


def assign_layers(config: Config, files: Iterable[str]) -> Layering:
    """Return the layer of every file; ``files`` are source paths from the project's root."""
    paths = tuple(files)
    matchers = [(layer.name, compile_globs(layer.paths)) for layer in config.layers]
    claims = {path: tuple(name for name, match in matchers if match(path)) for path in paths}
    filled = {name for names in claims.values() for name in names}
    return Layering(
        layer_of={path: names[0] if names else None for path, names in claims.items()},
        overlaps={path: names for path, names in claims.items() if len(names) > 1},
        empty=tuple(layer.name for layer in config.layers if layer.name not in filled),
        idle=tuple(
            (layer.name, glob)
            for layer in config.layers
            if layer.name in filled
            for glob in layer.paths
            if not any(map(compile_glob(glob), paths))
        ),
        origin=config.origin,
    )


@dataclass(frozen=True, slots=True)
class HiddenFile:
    """A file of a measured layer that an ``omit`` of coverage.py keeps from being counted."""

    path: str
    layer: str
    pattern: str


def hidden_layer_files(config: Config, files: Iterable[str]) -> tuple[HiddenFile, ...]:
    """Return the files of measured layers that the project's ``omit`` hides, in their order.

    A hidden layer is a false green: each of these has to be said.
    """
    omits = [(pattern, compile_omit((pattern,))) for pattern in config.coverage.omit]
    if not omits:
        return ()
    layers = [(each.name, compile_globs(each.paths)) for each in config.layers if each.measured]
    hidden = []
    for path in files:
        layer = next((name for name, match in layers if match(path)), None)
        pattern = next((text for text, match in omits if match(path)), None)
        if layer is not None and pattern is not None:
            hidden.append(HiddenFile(path, layer, pattern))
    return tuple(hidden)
