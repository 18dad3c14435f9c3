"""The database that the table leads to, or the variables before there is a table."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from layerproof.adapters.interpreter import count_cores
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.adoption.findings import Found
from layerproof.adoption.survey import AddressVariable
from layerproof.core.config.values import Config
from layerproof.errors import EnvironmentUnfitError

_QUESTION = "layerproof.adoption.doctor.server_question"
#: Seconds in which looking, and starting, has to end.
_LIMITS = {"look": 30.0, "start": 120.0}
#: Connections that one worker may hold: a pool of SQLAlchemy's size, and ours beside it.
_PER_WORKER = 8
#: Ports of servers that an address leaves out.
_PORTS = {"postgresql": 5432, "postgres": 5432, "mysql": 3306, "mariadb": 3306}
_HOST = re.compile(r"[\w.:-]+")
_DURABLE = ("fsync", "synchronous_commit", "full_page_writes")
_OURS = ("postgresql", "sqlite")


def examine_way(patient: Patient) -> Iterator[Diagnosis]:
    """Yield findings on the way to a database: nothing is started."""
    config = patient.config
    if config is not None and config.database is not None:
        if config.database.engine == "postgresql":
            answer = _ask("look", patient)
            if "problem" in answer:
                yield _tell_unreachable(answer)
        return
    yield from _judge_engine(patient)
    yield from _judge_address(patient)


def examine_server(patient: Patient) -> Iterator[Diagnosis]:
    """Yield what came of using the server as a run of tests would."""
    config = patient.config
    if config is None or config.database is None or config.database.engine != "postgresql":
        return
    answer = _ask("start", patient)
    if "problem" in answer:
        yield _tell_unreachable(answer, check="database-server")
        return
    shown = answer["settings"]
    room = int(shown["max_connections"]) - int(shown["superuser_reserved_connections"])
    wanted = _count_workers(config) * _PER_WORKER
    if not answer["owned"] and room < wanted:
        yield Diagnosis(
            "database-server",
            State.FOUND,
            f"the server takes {room} connections, and the workers of one suite may want {wanted}",
            why="tests fail with `too many clients already`, now and then",
            fix="raise max_connections of the server, or set `workers` of the suites",
        )
        return
    yield Diagnosis("database-server", State.WELL, _describe(answer))


def _describe(answer: Mapping[str, Any]) -> str:
    shown = answer["settings"]
    off = [name for name in _DURABLE if shown[name] == "off"]
    durability = f"; off: {', '.join(off)}" if off else "; every commit waits for the disk"
    return (
        f"PostgreSQL {shown['server_version']}, by {answer['provider']},"
        f" max_connections {shown['max_connections']}{durability}"
    )


def _ask(word: str, patient: Patient) -> dict[str, Any]:
    """Return what the question's process says; raises ``EnvironmentUnfitError`` for silence."""
    command = [sys.executable, "-P", "-m", _QUESTION, word]
    limit = _LIMITS[word]
    try:
        done = subprocess.run(
            command, cwd=patient.root, capture_output=True, text=True, timeout=limit, check=False
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise EnvironmentUnfitError(f"no answer on the database within {limit:.0f} s") from None
    except ValueError:
        raise EnvironmentUnfitError(
            "the question for the database broke off", advice="see `layerproof db status`"
        ) from None
    return answer


def _tell_unreachable(answer: Mapping[str, Any], *, check: str = "database") -> Diagnosis:
    tried = f" ({'; '.join(answer['tried'])})" if answer["tried"] else ""
    advice = (
        'pip install "layerproof[postgres]" brings a server along; or set TEST_DATABASE_URL to one'
        " that runs"
    )
    return Diagnosis(
        check,
        State.FOUND,
        f"the tests have no PostgreSQL server: {answer['problem']}{tried}",
        why="every test with a database fails at its start",
        fix=answer["advice"] or advice,
    )


def _count_workers(config: Config) -> int:
    cores = count_cores()
    numbers = [cores if each.workers == "auto" else int(each.workers) for each in config.suites]
    return max([1, *numbers])


def _judge_engine(patient: Patient) -> Iterator[Diagnosis]:
    engine = patient.survey.backend.engine
    if engine is not None and engine.value not in _OURS:
        yield Diagnosis(
            "database",
            State.FOUND,
            f"the backend runs on {engine.value}, which Layerproof cannot provide",
            why="its suites run against the server that the project's own settings name, and share"
            " it",
            fix="leave [tool.layerproof.database] out, and give those suites `workers = 0`",
            places=engine.places,
        )


def _judge_address(patient: Patient) -> Iterator[Diagnosis]:
    """Yield a finding where the server that the project's own variables name does not answer."""
    variables = patient.survey.backend.variables
    engine = patient.survey.backend.engine
    for variable in variables:
        place = _read_place(_read(variable.value), engine.value if engine else "", variables)
        if place is not None:
            if not _answers(*place):
                yield _tell_silent(variable, *place)
            return


def _read(variable: AddressVariable) -> str:
    return os.environ.get(variable.name) or variable.example


def _read_place(
    text: str, engine: str, variables: Sequence[Found[AddressVariable]]
) -> tuple[str, int] | None:
    """Return host and port of an address, whole or in parts; nothing else of it is ever shown."""
    parts = {each.value.template: _read(each.value) for each in variables}
    if "{host}" in parts and "://" not in text:
        port = parts.get("{port}", "")
        number = int(port) if port.isdigit() else _PORTS.get(engine)
        return (parts["{host}"], number) if number and parts["{host}"] else None
    try:
        address = urlsplit(text)
        scheme = address.scheme.partition("+")[0]
        port_number = address.port or _PORTS.get(scheme)
    except ValueError:
        return None
    if scheme not in _PORTS or port_number is None or not _HOST.fullmatch(address.hostname or ""):
        return None
    return address.hostname or "", port_number


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=2):
            return True
    except OSError:
        return False


def _tell_silent(variable: Found[AddressVariable], host: str, port: int) -> Diagnosis:
    return Diagnosis(
        "database",
        State.FOUND,
        f"{variable.value.name} leads to {host}:{port}, where nothing answers",
        why="the project's own tests fail or hang there",
        fix="start that server; or `layerproof init`, which gives each worker a database by itself",
        places=variable.places,
    )


CHECKS = (
    Check("database", "there is a way to the tests' database", examine_way),
    Check("database-server", "the database's server answers", examine_server, runs_tests=True),
)
