"""Counting lines and branches for files, layers and suites."""

from __future__ import annotations

from layerproof.core.config.values import Config, CoverageChoices, Layer
from layerproof.core.linedata.values import Arc, ExecutedLines, SourceLines, SuiteLines
from layerproof.core.measure.count import counted_files, measure
from layerproof.core.measure.values import Counts, FileMeasure, LayerMeasure, Measurement


def config(*layers: Layer, branch: bool = False) -> Config:
    """Return a config with those layers."""
    return Config("shop", ("src",), layers, (), coverage=CoverageChoices(branch=branch))


def source(path: str, lines: int, branches: dict[int, frozenset[int]] | None = None) -> SourceLines:
    """Return a file whose statements are the lines from 1 on."""
    return SourceLines(path, frozenset(range(1, lines + 1)), branches=branches or {})


def suite(name: str, *, branch: bool = False, **files: set[int]) -> SuiteLines:
    """Return what a suite ran; ``a`` stands for ``a.py``."""
    data = {f"{path}.py": ExecutedLines(frozenset(lines)) for path, lines in files.items()}
    return SuiteLines(name, branch, data)


def branch_suite(name: str, lines: set[int], arcs: set[Arc]) -> SuiteLines:
    """Return what a suite ran of ``a.py``, with branches."""
    return SuiteLines(name, True, {"a.py": ExecutedLines(frozenset(lines), frozenset(arcs))})


def test_measures_a_file_whole() -> None:
    """A file's measure holds merged counts, what is missing, and what each suite covered."""
    measured = measure(
        [source("a.py", 4)],
        {"a.py": "service"},
        [suite("unit", a={1, 2}), suite("api", a={2, 3})],
        config(Layer("service", ("a.py",))),
    )
    by_suite = {"unit": Counts(4, 2), "api": Counts(4, 2)}
    assert measured == Measurement(
        branch=False,
        suites=("unit", "api"),
        layers=(LayerMeasure("service", 1, Counts(4, 1), by_suite),),
        total=LayerMeasure("total", 1, Counts(4, 1), by_suite),
        files=(
            FileMeasure(
                path="a.py",
                layer="service",
                counts=Counts(4, 1),
                missing_lines=(4,),
                covered_by={"unit": (1, 2), "api": (2, 3)},
                by_suite=by_suite,
                statements=(1, 2, 3, 4),
            ),
        ),
    )


def test_file_without_data_is_missing_as_a_whole() -> None:
    """A file that no suite imported counts with all its statements as missing."""
    measured = measure([source("a.py", 3)], {}, [suite("unit", b={1})], config())
    assert measured.total.counts == Counts(3, 3)
    assert measured.files[0].missing_lines == (1, 2, 3)


def test_no_suite_at_all_leaves_everything_missing() -> None:
    """Without any data the counts are there, and all of them are missing."""
    measured = measure([source("a.py", 3)], {}, [], config())
    assert measured.total == LayerMeasure("total", 1, Counts(3, 3))


def test_lines_that_are_no_statements_do_not_count() -> None:
    """A line that ran but is excluded or no statement adds nothing."""
    measured = measure([source("a.py", 2)], {}, [suite("unit", a={1, 9})], config())
    assert measured.total.counts == Counts(2, 1)
    assert measured.files[0].covered_by == {"unit": (1,)}


def test_data_of_other_files_counts_nowhere() -> None:
    """Data of a file that is not among the sources is ignored."""
    measured = measure([source("a.py", 1)], {}, [suite("unit", a={1}, b={1, 2})], config())
    assert measured.total == LayerMeasure("total", 1, Counts(1), {"unit": Counts(1)})


def test_total_leaves_out_unmeasured_layers_and_nothing_else() -> None:
    """The total sums files of measured layers and of none, but not of unmeasured layers."""
    layers = (Layer("service", ("a.py",)), Layer("schema", ("b.py",), measured=False))
    measured = measure(
        [source("a.py", 1), source("b.py", 10), source("c.py", 100)],
        {"a.py": "service", "b.py": "schema", "c.py": None},
        [suite("unit", a={1})],
        config(*layers),
    )
    assert measured.total.counts == Counts(101, 100)
    assert [layer.measured for layer in measured.layers] == [True, False]
    assert [file.path for file in counted_files(measured)] == ["a.py", "c.py"]


def test_files_stand_in_order_of_their_path() -> None:
    """Files are sorted by path and layers keep the config's order."""
    layers = (Layer("service", ()), Layer("router", ()))
    measured = measure([source("b.py", 1), source("a.py", 1)], {}, [], config(*layers))
    assert [file.path for file in measured.files] == ["a.py", "b.py"]
    assert [layer.name for layer in measured.layers] == ["service", "router"]


def test_counts_branches_and_names_partial_lines() -> None:
    """A branch counts when its jump was seen; a line that ran and missed one is partial."""
    branches = {1: frozenset({2, 3}), 3: frozenset({4, -1})}
    measured = measure(
        [source("a.py", 4, branches)],
        {},
        [branch_suite("unit", {1, 2}, {(1, 2)}), branch_suite("api", {1, 2}, {(1, 2), (7, 8)})],
        config(branch=True),
    )
    file = measured.files[0]
    assert file.counts == Counts(4, 2, 4, 3)
    assert file.partial == {1: (3,)}
    assert file.branches == {1: (2, 3), 3: (-1, 4)}


def test_branches_are_merged_over_suites() -> None:
    """Two suites that each saw one way of a branch cover it together."""
    branches = {1: frozenset({2, 3})}
    measured = measure(
        [source("a.py", 3, branches)],
        {},
        [branch_suite("unit", {1, 2}, {(1, 2)}), branch_suite("api", {1, 3}, {(1, 3)})],
        config(branch=True),
    )
    assert measured.files[0].counts == Counts(3, 0, 2, 0)
    assert measured.files[0].by_suite == {"unit": Counts(3, 1, 2, 1), "api": Counts(3, 1, 2, 1)}


def test_branches_count_only_where_every_suite_measured_them() -> None:
    """With lines alone in one suite, branches are left out of all counts."""
    branches = {1: frozenset({2, 3})}
    measured = measure(
        [source("a.py", 3, branches)],
        {},
        [branch_suite("unit", {1, 2}, {(1, 2)}), suite("api", a={1})],
        config(branch=True),
    )
    assert (measured.branch, measured.total.counts) == (False, Counts(3, 1))
