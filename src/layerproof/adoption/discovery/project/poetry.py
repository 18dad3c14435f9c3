"""Poetry's own tables of dependencies, written as PEP 508 texts.

Source: python-poetry.org/docs/dependency-specification.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from layerproof.adoption.reading.toml_file import TomlFile, is_list

_VERSION = re.compile(r"v?(\d+(?:\.\d+)*)(.*)")


def read_poetry_groups(toml: TomlFile) -> dict[str, tuple[str, ...]]:
    """Return the requirements of each group that only Poetry can see, ``dev`` of old included."""
    return {
        group: tuple(text for _, text in write_requirements(toml.table(*key)))
        for group, key in poetry_group_keys(toml)
    }


def poetry_group_keys(toml: TomlFile) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each group's name and the key of its table."""
    groups = toml.table("tool", "poetry", "group")
    if "dev" not in groups and toml.table("tool", "poetry", "dev-dependencies"):
        yield "dev", ("tool", "poetry", "dev-dependencies")
    for name in groups:
        yield name, ("tool", "poetry", "group", name, "dependencies")


def write_requirements(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each package's name and PEP 508 text; ``python`` itself is none.

    A package with several constraints (an array of tables) gives several.
    """
    for name, value in table.items():
        if name.lower() == "python":
            continue
        for each in value if is_list(value) else (value,):
            yield name, write_requirement(name, each)


def write_requirement(name: str, value: object) -> str:
    """Return one requirement as a PEP 508 text; ``value`` is a constraint, or a table of one."""
    table: Mapping[str, Any] = value if isinstance(value, Mapping) else {"version": value}
    extras = table.get("extras")
    text = f"{name}[{','.join(map(str, extras))}]" if is_list(extras) and extras else name
    address = _find_address(table)
    if address:
        text = f"{text} @ {address}"
    else:
        text += write_specifier(str(table.get("version") or "*"))
    marker = _join_markers(table)
    return f"{text} ; {marker}" if address and marker else f"{text}; {marker}" if marker else text


def write_specifier(constraint: str) -> str:
    """Return a constraint of Poetry (``^1.2``, ``~1.2``, ``1.*``, ``>=1,<2``) as PEP 440's.

    Alternatives (``||``) have no counterpart: the widest bounds that hold them are taken.
    """
    alternatives = [each.strip() for each in constraint.split("||")]
    if len(alternatives) > 1:
        return _widen(alternatives)
    # A blank between two constraints means "and", one after an operator nothing.
    tight = re.sub(r"([<>=!~^])\s+", r"\1", constraint.strip())
    parts = [part for part in re.split(r"[,\s]+", tight) if part]
    return ",".join(text for part in parts if (text := _write_part(part)))


def _write_part(part: str) -> str:
    if part == "*":
        return ""
    if part.startswith("^"):
        return _bounded(part[1:], _caret_ceiling)
    if part.startswith("~") and not part.startswith("~="):
        return _bounded(part[1:], _tilde_ceiling)
    if part.startswith(("<", ">", "!", "~=", "==")):
        return part
    return f"=={part.lstrip('=')}"


def _bounded(version: str, ceiling: Any) -> str:
    match = _VERSION.fullmatch(version)
    if match is None:
        return ""
    return f">={version},<{'.'.join(map(str, ceiling([int(n) for n in match[1].split('.')])))}"


def _caret_ceiling(numbers: list[int]) -> list[int]:
    """Raise the leftmost number that is not zero, or the last that is given."""
    index = next((i for i, number in enumerate(numbers) if number), len(numbers) - 1)
    return [*numbers[:index], numbers[index] + 1, *(0 for _ in numbers[index + 1 :])]


def _tilde_ceiling(numbers: list[int]) -> list[int]:
    """Raise the minor number where it is given, else the major one."""
    if len(numbers) == 1:
        return [numbers[0] + 1]
    return [numbers[0], numbers[1] + 1]


def _widen(alternatives: list[str]) -> str:
    """Return the lowest floor of the alternatives, and no ceiling, since the last is the newest."""
    floors = re.findall(r">=[^,]+", write_specifier(alternatives[0]))
    return str(floors[0]) if floors else ""


def _find_address(table: Mapping[str, Any]) -> str:
    if "git" in table:
        reference = next((table[key] for key in ("rev", "tag", "branch") if key in table), None)
        address = str(table["git"])
        address = address if address.startswith("git+") else f"git+{_as_url(address)}"
        address += f"@{reference}" if reference else ""
        folder = table.get("subdirectory")
        return f"{address}#subdirectory={folder}" if folder else address
    if "url" in table:
        return str(table["url"])
    return f"file:{table['path']}" if "path" in table else ""


def _as_url(address: str) -> str:
    """Return ``git@host:owner/name.git`` as a URL, which is the only form that PEP 508 has."""
    match = re.fullmatch(r"([^/@:]+@[^/:]+):(?!//)(.+)", address)
    return f"ssh://{match[1]}/{match[2]}" if match else address


def _join_markers(table: Mapping[str, Any]) -> str:
    markers = []
    python = table.get("python")
    if isinstance(python, str) and python != "*":
        parts = write_specifier(python).split(",")
        markers += [
            _write_python_marker(*match.groups())
            for part in parts
            if (match := re.fullmatch(r"([<>=!~]+)(.+)", part))
        ]
    platform = table.get("platform")
    if isinstance(platform, str):
        markers.append(f'sys_platform == "{platform}"')
    own = table.get("markers")
    if isinstance(own, str):
        markers.append(f"({own})" if markers and " or " in own else own)
    return " and ".join(markers)


def _write_python_marker(operator: str, version: str) -> str:
    """Return a marker; ``python_version`` knows no third number."""
    name = "python_full_version" if version.count(".") > 1 else "python_version"
    return f'{name} {operator} "{version}"'
