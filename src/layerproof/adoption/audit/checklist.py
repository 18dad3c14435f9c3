"""The completion checklist: what a finished test estate has, each point with its evidence.

Its answers decide the command's exit code. A point is kept only by what ran and was recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from layerproof.adoption.audit.answers import Answer, Check
from layerproof.adoption.audit.inputs import AuditInput
from layerproof.adoption.audit.layer_coverage import ANSWERS
from layerproof.adoption.audit.running import FAILED
from layerproof.adoption.audit.suites import without_parameters
from layerproof.adoption.audit.troubles import UNCOLLECTED, list_troubles
from layerproof.adoption.audit.values import Changes, LayerCoverage, Outcomes, TestResult, Trouble
from layerproof.adoption.doctor.values import State
from layerproof.adoption.findings import Place
from layerproof.core.judge.values import Ruling
from layerproof.core.wording import count_noun, name_some

_SHOWN = 10

#: By what a layer is called where people name theirs otherwise.
_ROLES: Mapping[str, tuple[str, ...]] = {
    "repository": ("repositor", "repo", "crud", "dao", "storage"),
    "service": ("service", "usecase", "use_case", "domain", "logic"),
    "router": ("router", "route", "endpoint", "controller", "view", "api"),
}
#: Suites whose tests call a layer themselves, and those that come through the door.
_DIRECT = ("unit", "integration")
_THROUGH = ("api", "slow", "e2e", "end_to_end", "security")


def make_checklist(
    given: AuditInput, outcomes: Outcomes, coverage: LayerCoverage, changes: Changes
) -> tuple[Check, ...]:
    """Return every point, in the order in which one works towards them."""
    return (
        _layer_tested(given, "repository", "repositories", _DIRECT),
        _layer_tested(given, "service", "services", _DIRECT),
        _flows(given),
        _migrations(given, outcomes),
        _concurrency(given, outcomes),
        _pragmas(given, outcomes),
        _gates(given, coverage),
        _green(outcomes, list_troubles(given)[0]),
        _regressions(outcomes, changes),
    )


def role_of(layer: str) -> str:
    """Return which of the three usual layers one is by its name, or nothing."""
    name = layer.lower()
    return next((role for role, words in _ROLES.items() if any(w in name for w in words)), "")


def _layer_files(given: AuditInput, role: str) -> list[str]:
    """Return the files of the layers of that role that hold functions.

    The table's layers count where there is a measurement by it, else those that were found.
    """
    verdict = given.recorded.verdict
    if given.config is not None and verdict is not None and verdict.measurement is not None:
        files = [
            file.path for file in verdict.measurement.files if role_of(file.layer or "") == role
        ]
    else:
        found = (each.value for each in given.survey.project.layers)
        files = [path for layer in found if role_of(layer.name) == role for path in layer.files]
    return sorted({path for path in files if given.bodies.get(path)})


def _layer_tested(given: AuditInput, role: str, plural: str, suites: Sequence[str]) -> Check:
    title = f"every {role} is tested by itself"
    do = f"test each of the {plural} in the suites {' and '.join(suites)}, then run `nox`"
    return _called(given, _Point(f"{plural}-tested", title, do), _layer_files(given, role), suites)


def _flows(given: AuditInput) -> Check:
    title = "every flow is tested end to end: a client reaches every router"
    point = _Point("flows-tested", title, "reach each router with a client in the suite api")
    return _called(given, point, _layer_files(given, "router"), _through(given))


def _through(given: AuditInput) -> Sequence[str]:
    """The suites that come through the door: by name, and the project's own for the purpose."""
    if given.config is None:
        return _THROUGH
    own = [suite.name for suite in given.config.suites if "e2e" in suite.name]
    return (*_THROUGH, *own)


class _Point:
    """What a point of the checklist says of itself."""

    def __init__(self, name: str, title: str, do: str) -> None:
        self.name = name
        self.title = title
        self.do = do

    def answer(
        self, answer: Answer, *evidence: str, do: str = "", places: Iterable[str] = ()
    ) -> Check:
        """Return the point with its answer."""
        wanting = answer in (Answer.BROKEN, Answer.NOT_MEASURED)
        return Check(
            name=self.name,
            title=self.title,
            answer=answer,
            evidence=evidence,
            do=(do or self.do) if wanting else "",
            priority=1,
            places=tuple(Place(path) for path in places),
        )


def _called(given: AuditInput, point: _Point, files: Sequence[str], suites: Sequence[str]) -> Check:
    """Answer by whether a test of one of the suites ran a line inside a function of each file."""
    if not files:
        return point.answer(Answer.NOT_APPLICABLE, "the project has no such layer")
    covered = _fresh_lines(given, suites)
    if covered is None:
        why = "; ".join(given.recorded.stale) or given.recorded.why
        ran = {part.part.suite for part in given.recorded.fresh}
        if ran:
            why = f"none of the suites {', '.join(suites)} has run; {name_some(sorted(ran))} did"
        return point.answer(Answer.NOT_MEASURED, why, do=given.how_to_record)
    missing = [path for path in files if not covered.get(path, frozenset()) & given.bodies[path]]
    called = (
        f"functions of {len(files) - len(missing)} of {count_noun(len(files), 'file')} were called"
    )
    if missing:
        never = f"never called: {name_some(missing, _SHOWN)}"
        return point.answer(Answer.BROKEN, called, never, places=missing)
    return point.answer(Answer.KEPT, f"{called} by tests of {', '.join(suites)}")


def _fresh_lines(given: AuditInput, suites: Sequence[str]) -> Mapping[str, frozenset[int]] | None:
    """Return the lines that fresh parts of the suites ran, or ``None`` if there are none."""
    verdict = given.recorded.verdict
    traced = {
        part.part.suite
        for part in given.recorded.fresh
        if part.coverage is not None and part.part.suite in suites
    }
    if verdict is None or verdict.measurement is None or not traced:
        return None
    return {
        file.path: frozenset(line for suite in traced for line in file.covered_by.get(suite, ()))
        for file in verdict.measurement.files
    }


def _migrations(given: AuditInput, outcomes: Outcomes) -> Check:
    title = "migrations go up and down"
    do = "name `migrations` in [tool.layerproof.database] and run `nox -s migrations`"
    point = _Point("migrations-tested", title, do)
    if given.survey.backend.migrations is None:
        return point.answer(Answer.NOT_APPLICABLE, "the project has no Alembic migrations")
    return _suite_passed(point, outcomes, "migrations")


def _concurrency(given: AuditInput, outcomes: Outcomes) -> Check:
    title = "what runs at once is tested at once"
    do = "write tests of the suite concurrency for what runs at once"
    point = _Point("concurrency-tested", title, do)
    if not given.signs:
        return point.answer(
            Answer.NOT_APPLICABLE, "no threads, tasks, locks or row locks stand in the source"
        )
    signs = name_some([f"{sign.what} in {sign.place}" for sign in given.signs], 5)
    check = _suite_passed(point, outcomes, "concurrency")
    return Check(
        name=check.name,
        title=check.title,
        answer=check.answer,
        evidence=(*check.evidence, f"what runs at once: {signs}"),
        do=check.do,
        priority=check.priority,
        places=tuple(sign.place for sign in given.signs[:_SHOWN]),
    )


def _suite_passed(point: _Point, outcomes: Outcomes, suite: str) -> Check:
    results = [test for test in outcomes.tests if test.suite == suite]
    return _passed(point, outcomes, results, f"of suite {suite}")


def _passed(point: _Point, outcomes: Outcomes, results: Sequence[TestResult], which: str) -> Check:
    """Answer by the results of some tests: kept only where one passed and none failed."""
    failed = [test.nodeid for test in results if test.result in FAILED]
    passed = sum(test.result == "passed" for test in results)
    if failed:
        return point.answer(Answer.BROKEN, f"failed: {name_some(failed, _SHOWN)}")
    if passed:
        told = f"{count_noun(passed, 'test')} {which} passed ({outcomes.origin})"
        return point.answer(Answer.KEPT, told)
    if outcomes.whole:
        return point.answer(Answer.BROKEN, f"no test {which} passed ({outcomes.origin})")
    return point.answer(Answer.NOT_MEASURED, outcomes.why or f"no test {which} left a result")


def _pragmas(given: AuditInput, outcomes: Outcomes) -> Check:
    """Answer by a test that asks for a PRAGMA and passed, unless the doctor found a wrong one."""
    point = _Point(
        "pragmas-verified",
        "PRAGMAs of SQLite are verified on a database of the tests",
        "assert in a test what `PRAGMA foreign_keys` answers on the tests' database",
    )
    if not _is_sqlite(given):
        return point.answer(Answer.NOT_APPLICABLE, "the backend has no SQLite database")
    found = [
        one for one in given.doctor or () if "pragma" in one.check and one.state is State.FOUND
    ]
    if found:
        do = next((one.fix for one in found if one.fix), "")
        return point.answer(Answer.BROKEN, *(one.what for one in found), do=do)
    asking = {test.nodeid for test in given.tests if test.pragma}
    results = [test for test in outcomes.tests if without_parameters(test.nodeid) in asking]
    return _passed(point, outcomes, results, "asking for a PRAGMA")


def _is_sqlite(given: AuditInput) -> bool:
    engine = given.survey.backend.engine
    if given.config is not None and given.config.database is not None:
        return given.config.database.engine == "sqlite"
    return engine is not None and engine.value == "sqlite"


def _gates(given: AuditInput, coverage: LayerCoverage) -> Check:
    point = _Point("gates-kept", "every gate is kept", given.how_to_record)
    verdict = given.recorded.verdict
    gates = verdict.gates if verdict is not None and coverage.targets else ()
    if not gates:
        return point.answer(Answer.NOT_MEASURED, coverage.why or "no gate was held to anything")
    counts = {ruling: sum(gate.ruling is ruling for gate in gates) for ruling in Ruling}
    told = ", ".join(f"{number} {ruling}" for ruling, number in counts.items() if number)
    worst = next(
        ruling for ruling in (Ruling.BROKEN, Ruling.NOT_MEASURED, Ruling.KEPT) if counts[ruling]
    )
    broken = sorted({gate.layer for gate in gates if gate.ruling is Ruling.BROKEN})
    do = f"test the missing lines of {name_some(broken)}" if broken else ""
    return point.answer(ANSWERS[worst], f"{count_noun(len(gates), 'gate')}: {told}", do=do)


def _green(outcomes: Outcomes, troubles: Sequence[Trouble]) -> Check:
    point = _Point("all-green", "all tests pass", "run `nox`, or audit with --run")
    failed = [test.nodeid for test in outcomes.tests if test.result in FAILED]
    skipped = sum(test.result == "skipped" for test in outcomes.tests)
    told = f"{count_noun(len(outcomes.tests), 'test')} ({outcomes.origin}), {skipped} skipped"
    if failed:
        do = "mend the tests that fail, or what they test"
        names = name_some(failed, _SHOWN)
        return point.answer(Answer.BROKEN, told, f"{len(failed)} failed: {names}", do=do)
    lost = [one.path for one in troubles if one.kind in UNCOLLECTED]
    if lost:
        do = "mend the files that pytest cannot collect"
        named = f"{count_noun(len(lost), 'file')} cannot be collected: {name_some(lost, _SHOWN)}"
        return point.answer(Answer.BROKEN, named, do=do, places=lost)
    if not outcomes.whole:
        return point.answer(Answer.NOT_MEASURED, outcomes.why)
    if not any(test.result == "passed" for test in outcomes.tests):
        return point.answer(Answer.NOT_MEASURED, told, "no test passed")
    return point.answer(Answer.KEPT, told)


def _regressions(outcomes: Outcomes, changes: Changes) -> Check:
    point = _Point(
        "nothing-got-worse",
        "nothing that passed before fails now",
        "run `nox` or audit with --run, now and after the next change",
    )
    if not changes.results_since:
        why = "no earlier audit measured how tests end"
        return point.answer(Answer.NOT_MEASURED, why if outcomes.tests else outcomes.why)
    since = f"compared with the audit of {changes.results_since}"
    if changes.broke:
        names = name_some(changes.broke, _SHOWN)
        do = "look at what changed since these tests passed"
        return point.answer(Answer.BROKEN, since, f"passed then and fail now: {names}", do=do)
    if not outcomes.whole:
        return point.answer(Answer.NOT_MEASURED, outcomes.why or "nothing was run")
    gone = [f"{len(changes.gone)} that passed then are gone: {name_some(changes.gone, _SHOWN)}"]
    return point.answer(Answer.KEPT, since, *(gone if changes.gone else []))
