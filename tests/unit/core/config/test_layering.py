"""Files in layers, and everything that does not fit between the two."""

from __future__ import annotations

from layerproof.core.config.layering import (
    HiddenFile,
    Layering,
    assign_layers,
    hidden_layer_files,
)
from layerproof.core.config.values import CoverageChoices
from tests.support.configs import MINIMAL, config_of

FILES = (
    "src/shop/main.py",
    "src/shop/services/orders.py",
    "src/shop/routers/orders.py",
    "src/shop/schemas/orders.py",
)
LAYERS = """
layers.service.paths = ["src/shop/services/**"]
layers.router.paths = ["src/shop/routers/**"]
layers.schema = { paths = ["src/shop/schemas/**"], measured = false }
"""


def test_every_file_gets_its_layer() -> None:
    """Where all fits, each file has its layer or none, and there is no fault."""
    layering = assign_layers(config_of(MINIMAL + LAYERS), FILES)
    assert layering == Layering(
        layer_of=dict(zip(FILES, (None, "service", "router", "schema"), strict=True)),
        overlaps={},
        empty=(),
        idle=(),
        origin="pyproject.toml",
    )
    assert layering.faults == ()


def test_file_of_two_layers_is_a_fault() -> None:
    """A file that two layers claim is named with both, at the later one."""
    text = MINIMAL + LAYERS + 'layers.orders.paths = ["src/**/services/orders.py"]'
    layering = assign_layers(config_of(text), FILES)
    assert layering.overlaps == {FILES[1]: ("service", "orders")}
    assert [str(fault) for fault in layering.faults] == [
        (
            "pyproject.toml: tool.layerproof.layers.orders.paths: "
            'claims src/shop/services/orders.py, as layer "service" does'
        )
    ]


def test_layer_without_files_is_a_fault() -> None:
    """A layer whose globs match no file is named, measured or not."""
    layering = assign_layers(config_of(MINIMAL + LAYERS), FILES[:2])
    assert layering.empty == ("router", "schema")
    assert [str(fault) for fault in layering.faults] == [
        "pyproject.toml: tool.layerproof.layers.router.paths: no source file matches its globs",
        "pyproject.toml: tool.layerproof.layers.schema.paths: no source file matches its globs",
    ]


def test_glob_without_files_is_a_fault() -> None:
    """A single glob that matches nothing is named even where the layer has other files."""
    text = MINIMAL + 'layers.service.paths = ["src/shop/services/**", "src/shop/servces/**"]'
    layering = assign_layers(config_of(text), FILES)
    assert layering.idle == (("service", "src/shop/servces/**"),)
    assert [str(fault) for fault in layering.faults] == [
        (
            "pyproject.toml: tool.layerproof.layers.service.paths: "
            'no source file matches "src/shop/servces/**"'
        )
    ]


def test_omitted_files_of_measured_layers_are_hidden() -> None:
    """A file that ``omit`` takes is hidden if its layer is measured, with the pattern."""
    choices = CoverageChoices(omit=("*/nothing.py", "*/orders.py", "main.py"))
    config = config_of(MINIMAL + LAYERS, coverage=choices)
    assert hidden_layer_files(config, FILES) == (
        HiddenFile(FILES[1], "service", "*/orders.py"),
        HiddenFile(FILES[2], "router", "*/orders.py"),
    )


def test_nothing_is_hidden_without_omits() -> None:
    """Without an ``omit`` every file of every layer counts."""
    assert hidden_layer_files(config_of(MINIMAL + LAYERS), FILES) == ()
