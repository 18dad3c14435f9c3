"""A part's outcome as plain data for ``outcome.json``, and back.

Reading is strict: a record that lacks a key, or has one of another type, was not written by this
version and counts as unreadable, never as empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from layerproof.core.outcome.values import (
    CoverageFacts,
    Fingerprint,
    Part,
    PartOutcome,
    Result,
    Status,
    TestRecord,
)
from layerproof.errors import DataUnreadableError

#: Raised by one whenever a key changes its meaning; a record of another number is refused.
RECORD_VERSION = 1


def outcome_to_document(outcome: PartOutcome) -> dict[str, Any]:
    """Return ``outcome`` as JSON-ready data."""
    coverage = outcome.coverage
    return {
        "record_version": RECORD_VERSION,
        "part": {
            "suite": outcome.part.suite,
            "python": outcome.part.python,
            "shard": outcome.part.shard,
            "shards": outcome.part.shards,
        },
        "status": outcome.status.value,
        "python_version": outcome.python_version,
        "started_at": outcome.started_at,
        "seconds": outcome.seconds,
        "exit_code": outcome.exit_code,
        "selected": outcome.selected,
        "assigned": outcome.assigned,
        "narrowed": list(outcome.narrowed),
        "census": dict(outcome.census),
        "orphans": list(outcome.orphans),
        "faults": list(outcome.faults),
        "uncollected": list(outcome.uncollected),
        "misplaced": list(outcome.misplaced),
        "notes": list(outcome.notes),
        "fingerprint": {
            "source": dict(outcome.fingerprint.source),
            "tests": dict(outcome.fingerprint.tests),
            "config": outcome.fingerprint.config,
        },
        "coverage": None if coverage is None else _facts_to_document(coverage),
        "tests": [test_to_row(test) for test in outcome.tests],
    }


def outcome_from_document(document: object) -> PartOutcome:
    """Return the outcome that ``document`` holds.

    :raises DataUnreadableError: when it is not a whole record of this version.
    """
    try:
        return _read_outcome(document)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        detail = f"{type(error).__name__}: {error}"
        raise DataUnreadableError(
            f"the record of a run is not whole ({detail})",
            advice="run the suite again",
        ) from error


def test_to_row(test: TestRecord) -> list[Any]:
    """Return one test as a short row; ten thousand of them are written in one file.

    Retries stand at its end, where there were any.
    """
    row = [test.nodeid, test.result.value, test.seconds, test.file, test.line, test.message]
    return [*row, test.retries] if test.retries else row


def test_from_row(row: Sequence[Any]) -> TestRecord:
    """Return the test of a row that ``test_to_row`` made."""
    nodeid, result, seconds, file, line, message, retries = row if len(row) == 7 else [*row, 0]
    return TestRecord(
        _text(nodeid),
        Result(result),
        _seconds(seconds),
        _text(file),
        _whole(line),
        _text(message),
        _whole(retries),
    )


def _facts_to_document(facts: CoverageFacts) -> dict[str, Any]:
    return {
        "version": facts.version,
        "core": facts.core,
        "concurrency": list(facts.concurrency),
        "branch": facts.branch,
        "processes": facts.processes,
        "traced": facts.traced,
        "data": facts.data,
    }


def _read_outcome(document: object) -> PartOutcome:
    record = _mapping(document)
    if _whole(record["record_version"]) != RECORD_VERSION:
        message = f"record version {record['record_version']!r} is not {RECORD_VERSION}"
        raise ValueError(message)
    return PartOutcome(
        part=_read_part(_mapping(record["part"])),
        status=Status(record["status"]),
        python_version=_text(record["python_version"]),
        started_at=_text(record["started_at"]),
        seconds=_seconds(record["seconds"]),
        exit_code=None if record["exit_code"] is None else _whole(record["exit_code"]),
        selected=_whole(record["selected"]),
        assigned=_whole(record["assigned"]),
        narrowed=_texts(record["narrowed"]),
        tests=tuple(test_from_row(row) for row in _list(record["tests"])),
        census={_text(name): _whole(count) for name, count in _mapping(record["census"]).items()},
        orphans=_texts(record["orphans"]),
        faults=_texts(record["faults"]),
        uncollected=_texts(record["uncollected"]),
        misplaced=_texts(record["misplaced"]),
        notes=_texts(record["notes"]),
        fingerprint=_read_fingerprint(_mapping(record["fingerprint"])),
        coverage=_read_facts(record["coverage"]),
    )


def _read_part(record: Mapping[str, Any]) -> Part:
    python = record["python"]
    return Part(
        suite=_text(record["suite"]),
        python=None if python is None else _text(python),
        shard=_whole(record["shard"]),
        shards=_whole(record["shards"]),
    )


def _read_fingerprint(record: Mapping[str, Any]) -> Fingerprint:
    return Fingerprint(
        source={_text(path): _text(mark) for path, mark in _mapping(record["source"]).items()},
        tests={_text(path): _text(mark) for path, mark in _mapping(record["tests"]).items()},
        config=_text(record["config"]),
    )


def _read_facts(document: object) -> CoverageFacts | None:
    if document is None:
        return None
    record = _mapping(document)
    return CoverageFacts(
        version=_text(record["version"]),
        core=_text(record["core"]),
        concurrency=_texts(record["concurrency"]),
        branch=_flag(record["branch"]),
        processes=_whole(record["processes"]),
        traced=_whole(record["traced"]),
        data=_text(record["data"]),
    )


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        message = f"expected an object, not {type(value).__name__}"
        raise TypeError(message)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        message = f"expected text, not {type(value).__name__}"
        raise TypeError(message)
    return value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_text(item) for item in _list(value))


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        message = f"expected a list, not {type(value).__name__}"
        raise TypeError(message)
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        message = f"expected a whole number, not {value!r}"
        raise TypeError(message)
    return value


def _seconds(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not isfinite(value):
        message = f"expected seconds, not {value!r}"
        raise TypeError(message)
    return float(value)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        message = f"expected true or false, not {value!r}"
        raise TypeError(message)
    return value
