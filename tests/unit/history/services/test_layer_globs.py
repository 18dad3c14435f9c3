"""Which layers claim a file: as the command line has it, and never slowly."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from layerproof.core.config.globs import compile_glob
from layerproof.errors import ConfigError
from layerproof.history.errors.problem import Fault, InvalidRequestError
from layerproof.history.services.layer_globs import find_layers, read_layers

LAYERS = {
    "router": ["src/**/routers/**", "src/shop/main.py"],
    "service": ["src/shop/services", "src/**/*_service.py"],
    "schema": ["src/**/schema?.py", "src/**/[a-c]*.py"],
}

PIECES = ("a", "b", "*", "**", "/", "?", "[ab]", "[!a]", "/**/", "**/", "[", "]", "!", "^", ".")


@pytest.mark.parametrize(
    ("path", "layers"),
    [
        ("src/routers/x.py", ("router",)),
        ("src/shop/api/routers/v1/orders.py", ("router",)),
        ("src/routers", ()),
        ("routers/x.py", ()),
        ("src/shop/main.py", ("router",)),
        ("src/shop/main.pyc", ()),
        ("src/shop/services/deep/orders.py", ("service",)),
        ("src/orders_service.py", ("service",)),
        ("src/routers/orders_service.py", ("router", "service")),
        ("src/shop/schema1.py", ("schema",)),
        ("src/shop/billing.py", ("schema",)),
        ("src/shop/orders.py", ()),
        ("src//routers/x.py", ()),
        ("", ()),
    ],
)
def test_each_layer_with_a_glob_claims_a_file(path: str, layers: tuple[str, ...]) -> None:
    """The layers that have a glob for a file, in the settings' order; more than one is a fault."""
    assert find_layers(path, read_layers(LAYERS)) == layers


def test_no_layers() -> None:
    """Without layers no file is in one."""
    assert find_layers("src/x.py", read_layers({})) == ()


def _core(pattern: str, path: str) -> bool | None:
    try:
        return compile_glob(pattern)(path)
    except ConfigError:
        return None


def _here(pattern: str, path: str) -> bool | None:
    try:
        return find_layers(path, read_layers({"x": [pattern]})) == ("x",)
    except InvalidRequestError:
        return None


_PATTERNS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map("".join)
_PATHS = st.lists(
    st.text(st.sampled_from("ab.]-^!\n"), min_size=1, max_size=3), min_size=1, max_size=5
).map("/".join)


@example("*a*b*", "xaxbx")
@example("[!a]", "!")
@example("**/a/**/b/**", "x/a/x/b/x")
@settings(max_examples=500, deadline=None)
@given(pattern=_PATTERNS, path=_PATHS)
def test_globs_mean_what_they_mean_in_a_configuration(pattern: str, path: str) -> None:
    """Any glob matches, does not match, or is refused, as in ``[tool.layerproof.layers]``."""
    assert _here(pattern, path) == _core(pattern, path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a" * 90 + "b", "a" * 1_000),
        ("**/" + "a/**/" * 35 + "c", "/".join("a" * 64)),
        ("**/" + "*a/**/" * 25 + "c", "/".join(["a" * 14] * 64)),
        ("[a]*" * 50, "a" * 999 + "b"),
        ("?*" * 100 + "b", "a" * 1_000),
    ],
)
def test_no_glob_takes_long(pattern: str, path: str) -> None:
    """Globs made to try every way there is answer at once, for the longest path that is taken."""
    layers = read_layers({"x": [pattern[:200]]})
    before = time.perf_counter()
    find_layers(path, layers)
    assert time.perf_counter() - before < 1


@pytest.mark.parametrize("path", ["a" * 1_001, "/".join("a" * 65)])
def test_paths_that_no_file_has(path: str) -> None:
    """A path that is longer or deeper than any file's is in no layer."""
    assert find_layers(path, read_layers({"x": ["**"]})) == ()


@pytest.mark.parametrize("path", ["a" * 1_000, "/".join("a" * 64)])
def test_the_longest_paths(path: str) -> None:
    """A path that is just as long, or as deep, as can be is in its layer."""
    assert find_layers(path, read_layers({"x": ["**"]})) == ("x",)


def _many(layers: int, globs: int) -> dict[str, list[str]]:
    return {f"layer-{n}": [f"src/{n}/{m}/**" for m in range(globs)] for n in range(layers)}


@pytest.mark.parametrize("layers", [_many(50, 10), _many(10, 50), {"x": ["a" * 200]}])
def test_as_many_as_there_can_be(layers: Mapping[str, Sequence[str]]) -> None:
    """Fifty layers, fifty globs in one, 500 in all, of 200 characters: all are read."""
    assert {name: len(globs) for name, globs in read_layers(layers).items()} == {
        name: len(globs) for name, globs in layers.items()
    }


@pytest.mark.parametrize(
    ("layers", "faults"),
    [
        (_many(51, 1), [Fault("body.layers", "there can be 50 layers")]),
        ({"x": ["a"] * 51}, [Fault("body.layers.x", "a layer can have 50 globs")]),
        (
            {**_many(10, 50), "x": ["a"]},
            [Fault("body.layers", "there can be 500 globs in all")],
        ),
        (
            {"total": []},
            [Fault("body.layers.total", "this is what the whole source is called")],
        ),
        ({"x": ["a" * 201]}, [Fault("body.layers.x.0", "is longer than 200 characters")]),
        (
            {"x": ["fine", "", "/a"], "y": ["[a"]},
            [
                Fault("body.layers.x.1", "is empty"),
                Fault("body.layers.x.2", '"/a" is absolute; it must start at the project\'s root'),
                Fault("body.layers.y.0", '"[a" has a "[" that no "]" closes'),
            ],
        ),
    ],
)
def test_each_fault_is_named(layers: Mapping[str, Sequence[str]], faults: list[Fault]) -> None:
    """What cannot be is refused, with every place where it stands."""
    with pytest.raises(InvalidRequestError, match=r"^the layers have globs that ") as caught:
        read_layers(layers)
    assert list(caught.value.faults) == faults


def test_of_many_faults_twenty_are_told() -> None:
    """An answer does not grow with what is wrong."""
    with pytest.raises(InvalidRequestError, match=r"^the layers have globs that ") as caught:
        read_layers({"x": [""] * 30})
    assert len(caught.value.faults) == 20
