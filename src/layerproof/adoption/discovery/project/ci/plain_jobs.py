"""The jobs of files that are no YAML: Makefile, justfile, Jenkinsfile, tox, noxfile, scripts."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator

from layerproof.adoption.discovery.project.ci.values import Job, Step
from layerproof.adoption.reading.ini_file import IniFile
from layerproof.adoption.reading.syntax import dotted_name
from layerproof.adoption.reading.toml_file import TomlFile, is_list
from layerproof.adoption.reading.tree import Module

_TARGET = re.compile(r"^([A-Za-z0-9_.%/ -]+?)\s*:(?!=)")
_JENKINS_SHELL = re.compile(
    r"\bsh\s*\(?\s*(?:script\s*:\s*)?"
    r"(?:\"\"\"(.*?)\"\"\"|'''(.*?)'''|\"((?:\\.|[^\"\\\n])*)\"|'((?:\\.|[^'\\\n])*)')",
    re.DOTALL,
)
_JENKINS_VARIABLE = re.compile(r"^\s*([A-Z][A-Z0-9_]*)\s*=\s*['\"]([^'\"]*)['\"]\s*$", re.MULTILINE)


def read_recipe_jobs(text: str) -> Iterator[Job]:
    """Yield a job for each target of a Makefile or recipe of a justfile."""
    steps: list[Step] = []
    waiting: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line[:1] in ("\t", " ") and line.strip():
            command = line.strip() if waiting else line.strip().lstrip("@-+")
            waiting.append(command)
            if not command.endswith("\\"):
                first = number - len(waiting) + 1
                steps.append(Step("\n".join(waiting), first))
                waiting = []
        elif line.strip() and not line.startswith("#"):
            waiting = []
            if _TARGET.match(line) and steps:
                yield Job(tuple(steps))
                steps = []
    if steps:
        yield Job(tuple(steps))


def read_jenkins_jobs(text: str) -> Iterator[Job]:
    """Yield one job of the ``sh`` steps of a Jenkinsfile, with the literals that it sets."""
    steps = []
    for match in _JENKINS_SHELL.finditer(text):
        script = next(group for group in match.groups() if group is not None)
        start = match.start(match.lastindex or 0)
        steps.append(Step(script, text.count("\n", 0, start) + 1))
    yield Job(tuple(steps), dict(_JENKINS_VARIABLE.findall(text)))


def read_script_jobs(text: str) -> Iterator[Job]:
    """Yield one job of a shell script."""
    yield Job((Step(text, 1),))


def read_tox_jobs(file: IniFile) -> Iterator[Job]:
    """Yield a job for each environment of ``tox.ini``."""
    for name, section in file.sections.items():
        if not name.startswith("testenv"):
            continue
        steps = [
            Step(
                section[key].strip("\n"), file.place(name, key).line + section[key].startswith("\n")
            )
            for key in ("commands_pre", "commands")
            if key in section
        ]
        lines = section.get("setenv", section.get("set_env", "")).splitlines()
        pairs = (line.partition("=") for line in lines if "=" in line)
        variables = {before.strip(): after.strip() for before, _, after in pairs}
        yield Job(tuple(_strip_factors(step) for step in steps), variables)


def _strip_factors(step: Step) -> Step:
    """Return a step whose commands have no factors (``py311: pytest``) and no leading dash."""
    script = re.sub(r"(?m)^\s*([a-z0-9_.,!{}-]+:\s+)?-?\s*", "", step.script)
    return Step(script.replace("{posargs}", "").replace("{envpython}", "python"), step.line)


def read_tox_toml_jobs(file: TomlFile, *start: str) -> Iterator[Job]:
    """Yield a job for each environment of ``tox.toml`` or ``[tool.tox]``."""
    keys = [(*start, "env_run_base")]
    keys += [(*start, "env", name) for name in file.table(*start, "env")]
    for key in keys:
        steps = []
        for field in ("commands_pre", "commands"):
            commands = file.get(*key, field)
            for index, words in enumerate(commands if is_list(commands) else ()):
                texts = [each for each in words if isinstance(each, str)] if is_list(words) else []
                steps.append(Step(shlex.join(texts), file.place(*key, field, index).line))
        variables = {
            name: value
            for name, value in file.table(*key, "set_env").items()
            if isinstance(value, str)
        }
        yield Job(tuple(steps), variables)


def read_nox_jobs(module: Module) -> Iterator[Job]:
    """Yield a job for each function of a noxfile that runs something by its session."""
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef):
            calls = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
            calls.sort(key=lambda call: call.lineno)
            steps = [
                Step(shlex.join(_words(call)), call.lineno)
                for call in calls
                if dotted_name(call.func).endswith((".run", ".run_always")) and call.args
            ]
            if steps:
                yield Job(tuple(steps))


def _words(call: ast.Call) -> list[str]:
    return [
        each.value
        for each in call.args
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]


def read_task_jobs(file: TomlFile) -> Iterator[Job]:
    """Yield the tasks of ``pyproject.toml`` or a Pipfile, as each task runner writes them."""
    keys: list[tuple[str, ...]] = [("scripts",), ("tool", "pdm", "scripts")]
    keys += [("tool", "poe", "tasks"), ("tool", "taskipy", "tasks"), ("tool", "rye", "scripts")]
    keys += [("tool", "hatch", "envs", n, "scripts") for n in file.table("tool", "hatch", "envs")]
    for key in keys:
        for name, task in file.table(*key).items():
            line = file.place(*key, name).line
            steps = tuple(Step(text, line) for text in _task_texts(task))
            yield Job(steps)


def _task_texts(task: object) -> Iterator[str]:
    if isinstance(task, str):
        yield task
    elif is_list(task):
        for each in task if isinstance(task, list) else ():
            yield from _task_texts(each)
    elif isinstance(task, dict):
        for key in ("cmd", "shell", "command"):
            command = task.get(key)
            if isinstance(command, list):
                yield shlex.join(str(each) for each in command)
            elif isinstance(command, str):
                yield command
