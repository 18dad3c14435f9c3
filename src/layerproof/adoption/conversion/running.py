"""Reading the part of a script that runs its tests: which, with what, and what came before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import libcst as cst

from layerproof.adoption.conversion.finding import find
from layerproof.adoption.conversion.nodes import code, small_of, split
from layerproof.adoption.conversion.runner_words import (
    SAYS_TEST,
    SETS_UP,
    TEARS_DOWN,
    is_harmless_name,
    is_idle,
)
from layerproof.adoption.conversion.runs import Prepared, Running, TestCall
from layerproof.adoption.conversion.script import (
    Script,
    has_verdict,
    is_fixture,
    is_quiet_line,
    is_test_like,
    is_test_name,
    names_in,
    strip_running,
)
from layerproof.adoption.conversion.statements import is_fail_counter, is_flag, is_pass_counter
from layerproof.adoption.conversion.talk import is_talk


def read_running(script: Script, statements: Sequence[cst.BaseStatement]) -> Running:
    """Return what ``statements`` of a script run."""
    reader = _Reader(script)
    reader.read(statements)
    return reader.found


class _Reader:
    def __init__(self, script: Script) -> None:
        self.script = script
        self.found = Running()
        self._lists: dict[str, list[str]] = dict(script.lists)
        self._results: set[str] = set()
        self._loop: cst.For | None = None
        self._closing = False

    def read(self, statements: Iterable[cst.BaseStatement]) -> None:
        for statement in statements:
            self._read(statement)

    def _read(self, statement: cst.BaseStatement) -> None:
        if isinstance(statement, cst.SimpleStatementLine):
            self._read_line(statement)
        elif isinstance(statement, cst.If):
            self._read_if(statement)
        elif isinstance(statement, cst.For):
            self._read_for(statement)
        elif isinstance(statement, cst.Try):
            self._read_try(statement)
        elif isinstance(statement, cst.With):
            self._read_with(statement)
        else:
            self._complain(statement)

    def _complain(self, node: cst.CSTNode) -> None:
        text = code(node).strip().splitlines()
        first = next((each for each in text if not each.strip().startswith("#")), "")
        if first not in self.found.problems:
            self.found.problems.append(first.strip())

    # -- lines -------------------------------------------------------------------------------

    def _read_line(self, statement: cst.SimpleStatementLine) -> None:
        small = small_of(statement)
        if small is None:
            for each in split(cst.IndentedBlock(body=[statement])):
                self._read(each)
        elif isinstance(small, cst.Assign) and len(small.targets) == 1:
            self._read_assign(statement, small.targets[0].target, small.value)
        elif isinstance(small, cst.AnnAssign) and small.value is not None:
            self._read_assign(statement, small.target, small.value)
        elif isinstance(small, cst.Expr):
            self._read_call(statement, small.value)
        elif isinstance(small, cst.Import | cst.ImportFrom):
            self.found.set_up.append(statement)
        elif isinstance(small, cst.Assert) and not self._is_about_results(small.test):
            self._complain(statement)
        else:
            self._read_judged(statement, small)

    def _read_judged(
        self, statement: cst.SimpleStatementLine, small: cst.BaseSmallStatement
    ) -> None:
        """Read a line that takes a verdict from calls of tests, or says nothing of them."""
        value: cst.BaseExpression | None = None
        if isinstance(small, cst.Assert):
            value = small.test
        elif isinstance(small, cst.Return | cst.AugAssign):
            value = small.value
        elif isinstance(small, cst.Raise):
            value = small.exc
        elif not is_quiet_line(statement):
            self._complain(statement)
        if value is not None:
            self._read_value(statement, value)

    def _is_about_results(self, value: cst.BaseExpression) -> bool:
        return self._mentions_tests(value) or names_in(value) <= self._known_names()

    def _read_assign(
        self,
        statement: cst.SimpleStatementLine,
        target: cst.BaseExpression,
        value: cst.BaseExpression,
    ) -> None:
        inner, _ = strip_running(value)
        tests = self._tests_in(value)
        if isinstance(value, cst.List | cst.Tuple | cst.Dict) and tests and not _calls(value):
            self._lists[code(target)] = tests
            return
        if isinstance(inner, cst.Call) and self._function_of(inner):
            self._run(inner, statement, judged=not self._is_handed(target), target=target)
        elif self._mentions_tests(value):
            self._read_value(statement, value)
            self._results |= names_in(target)
        elif is_idle(value, self._results):
            self._results |= names_in(target)
        elif isinstance(target, cst.Name) and target.value not in self.found.prepared:
            self._prepare(statement, target.value, value)
        else:
            self._complain(statement)

    def _is_handed(self, target: cst.BaseExpression) -> bool:
        """Return whether a result is an argument of a later test."""
        names = names_in(target)
        return any(names & names_in(arg) for call in self._later_calls() for arg in call.args)

    def _later_calls(self) -> list[cst.Call]:
        roots: list[cst.CSTNode] = [self.script.functions[each].body for each in self.found.runners]
        if self.script.block is not None:
            roots.append(self.script.block)
        calls = [call for root in roots for call in find(root, cst.Call)]
        return [call for call in calls if code(call.func) in self.script.functions]

    def _prepare(
        self, statement: cst.SimpleStatementLine, name: str, value: cst.BaseExpression
    ) -> None:
        if self._loop is not None:
            self._complain(statement)
            return
        self.found.prepared[name] = Prepared(name, value)

    def _read_call(self, statement: cst.SimpleStatementLine, value: cst.BaseExpression) -> None:
        inner, _ = strip_running(value)
        if isinstance(inner, cst.SimpleString | cst.Ellipsis):
            return
        if isinstance(inner, cst.Call) and self._function_of(inner):
            self._run(inner, statement, judged=False)
        elif self._mentions_tests(value):
            self._read_value(statement, value)
        elif isinstance(inner, cst.Call) and (is_talk(inner) or self._is_harmless(inner)):
            choices = find(inner, cst.IfExp)
            if not all(names_in(each) <= self._known_names() for each in choices):
                self._complain(statement)
        elif isinstance(inner, cst.Call):
            self._note_step(statement)
        else:
            self._complain(statement)

    def _is_harmless(self, call: cst.Call) -> bool:
        name = code(call.func)
        owner = name.partition(".")[0]
        known = is_harmless_name(name)
        return known or (owner in self._results and "." in name) or owner in self._lists

    def _note_step(self, statement: cst.SimpleStatementLine) -> None:
        """Keep a call that is no test: with the value that it is about, else by itself."""
        statement = statement.with_changes(leading_lines=[])
        about = [each for each in self.found.prepared if each in names_in(statement)]
        after = self._closing or bool(self.found.calls)
        if about:
            value = self.found.prepared[about[-1]]
            (value.after if after else value.before).append(statement)
        else:
            (self.found.tear_down if after else self.found.set_up).append(statement)

    def _read_value(self, statement: cst.BaseStatement, value: cst.BaseExpression) -> None:
        """Read an expression that holds calls of tests beside nothing else that acts."""
        for call in find(value, cst.Call):
            if self._function_of(call):
                self._run(call, statement, judged=True)
            elif not (is_talk(call) or self._is_harmless(call) or self._is_listed(call)):
                _, ran = strip_running(call)
                if not ran:
                    self._complain(statement)
        for each in find(value, cst.Comparison):
            if names_in(each) & set(self.found.handed):
                self._complain(statement)

    # -- blocks ------------------------------------------------------------------------------

    def _read_if(self, node: cst.If) -> None:
        if self._mentions_tests(node.test):
            self._read_value(cst.SimpleStatementLine([cst.Expr(node.test)]), node.test)
        elif not names_in(node.test) <= self._known_names():
            if self._acts(node) or has_verdict(node):
                self._complain(node)
            return
        self.read(split(node.body))
        rest = node.orelse
        if isinstance(rest, cst.If):
            self._read_if(rest)
        elif rest is not None:
            self.read(split(rest.body))

    def _known_names(self) -> set[str]:
        quiet = {"len", "all", "any", "sum", "not", "True", "False", "None", "failed", "passed"}
        return self._results | quiet | set(self.found.handed) | self._counters()

    def _counters(self) -> set[str]:
        block = self.script.block
        names = set() if block is None else names_in(block)
        for runner in self.found.runners:
            names |= names_in(self.script.functions[runner].body)
        return {
            each
            for each in names
            if is_fail_counter(each) or is_pass_counter(each) or is_flag(each)
        }

    def _acts(self, node: cst.CSTNode) -> bool:
        calls = find(node, cst.Call)
        return any(not (is_talk(each) or self._is_harmless(each)) for each in calls)

    def _read_for(self, node: cst.For) -> None:
        tests = self._tests_in(node.iter) or self._lists.get(code(node.iter).partition(".")[0], [])
        if isinstance(node.iter, cst.Call) and not tests:
            tests = [each for name in names_in(node.iter) for each in self._lists.get(name, [])]
        names = names_in(node.target)
        if tests:
            for name in names:
                self._lists[name] = tests
            self.read(split(node.body))
        elif self._acts(node) or self._mentions_tests(node.body):
            outer, self._loop = self._loop, node
            self.read(split(node.body))
            self._loop = outer
        if node.orelse is not None:
            self.read(split(node.orelse.body))

    def _read_try(self, node: cst.Try) -> None:
        self.read(split(node.body))
        if node.orelse is not None:
            self.read(split(node.orelse.body))
        for handler in node.handlers:
            if self._acts(handler):
                self._complain(handler)
        if node.finalbody is not None:
            self._closing = True
            self.read(split(node.finalbody.body))
            self._closing = False

    def _read_with(self, node: cst.With) -> None:
        keyword = "async with" if node.asynchronous else "with"
        for item in node.items:
            name = item.asname.name if item.asname else None
            if not isinstance(name, cst.Name) or self._loop is not None:
                self._complain(node)
                return
            self.found.prepared[name.value] = Prepared(name.value, item.item, context=keyword)
        self.read(split(node.body))

    # -- calls -------------------------------------------------------------------------------

    def _function_of(self, call: cst.Call) -> str | None:
        name = code(call.func)
        return name if name in self.script.functions or name in self._lists else None

    def _is_listed(self, call: cst.Call) -> bool:
        return code(call.func).partition(".")[0] in self._lists

    def _tests_in(self, node: cst.CSTNode) -> list[str]:
        called = {code(each.func) for each in find(node, cst.Call)}
        found = [each.value for each in find(node, cst.Name)]
        return [
            each
            for each in dict.fromkeys(found)
            if each in self.script.functions
            and each not in called
            and (is_test_like(each) or has_verdict(self.script.functions[each]))
        ]

    def _mentions_tests(self, node: cst.CSTNode) -> bool:
        return bool(names_in(node) & (set(self.script.functions) | set(self._lists)))

    def _run(
        self,
        call: cst.Call,
        statement: cst.BaseStatement,
        *,
        judged: bool,
        target: cst.BaseExpression | None = None,
    ) -> None:
        name = code(call.func)
        given = self._tests_given(call)
        if given and name in self.script.functions:
            # A function that is handed tests runs them: it is no test.
            self.found.runners.add(name)
            self.found.calls += [TestCall(each, (), judged, self._loop) for each in given]
            return
        for each in self._lists.get(name, [name]):
            self._run_one(each, call, statement, judged=judged, target=target)

    def _tests_given(self, call: cst.Call) -> list[str]:
        """Return the tests that are arguments of a call, by name or as the name of a list."""
        named = [code(argument.value) for argument in call.args]
        found = [each for name in named for each in self._lists.get(name, [name])]
        functions = self.script.functions
        return [
            each
            for each in found
            if each in functions and (is_test_like(each) or has_verdict(functions[each]))
        ]

    def _run_one(
        self,
        name: str,
        call: cst.Call,
        statement: cst.BaseStatement,
        *,
        judged: bool,
        target: cst.BaseExpression | None,
    ) -> None:
        function = self.script.functions[name]
        if name in self.found.runners or is_fixture(function):
            return
        if self._is_runner(name):
            self.found.runners.add(name)
            self.read(split(function.body))
            return
        stepping = SETS_UP.match(name) or TEARS_DOWN.match(name)
        named = SAYS_TEST.search(name) or (judged and is_test_like(name))
        silent = not has_verdict(function) and not named
        if not is_test_name(name) and (stepping or silent):
            self._step(name, statement, target)
            return
        self.found.calls.append(TestCall(name, tuple(call.args), judged, self._loop))
        if target is not None:
            self._results |= names_in(target)
            if not judged:
                self.found.handed |= dict.fromkeys(names_in(target), name)

    def _step(
        self,
        name: str,
        statement: cst.BaseStatement,
        target: cst.BaseExpression | None,
    ) -> None:
        small = small_of(statement)
        if isinstance(target, cst.Name) and isinstance(small, cst.Assign):
            self._prepare(
                cst.ensure_type(statement, cst.SimpleStatementLine), target.value, small.value
            )
        elif isinstance(small, cst.Expr) and isinstance(statement, cst.SimpleStatementLine):
            if TEARS_DOWN.match(name):
                closing, self._closing = self._closing, True
                self._note_step(statement)
                self._closing = closing
            else:
                self._note_step(statement)
        else:
            self._complain(statement)

    def _is_runner(self, name: str) -> bool:
        """Return whether a function runs tests, and is none."""
        if is_test_name(name) and name not in {"test_all", "test_main", "tests"}:
            return False
        called = self.script.calls(name)
        body = names_in(self.script.functions[name].body)
        called |= {
            each for listed in body & set(self.script.lists) for each in self.script.lists[listed]
        }
        return any(
            is_test_name(each) or (is_test_like(each) and has_verdict(self.script.functions[each]))
            for each in called
        )


def _calls(node: cst.CSTNode) -> bool:
    return bool(find(node, cst.Call))
