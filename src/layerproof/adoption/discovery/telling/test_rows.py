"""What is told of the tests: where, how many, their settings and their fixtures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from layerproof.adoption.discovery.telling.rows import Row, Section, row_of
from layerproof.adoption.findings import Place
from layerproof.adoption.survey import CoverageSettings, PytestSettings, TestEstate, TestFile
from layerproof.core.wording import count_noun

_MOST = 12
_TOLD = ("minversion", "addopts", "testpaths", "python_files", "asyncio_mode", "pythonpath", "env")
#: Markers of pytest's own and of well-known plugins, which are no sorting of tests.
_BUILT_IN = frozenset(
    {"parametrize", "skip", "skipif", "xfail", "usefixtures", "filterwarnings", "asyncio", "anyio"}
)


def test_sections(tests: TestEstate) -> tuple[Section, ...]:
    """Return the sections on the tests and on what sets them up."""
    return (
        Section("tests", tuple(_file_rows(tests)), "no file that pytest would take for tests"),
        Section(
            "settings of tests",
            (*_pytest_rows(tests.settings), *_coverage_rows(tests.coverage)),
            "neither pytest nor coverage.py is set up by a file",
        ),
        Section("set-up of tests", tuple(_setup_rows(tests)), "no fixtures or plugins of note"),
    )


def _file_rows(tests: TestEstate) -> Iterator[Row]:
    if not tests.files:
        return
    asynchronous = sum(file.asynchronous for file in tests.files)
    told = [count_noun(len(tests.files), "file"), f"about {count_noun(tests.count, 'test')}"]
    told += [f"{asynchronous} asynchronous"] if asynchronous else []
    yield Row(", ".join(tests.roots), ", ".join(told))
    unittest = [file for file in tests.files if file.unittest_classes]
    if unittest:
        number = sum(file.unittest_classes for file in unittest)
        yield Row("unittest", count_noun(number, "class"), _places(unittest))
    scripts = [file for file in tests.files if file.script]
    if scripts:
        yield Row("like scripts", count_noun(len(scripts), "file"), _places(scripts))
    empty = [file for file in tests.files if not file.tests]
    if empty:
        yield Row("no tests in", count_noun(len(empty), "file"), _places(empty))


def _places(files: Iterable[TestFile]) -> tuple[Place, ...]:
    return tuple(Place(file.path) for file in files)


def _pytest_rows(settings: PytestSettings) -> Iterator[Row]:
    if settings.origin and not settings.values:
        yield Row("pytest", "no setting", (Place(settings.origin),))
    for name in _TOLD:
        if name in settings.values:
            yield Row(name, _text(settings.values[name]), _place(settings.places, name))


def _coverage_rows(coverage: CoverageSettings) -> Iterator[Row]:
    settings: Mapping[str, object] = {
        "run.source": coverage.source,
        "run.omit": coverage.omit,
        "run.concurrency": coverage.concurrency,
        "run.core": coverage.core,
        "run.branch": coverage.branch,
        "report.fail_under": coverage.fail_under,
    }
    for name, value in settings.items():
        if value not in (None, ()):
            text = _text(value) if isinstance(value, str | tuple) else str(value).lower()
            yield Row(f"cov {name.partition('.')[2]}", text, _place(coverage.places, name))
    if coverage.origin and not coverage.places:
        yield Row("coverage", "no setting", (Place(coverage.origin),))


def _text(value: str | tuple[str, ...]) -> str:
    return value.strip() if isinstance(value, str) else " ".join(value)


def _place(places: Mapping[str, Place], name: str) -> tuple[Place, ...]:
    return (places[name],) if name in places else ()


def _setup_rows(tests: TestEstate) -> Iterator[Row]:
    if tests.markers:
        names = ", ".join(each.value for each in tests.markers)
        yield Row("markers", f"registered: {names}", tests.markers[0].places)
    used = Counter({name: n for name, n in tests.used.items() if name not in _BUILT_IN})
    if used:
        named = (f"{name} in {count_noun(n, 'file')}" for name, n in used.most_common(_MOST))
        yield Row("markers", f"used: {', '.join(named)}")
    if tests.plugins:
        names = ", ".join(each.value for each in tests.plugins)
        yield Row("plugins", names, tests.plugins[0].places, tests.plugins[0].confidence)
    for loop in tests.loops:
        yield row_of("event loop", loop)
    makers = [each for each in tests.fixtures if each.value.makes]
    for fixture in makers[:_MOST]:
        value = fixture.value
        notes = [value.scope] if value.scope != "function" else []
        notes += ["autouse"] if value.autouse else []
        notes += ["async"] if value.asynchronous else []
        after = f" ({', '.join(notes)})" if notes else ""
        yield row_of("fixture", fixture, f"{value.name} gives {' and '.join(value.makes)}{after}")
    if len(makers) > _MOST:
        yield Row("fixtures", f"and {len(makers) - _MOST} more, all in --json")
