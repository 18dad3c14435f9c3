"""From ``package.module:name.attr`` to the object, or to a sentence on what is there.

Used by everything that the configuration names: applications, dependencies, factories, tokens.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from difflib import get_close_matches
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from layerproof.database.errors import WiringError

_FORM = 'write it as "package.module:name", e.g. "shop.database:get_db"'


def resolve_target(target: str) -> Any:
    """Return the object that ``package.module:name.attr`` names.

    Raises ``WiringError``, which says what was found instead, or what the import raised and
    where.
    """
    module_name, colon, path = target.partition(":")
    if not (module_name and colon and path):
        raise WiringError(f'"{target}" does not name an object', advice=_FORM)
    found: Any = _import_module(module_name, target)
    reached = module_name
    for name in path.split("."):
        found = _get_attribute(found, name, reached, target)
        reached = f"{reached}.{name}"
    return found


def _import_module(name: str, target: str) -> ModuleType:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name and _is_part(error.name, name):
            raise _explain_missing_module(error.name, target) from error
        raise _explain_failed_import(error, name, target) from error
    except Exception as error:
        raise _explain_failed_import(error, name, target) from error


def _is_part(missing: str, name: str) -> bool:
    return name == missing or name.startswith(f"{missing}.")


def _explain_missing_module(missing: str, target: str) -> WiringError:
    parent, _, last = missing.rpartition(".")
    siblings = [module.name for module in iter_modules(_search_path(parent))]
    where = f'in "{parent}"' if parent else "on the import path"
    near = _near(last, siblings)
    advice = f"did you mean {near}?" if near else "check the name, and that it is installed here"
    return WiringError(f'"{target}": there is no module "{last}" {where}', advice=advice)


def _search_path(package: str) -> Iterable[str] | None:
    """Return where a package's modules lie; ``None`` is the whole import path."""
    spec = find_spec(package) if package else None
    return None if spec is None else spec.submodule_search_locations or ()


def _explain_failed_import(error: Exception, name: str, target: str) -> WiringError:
    """Say what an import raised, and on which line: the last one is where it happened."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{frame.filename}:{frame.lineno}"
    return WiringError(
        f'"{target}": importing "{name}" raised {type(error).__name__}: {error}',
        tried=(f"{place}: {frame.line}" if frame.line else place,),
        advice=f"make \"python -c 'import {name}'\" work with the environment that the tests have",
    )


def _get_attribute(holder: Any, name: str, reached: str, target: str) -> Any:
    try:
        return getattr(holder, name)
    except AttributeError as error:
        near = _near(name, dir(holder))
        kind = "module" if isinstance(holder, ModuleType) else f"{type(holder).__name__} object"
        if isinstance(holder, type):
            kind = "class"
        raise WiringError(
            f'"{target}": the {kind} "{reached}" has no "{name}"',
            advice=f"did you mean {near}?" if near else "check the name",
        ) from error


def _near(name: str, names: Iterable[str]) -> str:
    close = get_close_matches(name, sorted(set(names)), n=3, cutoff=0.6)
    return " or ".join(f'"{each}"' for each in close)
