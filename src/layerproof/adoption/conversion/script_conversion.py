"""Taking a script apart: its runner goes, its tests get names, fixtures and parameters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import libcst as cst

from layerproof.adoption.conversion.collected_classes import runs_classes
from layerproof.adoption.conversion.fixtures import write_fixtures
from layerproof.adoption.conversion.functions import Role
from layerproof.adoption.conversion.module_code import ModuleCode, make_test, read_module_code
from layerproof.adoption.conversion.nodes import code, leading, small_of, split, todo
from layerproof.adoption.conversion.parameters import Passed, read_passed
from layerproof.adoption.conversion.renames import choose_names, rename
from layerproof.adoption.conversion.running import read_running
from layerproof.adoption.conversion.runs import Running
from layerproof.adoption.conversion.script import (
    Script,
    has_verdict,
    is_claiming,
    is_main_block,
    is_test,
    is_test_file,
    is_test_like,
    is_test_name,
    names_in,
    read_script,
)
from layerproof.adoption.conversion.shared_globals import find_shared, use_fixtures
from layerproof.adoption.conversion.values import Options

_MORE = "the script did more than call its tests; carry over what is below"


@dataclass(slots=True)
class Dissolved:
    """A module whose runner is gone, and what each function was to the script."""

    module: cst.Module
    roles: dict[str, Role] = field(default_factory=dict)
    was_script: bool = False


def dissolve(module: cst.Module, stem: str, options: Options) -> Dissolved:
    """Return ``module`` without its runner and its code at import; itself if it has none."""
    script = read_script(module)
    loose = read_module_code(module, script)
    block = list(split(script.block.body)) if script.block is not None else []
    if not block and not loose.running and not loose.inline:
        return Dissolved(module)
    running = read_running(script, [*loose.running, *block])
    if not running.calls:
        # Nothing that it made is for a test: the block itself may be one.
        running = Running()
    if not running.calls and runs_classes(module, block):
        kept = [each for each in module.body if not is_main_block(each)]
        return Dissolved(module.with_changes(body=kept), was_script=True)
    if not _is_about_tests(script, running, stem):
        return Dissolved(module)
    if not running.calls and not loose.inline and not is_claiming(block):
        return Dissolved(module)
    return _Dissolver(module, script, running, loose, stem, options).run()


def _is_about_tests(script: Script, running: Running, stem: str) -> bool:
    """Return whether a program is one of tests: its file says so, or what it calls does.

    A tool that prints how it fares is no test.
    """
    if is_test_file(stem):
        return True
    return any(
        is_test_name(name) or (is_test_like(name) and has_verdict(script.functions[name]))
        for name in running.tests
    )


class _Dissolver:
    def __init__(
        self, module: cst.Module, script: Script, running: Running, loose: ModuleCode,
        stem: str, options: Options,
    ) -> None:  # fmt: skip
        self.module = module
        self.script = script
        self.running = running
        self.loose = loose
        self.stem = stem
        self.options = options
        self.roles: dict[str, Role] = {}

    def run(self) -> Dissolved:
        taken = self._taken()
        passed = read_passed(self.running, self.script.functions)
        self.running.problems += passed.problems
        names = choose_names(self.running.tests, taken)
        for test in self.running.tests:
            calls = [each for each in self.running.calls if each.test == test]
            judged = any(each.judged for each in calls)
            role = Role(judged=judged, must_check=True, exit_codes=judged and self._exits(test))
            self.roles[names.get(test, test)] = role
        module = self._drop_runners()
        module = self._decorate(module, passed)
        module = self._share(module)
        self._report_unused(module)
        module = self._add_new(module, passed)
        return Dissolved(rename(module, names), self.roles, was_script=True)

    def _exits(self, test: str) -> bool:
        text = "" if self.script.block is None else code(self.script.block)
        return bool(re.search(rf"(?:exit|SystemExit)\(\s*(?:asyncio\.run\()?{test}\(", text))

    def _taken(self) -> set[str]:
        return {name for statement in self.module.body for name in names_in(statement)}

    def _drop_runners(self) -> cst.Module:
        """Drop the main block, what ran at import, and the runners that nothing else calls."""
        gone = set(map(id, (*self.loose.running, *self.loose.inline)))
        kept: list[cst.BaseStatement | cst.BaseSmallStatement] = []
        for statement in self.module.body:
            if id(statement) in gone or is_main_block(statement):
                continue
            if isinstance(statement, cst.FunctionDef) and self._is_spare(statement.name.value):
                continue
            kept.append(statement)
        return self.module.with_changes(body=kept)

    def _is_spare(self, name: str) -> bool:
        if name not in self.running.runners or self.running.problems:
            return False
        users = [each for each in self.script.functions if name in self.script.calls(each)]
        return all(each in self.running.runners for each in users)

    def _decorate(self, module: cst.Module, passed: Passed) -> cst.Module:
        body = [
            each.with_changes(decorators=[*passed.decorators[each.name.value], *each.decorators])
            if isinstance(each, cst.FunctionDef) and each.name.value in passed.decorators
            else each
            for each in module.body
        ]
        return module.with_changes(body=body)

    def _share(self, module: cst.Module) -> cst.Module:
        """Make fixtures of what the script built at import, and let its tests ask for them."""
        tests = set(self.running.tests)
        marked = [each for each in find_shared(module) if each.name not in self.running.prepared]
        gone = {each.name for each in marked}
        for each in marked:
            self.running.prepared[each.name] = each
        names = list(self.running.prepared)
        body: list[cst.BaseStatement | cst.BaseSmallStatement] = []
        for statement in module.body:
            if isinstance(statement, cst.FunctionDef) and (
                statement.name.value in tests or is_test(statement)
            ):
                body.append(use_fixtures(statement, names))
            elif _assigns(statement) & gone:
                continue
            else:
                body.append(statement)
        return module.with_changes(body=body)

    def _report_unused(self, module: cst.Module) -> None:
        """Name the values that no test asks for: what was done with them is not carried over."""
        tests = [each for each in module.body if isinstance(each, cst.FunctionDef)]
        asked = {each.name.value for test in tests for each in test.params.params}
        prepared = self.running.prepared
        grows = True
        while grows:
            needed = {
                name
                for each in asked & set(prepared)
                for name in names_in(prepared[each].value) & set(prepared)
            }
            grows = not needed <= asked
            asked |= needed
        for name in [each for each in prepared if each not in asked]:
            value = prepared.pop(name)
            self.running.problems.append(f"{name} = {code(value.value)}")

    def _add_new(self, module: cst.Module, passed: Passed) -> cst.Module:
        """Put fixtures above the first test, and tests of inline code at the end."""
        functions = set(self.script.functions)
        imported = {each for each in self._taken() if each not in self.running.prepared}
        fixtures = write_fixtures(
            self.running, functions & imported | functions, asyncio_auto=self.options.asyncio_auto
        )
        fixtures += passed.fixtures.values()
        body: list[cst.BaseStatement] = list(module.body)
        at = next(
            (
                index
                for index, each in enumerate(body)
                if isinstance(each, cst.FunctionDef)
                and (each.name.value in self.running.tests or is_test(each))
            ),
            len(body),
        )
        body[at:at] = fixtures
        body += self._tests_of_inline_code()
        return module.with_changes(body=body)

    def _tests_of_inline_code(self) -> list[cst.BaseStatement]:
        made: list[cst.BaseStatement] = []
        name = self._free_name()
        block = split(self.script.block.body) if self.script.block is not None else []
        if self.loose.inline:
            made.append(make_test(name, self.loose.inline))
        if self.running.problems:
            made.append(make_test(f"{name}_script" if made else name, self._unread(block)))
        elif block and not self.running.calls and not self.loose.inline:
            made.append(make_test(name, block))
        elif block and is_claiming([each for each in block if _is_check(each)]):
            made.append(make_test(f"{name}_script" if made else name, self._unread(block)))
        for each in made:
            if isinstance(each, cst.FunctionDef):
                self.roles[each.name.value] = Role(must_check=True)
        return made

    def _unread(self, block: Sequence[cst.BaseStatement]) -> list[cst.BaseStatement]:
        rows = "; ".join(self.running.problems)
        told = todo(f"{_MORE}: {rows}" if rows else _MORE)
        statements = [*self.loose.running, *block]
        kept = [each.with_changes(leading_lines=leading(each)) for each in statements]
        return [told, *kept]

    def _free_name(self) -> str:
        stem = re.sub(r"\W", "_", re.sub(r"^(?:tests?_)+|_tests?$", "", self.stem)) or "script"
        taken = self._taken() | {f"test_{stem}"} & set(self.script.functions)
        name = f"test_{stem}"
        return name if name not in taken else f"{name}_script"


def _assigns(statement: cst.CSTNode) -> set[str]:
    small = small_of(statement)
    if isinstance(small, cst.Assign):
        return {code(each.target) for each in small.targets}
    return set()


def _is_check(statement: cst.BaseStatement) -> bool:
    return isinstance(statement, cst.Assert) or (
        not isinstance(statement, cst.SimpleStatementLine) and has_verdict(statement)
    )
