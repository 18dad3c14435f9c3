"""Earlier audits of the same project: kept by date, read back for the comparison.

``keep`` puts the report that stands in the folder aside before the next one is written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from layerproof.adapters.project_files import replace_file
from layerproof.adoption.audit.document import SCHEMA_VERSION
from layerproof.adoption.audit.inputs import Earlier

FOLDER = "earlier"
REPORT = "report.json"

#: So many earlier audits are kept; the oldest go.
KEPT = 50


def read_earlier(folder: Path) -> tuple[tuple[Earlier, ...], tuple[str, ...]]:
    """Return the earlier audits, the newest first, and what could not be read."""
    found: dict[str, Earlier] = {}
    problems: list[str] = []
    for path in _list_reports(folder):
        try:
            earlier = read_document(json.loads(path.read_bytes()))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            problems.append(f"{path.name} is no audit that can be compared with")
            continue
        found.setdefault(earlier.created_at, earlier)
    newest = sorted(found.values(), key=lambda one: one.created_at, reverse=True)
    return tuple(newest), tuple(problems)


def read_document(document: Mapping[str, Any]) -> Earlier:
    """Return what is compared of a report's document.

    Raises ``ValueError`` for one of another schema, ``KeyError`` or ``TypeError`` for a broken one.
    """
    if document["schema_version"] != SCHEMA_VERSION:
        raise ValueError(document["schema_version"])
    checks = [*document["checklist"]]
    for dimension in document["readiness"]:
        checks += dimension["checks"]
    return Earlier(
        created_at=str(document["origin"]["created_at"]),
        figures={str(name): int(value) for name, value in document["figures"].items()},
        answers={str(check["name"]): str(check["answer"]) for check in checks},
        results={str(one["nodeid"]): str(one["result"]) for one in document["outcomes"]["tests"]},
    )


def keep_report(folder: Path) -> None:
    """Put the report in ``folder`` aside under its date; the oldest of too many go."""
    report = folder / REPORT
    try:
        data = report.read_bytes()
        created = read_document(json.loads(data)).created_at
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return
    kept = folder / FOLDER
    kept.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^0-9TZ-]", "-", created)[:40]
    replace_file(kept / f"{name}.json", data)
    for old in sorted(kept.glob("*.json"))[:-KEPT]:
        old.unlink(missing_ok=True)


def _list_reports(folder: Path) -> list[Path]:
    return [folder / REPORT] * (folder / REPORT).is_file() + sorted(
        (folder / FOLDER).glob("*.json")
    )
