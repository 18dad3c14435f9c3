"""``install`` of the table: what tests need and a session would not install by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from layerproof.adoption.setup.targets import keep_paths
from layerproof.adoption.setup.toml_text import is_writable
from layerproof.adoption.setup.values import Entry, Part
from layerproof.adoption.survey import Packaging, Requirement
from layerproof.sessions.install_plan import USUAL_NAMES, USUAL_REQUIREMENTS

_PYTEST = re.compile(r"^\s*[\"']?pytest\b", re.IGNORECASE | re.MULTILINE)
_INCLUDE = re.compile(r"^\s*(?:-r|--requirement)[\s=]+(\S+)", re.MULTILINE)
_WHERE = {"pipenv": "a Pipfile", "pdm": "PDM's own table"}
_TESTING = re.compile(
    r"(^|[^a-z])(tests?|testing|dev|develop|development|ci)([^a-z]|$)", re.IGNORECASE
)


def plan_install(
    packaging: Packaging,
    document: Mapping[str, object],
    requirements: Mapping[str, str],
    dependencies: Sequence[Requirement] = (),
) -> Part:
    """Return the entries; none where the usual names hold everything.

    :param document: ``pyproject.toml``.
    :param requirements: texts of requirement files by path.
    :param dependencies: everything that is declared, wherever that stands.
    """
    project = _table(document, "project")
    extras = _name_unusual(_lists(_table(project, "optional-dependencies")))
    groups = _name_unusual(_expand(_table(document, "dependency-groups")))
    entries = []
    if extras:
        entries.append(Entry("extras", list(extras), "Extras that hold pytest, besides the usual."))
    if groups:
        entries.append(Entry("groups", list(groups), "Groups that hold pytest, besides the usual."))
    files = _choose_files(packaging, project, document, requirements)
    if files:
        entries.append(Entry("requirements", list(files), "Requirement files that tests need."))
    hidden = _list_hidden(packaging, project, dependencies)
    packages = tuple(dict.fromkeys((*hidden, *_list_packages(packaging))))
    if packages:
        where = _WHERE.get(packaging.manager, "Poetry's own tables")
        why = f"From {where}, which pip and uv cannot see."
        entries.append(Entry("packages", list(packages), why))
    return Part(tuple(entries))


def add_package(part: Part, package: str, why: str) -> Part:
    """Return the part with one more package."""
    packages = part.value_of("packages")
    listed = packages if isinstance(packages, list) else []
    others = tuple(entry for entry in part.entries if entry.key != "packages")
    old = " ".join(entry.reason for entry in part.entries if entry.key == "packages")
    entry = Entry("packages", [*listed, package], f"{old} {why}".strip())
    return replace(part, entries=(*others, entry))


def _name_unusual(contents: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the names to install, the usual ones too; none where the usual ones are all."""
    usual = [name for name in contents if name.lower() in USUAL_NAMES]
    others = [name for name, items in contents.items() if name not in usual and _hold_pytest(items)]
    return (*usual, *others) if others and all(map(is_writable, others)) else ()


def _hold_pytest(items: Iterable[str]) -> bool:
    return any(_PYTEST.search(item) for item in items)


def _lists(table: Mapping[str, object]) -> dict[str, list[str]]:
    return {
        name: [item for item in items if isinstance(item, str)]
        for name, items in table.items()
        if isinstance(items, list)
    }


def _expand(table: Mapping[str, object]) -> dict[str, list[str]]:
    """Return the groups; one that includes another of pytest holds pytest as well."""
    found = _lists(table)
    for _ in table:
        for name, items in table.items():
            for item in items if isinstance(items, list) else ():
                other = item.get("include-group") if isinstance(item, dict) else None
                if isinstance(other, str) and name in found:
                    found[name] = list(dict.fromkeys([*found[name], *found.get(other, [])]))
    return found


def _choose_files(
    packaging: Packaging,
    project: Mapping[str, object],
    document: Mapping[str, object],
    requirements: Mapping[str, str],
) -> tuple[str, ...]:
    """Return requirement files, where those that a session takes by itself are not enough.

    With a lock or dependencies of the project only the files of tests are needed besides.
    """
    known = [path for path in keep_paths(packaging.requirements) if not path.endswith(".in")]
    declared = packaging.is_package or "dependencies" in project
    taken = set() if declared else set(USUAL_REQUIREMENTS) & set(known)
    has_tests = _has_usual_tests(document) or any(
        _PYTEST.search(requirements.get(path, "")) for path in taken
    )
    testing = [path for path in known if _is_for_tests(path, requirements.get(path, ""))]
    if declared:
        missing = [] if has_tests else testing
    else:
        main = [path for path in known if _is_main(path)]
        wanted = list(dict.fromkeys([*main, *testing]))
        missing = wanted if not set(wanted) <= taken else []
    included = {one for path in missing for one in _includes(path, requirements.get(path, ""))}
    return tuple(path for path in missing if path not in included)


def _has_usual_tests(document: Mapping[str, object]) -> bool:
    project = _table(document, "project")
    lists = _lists(_table(project, "optional-dependencies"))
    groups = _expand(_table(document, "dependency-groups"))
    return any(_hold_pytest(items) for items in (*lists.values(), *groups.values()))


def _is_for_tests(path: str, text: str) -> bool:
    return bool(_TESTING.search(path.removesuffix(".txt")) or _PYTEST.search(text))


def _is_main(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name in {"requirements.txt", "base.txt", "main.txt", "prod.txt", "production.txt"}


def _includes(path: str, text: str) -> set[str]:
    folder = path.rpartition("/")[0]
    return {f"{folder}/{name}" if folder else name for name in _INCLUDE.findall(text)}


def _list_packages(packaging: Packaging) -> tuple[str, ...]:
    """Return what Poetry's or PDM's groups for tests hold."""
    wanted = [
        items
        for name, items in packaging.hidden_groups.items()
        if name.lower() in {*USUAL_NAMES, "dev-dependencies"} or _hold_pytest(items)
    ]
    packages = dict.fromkeys(item for items in wanted for item in items)
    return tuple(item for item in packages if is_writable(item) and item.strip())


def _list_hidden(
    packaging: Packaging, project: Mapping[str, object], dependencies: Sequence[Requirement]
) -> tuple[str, ...]:
    """Return what an application needs that is listed where only its own manager looks."""
    if packaging.manager not in {"poetry", "pipenv"}:
        return ()
    if packaging.is_package or "dependencies" in project or packaging.requirements:
        return ()
    scopes = ("project", "pipenv:dev-packages")
    return tuple(
        each.text
        for each in dependencies
        if each.scope in scopes and each.text.strip() and is_writable(each.text)
    )


def _table(parent: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = parent.get(key)
    return value if isinstance(value, dict) else {}
