"""The checks of what the tests are and do: structure, imports, execution, coverage."""

from __future__ import annotations

from collections.abc import Iterator

from layerproof.adoption.audit.answers import Answer, Check
from layerproof.adoption.audit.checklist import role_of
from layerproof.adoption.audit.estate import MEDIUM
from layerproof.adoption.audit.inputs import AuditInput
from layerproof.adoption.audit.rules import Rule
from layerproof.adoption.audit.running import FAILED
from layerproof.adoption.audit.sections import Sections
from layerproof.adoption.audit.values import Target, Twins
from layerproof.adoption.findings import Place
from layerproof.core.judge.gates import MERGED
from layerproof.core.measure.percent import format_percent, format_threshold
from layerproof.core.wording import count_noun, name_some


def structure_checks(sections: Sections) -> Iterator[Check]:
    """Yield whether tests are there, told apart, and each of them a test."""
    given = sections.given
    tests = given.tests
    count = len(tests)
    yield _found(given)
    faults = [fault.place for fault in given.survey.faults if fault.place.path.endswith(".py")]
    python = sum(fact.path.endswith(".py") for fact in given.files)
    rule = Rule(
        "files-parse",
        "every Python file can be read",
        "mend or remove the files that are no Python",
        1,
    )
    yield rule.hold(faults, max(python, len(faults)), "Python files")
    scripts = [Place(file.path) for file in given.survey.tests.files if file.script]
    do = "`layerproof convert PATH` makes tests of scripts"
    rule = Rule("no-scripts", "no file of tests is a script that only prints", do, 2)
    yield rule.hold(scripts, len(given.survey.tests.files), "files of tests")
    orphans = [test.nodeid for test in tests if not sections.suites.get(test.nodeid)]
    do = "give tests of no suite a marker or a folder, or set `default_suite`"
    rule = Rule("suites-told", "every test belongs to a suite", do, 1)
    yield rule.hold(orphans, count, "tests")
    yield _twins(sections, "name", "test-names-unique", "no test takes the name of another", 1)
    yield _twins(sections, "body", "test-bodies-unique", "no two tests do the same", 3)
    do = "write the empty tests, or remove them: they pass whatever the code does"
    rule = Rule("no-empty-tests", "every test does something", do, 2)
    yield rule.hold(sections.doubtful.empty, count, "tests")
    do = "assert in the silent tests what has to be so"
    rule = Rule("tests-assert", "every test asserts something", do, 2)
    yield rule.hold(sections.doubtful.silent, count, "tests")
    for convention in sections.conventions:
        slug = "names: " + convention.name
        priority = 1 if convention.name == "files pytest collects" else 3
        do = f"rename, so that {convention.about}"
        rule = Rule(slug, convention.about, do, priority)
        yield rule.hold(convention.exceptions, convention.share.total, "names")
    unused = [use.place for use in sections.fixtures if use.state == "unused"]
    rule = Rule("fixtures-used", "every fixture is used", "remove the fixtures that nobody uses", 3)
    yield rule.hold(unused, len(sections.fixtures), "fixtures")


def _found(given: AuditInput) -> Check:
    rule = Rule("tests-found", "there are tests", "`layerproof init` writes the first ones", 1)
    files = len(given.survey.tests.files)
    if not given.tests:
        return rule.fail("no test was found")
    return rule.keep(f"{count_noun(len(given.tests), 'test')} in {count_noun(files, 'file')}")


def _twins(sections: Sections, kind: str, name: str, title: str, priority: int) -> Check:
    found: list[Twins] = [one for one in sections.doubtful.twins if one.kind == kind]
    do = {
        "name": "rename tests of one name: of two of them only the last one runs",
        "body": "keep one of tests that do the same, or let them differ in what they show",
    }[kind]
    extra = sum(len(one.places) - 1 for one in found)
    rule = Rule(name, title, do, priority)
    total = sections.estate.written
    if not total:
        return rule.skip("there are no tests")
    if not found:
        return rule.keep(f"{total} of {total} tests")
    named = name_some([" = ".join(map(str, one.places[:4])) for one in found], 5)
    places = tuple(place for one in found for place in one.places)[:20]
    return rule.fail(f"{total - extra} of {total} tests; twice: {named}", places=places)


def import_checks(sections: Sections) -> Iterator[Check]:
    """Yield whether pytest can collect every file of tests."""
    given = sections.given
    total = len(given.survey.tests.files)
    do = "mend the imports that fail: nothing of such a file runs"
    yield _collected(given, sections, "error", Rule("no-import-errors", "no import fails", do, 1))
    do = "take out what waits at import: it belongs into a fixture"
    yield _collected(given, sections, "hang", Rule("no-hanging-imports", "no import hangs", do, 1))
    do = "move what takes long from import into fixtures"
    rule = Rule("no-slow-imports", "no file takes seconds to be collected", do, 3)
    yield _collected(given, sections, "slow", rule)
    yield _asked(given, total, sections.collection_why)


def _asked(given: AuditInput, total: int, why: str) -> Check:
    rule = Rule("collected", "pytest collects tests", "mend what keeps pytest from starting", 1)
    longer = "audit with a longer --time-limit"
    if not total:
        return rule.skip("there are no files of tests")
    if given.probe is None:
        return rule.miss(why)
    if not given.probe.tests:
        return rule.fail(given.probe.lost or f"pytest ended with {given.probe.exit_code}")
    if given.probe.lost:
        return rule.miss(given.probe.lost, do=longer)
    return rule.keep(f"{count_noun(len(given.probe.tests), 'test')} collected")


def _collected(given: AuditInput, sections: Sections, kind: str, rule: Rule) -> Check:
    total = len(given.survey.tests.files)
    found = [Place(one.path) for one in sections.collection if one.kind == kind]
    if total and not found and sections.collection_why:
        return rule.miss(sections.collection_why)
    return rule.hold(found, max(total, len(found)), "files of tests")


def execution_checks(sections: Sections) -> Iterator[Check]:
    """Yield whether the tests pass, all of them, and in bearable time."""
    outcomes = sections.outcomes
    rule = Rule("run-whole", "every test was run on the project as it is now", priority=1)
    if outcomes.whole:
        yield rule.keep(f"{count_noun(len(outcomes.tests), 'test')}: {outcomes.origin}")
    else:
        yield rule.miss(outcomes.why, do="run `nox`, or audit with --run")
    do = "mend the tests that fail, or what they test"
    rule = Rule("none-fails", "no test fails", do, 1)
    failed = [test.nodeid for test in outcomes.tests if test.result in FAILED]
    if failed or outcomes.whole:
        yield rule.hold(failed, len(outcomes.tests), "tests")
    else:
        yield rule.miss(outcomes.why)
    do = "ask whether what tests are skipped for still holds"
    yield _ended(sections, Rule("none-skipped", "no test is skipped", do, 3), "skipped")
    do = "take the xfail off tests that pass: the fault is gone"
    yield _ended(sections, Rule("none-xpassed", "no expected failure passes", do, 3), "xpassed")
    slow = [test.nodeid for test in outcomes.tests if test.seconds > MEDIUM]
    do = "look at the slowest tests, or give them the marker slow"
    rule = Rule("none-slow", "no test outside the suite slow takes over 5 s", do, 3)
    slow_suites = {test.nodeid for test in outcomes.tests if test.suite in ("slow", "performance")}
    if outcomes.whole:
        yield rule.hold(
            [one for one in slow if one not in slow_suites], len(outcomes.tests), "tests"
        )
    else:
        yield rule.miss(outcomes.why)


def _ended(sections: Sections, rule: Rule, result: str) -> Check:
    outcomes = sections.outcomes
    if not outcomes.whole:
        return rule.miss(outcomes.why)
    found = [test.nodeid for test in outcomes.tests if test.result == result]
    return rule.hold(found, len(outcomes.tests), "tests")


def coverage_checks(sections: Sections) -> Iterator[Check]:
    """Yield for each layer whether it meets its targets, and whether it has any."""
    given = sections.given
    targets = [one for one in sections.coverage.targets if one.scope == MERGED]
    for layer in dict.fromkeys(one.layer for one in targets):
        yield _layer([one for one in targets if one.layer == layer])
    if not targets:
        names = [each.value.name for each in given.survey.project.layers]
        names = [name for name in names if role_of(name)]
        if given.config is not None:
            names = [layer.name for layer in given.config.layers if layer.measured]
        for name in (*names, "total"):
            rule = Rule(f"covered: {name}", f"{_title(name)} meets its target", priority=1)
            yield rule.miss(sections.coverage.why, do=given.how_to_record)


def _title(layer: str) -> str:
    return "the whole source" if layer == "total" else f"layer {layer}"


def _layer(targets: list[Target]) -> Check:
    layer = targets[0].layer
    do = f"test the missing lines of {_title(layer)}"
    rule = Rule(f"covered: {layer}", f"{_title(layer)} meets its target", do, 1)
    evidence = [_describe(one) for one in targets]
    answers = {one.answer for one in targets}
    if Answer.BROKEN in answers:
        return rule.fail(*evidence)
    if Answer.NOT_MEASURED in answers:
        return rule.miss(*evidence)
    if Answer.KEPT in answers:
        return rule.keep(*evidence)
    rule = Rule(rule.name, rule.title, f"give {_title(layer)} a gate", 2)
    return rule.fail(*evidence)


def _describe(target: Target) -> str:
    if target.threshold is None:
        share = format_percent(target.covered, target.total)
        return f"{share} ({target.covered} of {target.total}), and no gate"
    if target.kind == "max_missing":
        return f"{target.total - target.covered} missing, at most {target.threshold} may be"
    share = format_percent(target.covered, target.total, target.threshold)
    needed = format_threshold(target.threshold)
    return f"{share} ({target.covered} of {target.total}), needed {needed}"
