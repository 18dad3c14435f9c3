"""The checks of what the tests stand on: configuration, dependencies, environment."""

from __future__ import annotations

from collections.abc import Iterator

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from layerproof.adoption.audit.answers import Check
from layerproof.adoption.audit.inputs import AuditInput
from layerproof.adoption.audit.rules import Rule
from layerproof.adoption.audit.rulings import REDUNDANT, WRONG
from layerproof.adoption.audit.sections import Sections
from layerproof.adoption.audit.settings_pytest import holds_strict_markers
from layerproof.adoption.audit.values import Dependency
from layerproof.core.wording import count_noun, name_some

#: Words in the name of an extra or group that tests need.
_OF_TESTS = ("test", "dev")


def configuration_checks(sections: Sections) -> Iterator[Check]:
    """Yield whether the settings say what is meant."""
    yield _check_table(sections.given)
    yield from _check_settings(sections)
    yield from _check_markers(sections)
    yield _check_ci(sections)


def _check_table(given: AuditInput) -> Check:
    do = "`layerproof init` writes the table"
    rule = Rule("layerproof-table", "[tool.layerproof] is there and valid", do, 1)
    if given.config is not None:
        layers, suites = len(given.config.layers), sum(s.declared for s in given.config.suites)
        return rule.keep(f"{count_noun(layers, 'layer')}, {count_noun(suites, 'suite')} named")
    return rule.fail(given.config_problem or "there is no such table")


def _check_settings(sections: Sections) -> Iterator[Check]:
    settings = sections.settings
    wrong = [f"{one.tool} {one.key} {one.value}".strip() for one in settings if one.ruling == WRONG]
    do = "change the settings that are judged wrong; the section on configuration has each reason"
    yield Rule("settings-right", "no setting is wrong", do, 1).hold(
        wrong, len(settings), "settings"
    )
    idle = [
        f"{one.tool} {one.key} {one.value}".strip() for one in settings if one.ruling == REDUNDANT
    ]
    rule = Rule(
        "settings-needed", "no setting is redundant", "remove the settings that do nothing", 3
    )
    yield rule.hold(idle, len(settings), "settings")
    do = "add --strict-markers to addopts"
    rule = Rule("strict-markers", "a misspelt marker is an error", do, 2)
    kept = holds_strict_markers(sections.given.survey.tests.settings)
    origin = sections.given.survey.tests.settings.origin or "no file of settings"
    yield rule.keep(origin) if kept else rule.fail(f"{origin} does not ask for it")


def _check_markers(sections: Sections) -> Iterator[Check]:
    used = [marker for marker in sections.markers if marker.files]
    foreign = [marker.name for marker in used if marker.state == "used and not registered"]
    do = "register the markers in use under `markers`, or mend their spelling"
    rule = Rule("markers-registered", "every marker in use is registered", do, 2)
    yield rule.hold(foreign, len(used), "markers in use")
    own = [marker for marker in sections.markers if marker.place is not None]
    unused = [marker.name for marker in own if not marker.files]
    rule = Rule(
        "markers-used", "every registered marker is used", "remove the markers that no test has", 3
    )
    yield rule.hold(unused, len(own), "markers registered")


def _check_ci(sections: Sections) -> Check:
    do = "`layerproof init` writes a workflow"
    rule = Rule("ci-runs-tests", "a CI runs the tests", do, 2)
    running = [one.path for one in sections.pipelines if one.commands]
    if running:
        return rule.keep(name_some(running, 5))
    found = [one.path for one in sections.pipelines]
    return rule.fail(f"{name_some(found, 5)}: no command of tests" if found else "no file of a CI")


def dependency_checks(sections: Sections) -> Iterator[Check]:
    """Yield whether what is needed is declared, locked, and installed as asked for."""
    given = sections.given
    packaging = given.survey.project.packaging
    declared = sections.dependencies
    do = "declare pytest, and what else the tests need, under [dependency-groups] dev"
    rule = Rule("pytest-declared", "pytest is among the declared dependencies", do, 2)
    names = {one.name for one in declared}
    if names & {"pytest", "layerproof"}:
        yield rule.keep(f"{count_noun(len(names), 'distribution')} declared")
    else:
        yield rule.fail(f"it is not among {count_noun(len(names), 'declared distribution')}")
    do = "make a lock file with the project's package manager"
    rule = Rule("dependencies-locked", "a lock file pins what is installed", do, 3)
    lock = packaging.value.lock if packaging else None
    yield rule.keep(lock) if lock else rule.fail("no lock file was found")
    yield from _installed(given, declared)
    do = "raise outdated dependencies one at a time, and run the tests after each"
    if not declared:
        yield Rule("dependencies-current", "no dependency is outdated").skip("none is declared")
    elif given.installed.latest is None:
        rule = Rule("dependencies-current", "no dependency is outdated", priority=3)
        yield rule.miss(sections.environment.index, do="audit with --online")
    else:
        rule = Rule("dependencies-current", "no dependency is outdated", do, 3)
        old = [f"{one.name} {one.installed} < {one.latest}" for one in declared if one.latest]
        yield rule.hold(old, len(declared), "dependencies")


def _installed(given: AuditInput, declared: tuple[Dependency, ...]) -> Iterator[Check]:
    do = "install the project with its tests' dependencies into its environment"
    present = Rule("dependencies-installed", "what is declared is installed", do, 1)
    fitting = Rule("dependencies-fit", "installed versions are those asked for", do, 1)
    if given.installed.problem:
        yield present.miss(given.installed.problem)
        yield fitting.miss(given.installed.problem)
        return
    here = [one for one in declared if one.state != "elsewhere" and _is_needed(one.scope)]
    yield present.hold(
        [one.name for one in here if one.state == "missing"], len(here), "dependencies"
    )
    there = [one for one in declared if one.installed]
    unfit = [f"{one.asked} ({one.installed})" for one in there if one.state == "unfit"]
    yield fitting.hold(unfit, len(there), "installed dependencies")


def _is_needed(scope: str) -> bool:
    """Whether tests need what stands in that scope: the project's own, and what is for tests."""
    kind, colon, name = scope.partition(":")
    optional = bool(colon) or kind in ("extra", "group", "optional")
    return not optional or any(word in name for word in _OF_TESTS)


def environment_checks(sections: Sections) -> Iterator[Check]:
    """Yield whether the interpreter is one that the project asks for, with pytest in it."""
    environment = sections.environment
    do = "make an environment for the project, with `layerproof doctor` to help"
    answers = Rule("interpreter-answers", "the project's interpreter starts", do, 1)
    fits = Rule("interpreter-fits", "the interpreter is one that the project asks for", do, 1)
    virtual = Rule("environment-own", "the project has an environment of its own", do, 2)
    pytest = Rule("pytest-installed", "pytest is installed for the project", do, 1)
    if environment.problem or not environment.version:
        why = environment.problem or "the interpreter was not asked"
        yield answers.fail(why) if environment.problem else answers.miss(why)
        yield from (rule.miss(why) for rule in (fits, virtual, pytest))
        return
    yield answers.keep(f"{environment.implementation} {environment.version}")
    yield _fits(fits, environment.version, environment.asked)
    yield (
        virtual.keep(environment.python)
        if environment.virtual
        else virtual.fail(f"{environment.python} is the system's own")
    )
    version = environment.tools.get("pytest", "")
    yield pytest.keep(f"pytest {version}") if version else pytest.fail("it is not installed")


def _fits(rule: Rule, version: str, asked: str) -> Check:
    if not asked:
        return rule.skip("the project asks for no version of Python")
    try:
        wanted = SpecifierSet(asked)
    except InvalidSpecifier:
        if version == asked or version.startswith(f"{asked}."):
            return rule.keep(f"{version}, asked for: {asked}")
        return rule.miss(f"{version}; what is asked for cannot be compared: {asked}")
    told = f"{version}, asked for: {asked}"
    return rule.keep(told) if wanted.contains(version, prereleases=True) else rule.fail(told)
