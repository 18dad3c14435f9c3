"""Safe changes of a project's settings: one key set, or items added, the rest as it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any, TypeAlias

from layerproof.adoption.doctor.values import Edit, Patient

#: A table in TOML, and the section that stands for it in an INI file.
Home = tuple[tuple[str, ...], str]

#: What a setting may hold.
Value: TypeAlias = str | bool | list[str]


def set_pytest(patient: Patient, key: str, value: str, about: str) -> tuple[Edit, ...]:
    """Return the edit that gives pytest a setting; none where that cannot be done safely."""
    home = _find_pytest_home(patient)
    return _edit(patient, home, key, about, value=value) if home else ()


def add_to_pytest(patient: Patient, key: str, items: Sequence[str], about: str) -> tuple[Edit, ...]:
    """Return the edit that adds items to one of pytest's lists, a line each."""
    home = _find_pytest_home(patient)
    return _edit(patient, home, key, about, value=list(items)) if home else ()


def set_coverage(
    patient: Patient, section: str, key: str, about: str, *, value: Value
) -> tuple[Edit, ...]:
    """Return the edit that gives coverage.py a setting in the file that it reads."""
    origin = patient.survey.tests.coverage.origin
    if not origin:
        return ()
    name = origin.rpartition("/")[2]
    alone = name == ".coveragerc.toml" and "[tool.coverage" not in (patient.tree.read(origin) or "")
    table = (section,) if alone else ("tool", "coverage", section)
    ini = section if name == ".coveragerc" else f"coverage:{section}"
    return _edit(patient, (origin, (table, ini)), key, about, value=value)


def _find_pytest_home(patient: Patient) -> tuple[str, Home] | None:
    origin = patient.survey.tests.settings.origin
    if not origin:
        table = ("tool", "pytest", "ini_options")
        return ("pyproject.toml", (table, "")) if patient.tree.has("pyproject.toml") else None
    name = origin.rpartition("/")[2]
    if name in ("pytest.toml", ".pytest.toml"):
        return origin, (("pytest",), "")
    if name == "pyproject.toml":
        toml = patient.tree.toml(origin)
        native = toml is not None and set(toml.table("tool", "pytest")) - {"ini_options"}
        return origin, (("tool", "pytest", *(() if native else ("ini_options",))), "")
    return origin, ((), "tool:pytest" if name == "setup.cfg" else "pytest")


def _edit(
    patient: Patient, where: tuple[str, Home], key: str, about: str, *, value: Value
) -> tuple[Edit, ...]:
    path, (table, section) = where
    before = patient.tree.read(path)
    if before is None:
        return ()
    if path.endswith(".toml"):
        after = edit_toml(before, table, key, value=value)
    else:
        after = edit_ini(before, section, key, value=value)
    return (Edit(path, after, about),) if after is not None and after != before else ()


def edit_toml(text: str, table: Sequence[str], key: str, *, value: Value) -> str | None:
    """Return a TOML file with a key set, or with items added to its array.

    ``None`` without tomlkit, which comes with ``adopt``, and where a key is no table or array.
    """
    try:
        import tomlkit
        from tomlkit.exceptions import TOMLKitError
    except ModuleNotFoundError:
        return None
    try:
        document = tomlkit.parse(text)
        here = _enter(document, table)
    except TOMLKitError:
        return None
    if here is None:
        return None
    if isinstance(value, list) and key in here:
        known = here[key]
        if not isinstance(known, list):
            return None
        for item in value:
            known.append(item)
    else:
        here[key] = _make_array(value) if isinstance(value, list) else value
    return tomlkit.dumps(document)


def _make_array(items: list[str]) -> Any:
    import tomlkit

    array = tomlkit.array()
    array.extend(items)
    return array.multiline(multiline=len(items) > 1 and sum(map(len, items)) > 60)


def _enter(document: MutableMapping[str, Any], table: Sequence[str]) -> Any | None:
    """Return the table, made where it is missing."""
    import tomlkit

    here: Any = document
    for depth, name in enumerate(table):
        if name not in here:
            last = depth == len(table) - 1
            here[name] = tomlkit.table(is_super_table=not last)
        here = here[name]
        if not isinstance(here, Mapping):
            return None
    return here


def edit_ini(text: str, section: str, key: str, *, value: Value) -> str | None:
    """Return an INI file with a key set, or with lines added below it.

    ``None`` where the section is missing.
    """
    lines = text.splitlines(keepends=True)
    end = _line_end(lines)
    start = next((i for i, line in enumerate(lines) if line.strip() == f"[{section}]"), None)
    if start is None:
        return None
    at = _find_key(lines, start, key)
    if at is None:
        lines[start] = _close(lines[start], end)
        lines[start + 1 : start + 1] = _write_key(key, end, value=value)
        return "".join(lines)
    last = _find_last(lines, at)
    lines[last] = _close(lines[last], end)
    if isinstance(value, list):
        lines[last + 1 : last + 1] = [f"    {item}{end}" for item in value]
    else:
        lines[at : last + 1] = _write_key(key, end, value=value)
    return "".join(lines)


def _line_end(lines: Sequence[str]) -> str:
    return "\r\n" if lines and lines[0].endswith("\r\n") else "\n"


def _close(line: str, end: str) -> str:
    return line if line.endswith("\n") else line + end


def _find_key(lines: Sequence[str], start: int, key: str) -> int | None:
    for number in range(start + 1, len(lines)):
        if lines[number].startswith("["):
            return None
        if re.match(rf"{re.escape(key)}\s*[=:]", lines[number]):
            return number
    return None


def _find_last(lines: Sequence[str], at: int) -> int:
    """Return the last line of a value: the last indented one with text after its key."""
    last = at
    for number in range(at + 1, len(lines)):
        if lines[number].strip() and not lines[number].startswith((" ", "\t")):
            break
        if lines[number].strip():
            last = number
    return last


def _write_key(key: str, end: str, *, value: Value) -> list[str]:
    if isinstance(value, list):
        return [f"{key} ={end}", *(f"    {item}{end}" for item in value)]
    return [f"{key} = {str(value).lower() if isinstance(value, bool) else value}{end}"]
