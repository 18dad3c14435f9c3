"""A target leads to its object, or to a message on what is there instead."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from layerproof.database.errors import WiringError
from layerproof.testing.wiring.targets import resolve_target

FILES = {
    "__init__.py": "",
    "database.py": "class Unit:\n    factory = 7\n\n\ndef get_db(): ...\n",
    "lacking.py": "import nowhere_to_be_found\n",
    "broken.py": "def check():\n    raise KeyError('DATABASE_URL')\n\n\ncheck()\n",
}

FAULTS = {
    "get_db": ('"get_db" does not name an object', 'write it as "package.module:name"'),
    "{p}.database:": (
        '"{p}.database:" does not name an object',
        'write it as "package.module:name"',
    ),
    "{p}.databse:get_db": (
        '"{p}.databse:get_db": there is no module "databse" in "{p}"',
        'did you mean "database"?',
    ),
    "{p}.database.deep:get_db": (
        '"{p}.database.deep:get_db": there is no module "deep" in "{p}.database"',
        "check the name, and that it is installed here",
    ),
    "{p}.database:get_bd": (
        '"{p}.database:get_bd": the module "{p}.database" has no "get_bd"',
        'did you mean "get_db"?',
    ),
    "{p}.database:Unit.factry": (
        '"{p}.database:Unit.factry": the class "{p}.database.Unit" has no "factry"',
        'did you mean "factory"?',
    ),
    "{p}.lacking:app": (
        (
            '"{p}.lacking:app": importing "{p}.lacking" raised ModuleNotFoundError: '
            "No module named 'nowhere_to_be_found'"
        ),
        "make \"python -c 'import {p}.lacking'\" work with the environment that the tests have",
    ),
    "{p}.broken:app": (
        '"{p}.broken:app": importing "{p}.broken" raised KeyError: \'DATABASE_URL\'',
        "make \"python -c 'import {p}.broken'\" work with the environment that the tests have",
    ),
}


@pytest.fixture
def written(tmp_path: Path, package: str) -> str:
    """Give the name of a package with these files."""
    (tmp_path / package).mkdir()
    for name, text in FILES.items():
        (tmp_path / package / name).write_text(text, encoding="utf-8")
    return package


def test_a_target_leads_to_its_object(written: str) -> None:
    """Names behind the colon are followed, dot by dot."""
    assert resolve_target(f"{written}.database:get_db").__name__ == "get_db"
    assert resolve_target(f"{written}.database:Unit.factory") == 7


@pytest.mark.parametrize("target", FAULTS)
def test_a_target_that_leads_nowhere_is_explained(written: str, target: str) -> None:
    """The message names the part that is missing or the import that raised, and what is near."""
    problem, advice = (text.replace("{p}", written) for text in FAULTS[target])
    with pytest.raises(WiringError, match=re.escape(problem)) as caught:
        resolve_target(target.replace("{p}", written))

    assert (caught.value.problem, caught.value.advice.startswith(advice)) == (problem, True)


def test_an_import_that_raises_is_shown_where_it_raised(written: str) -> None:
    """The innermost line is named, not the one that imported it."""
    with pytest.raises(WiringError, match="raised KeyError") as caught:
        resolve_target(f"{written}.broken:app")

    (place,) = caught.value.tried
    assert place.endswith("broken.py:2: raise KeyError('DATABASE_URL')")
    assert isinstance(caught.value.__cause__, KeyError)
