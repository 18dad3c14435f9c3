"""``database`` of the table: for a suite that makes its own schema, and for a project without one.

An existing suite gets an empty database for each process, by the variables that its backend reads.
"""

from __future__ import annotations

from collections.abc import Iterator

from layerproof.adoption.discovery.backend.parallel import is_parallel_safe
from layerproof.adoption.setup.targets import keep_target
from layerproof.adoption.setup.toml_text import is_writable
from layerproof.adoption.setup.values import Decision, Entry, Part, Value
from layerproof.adoption.survey import AddressVariable, BackendSurvey, Survey
from layerproof.core.config.database_table import ENGINES
from layerproof.core.config.env_fields import ENV_FIELDS, find_fields
from layerproof.core.config.globs import normalise_path
from layerproof.errors import ConfigError

#: Ways that make or remove databases on a server, which collide where their names are fixed.
_ON_SERVER = frozenset({"create_database", "drop_database"})
#: Ways that show that a suite uses a server whose address it does not make itself.
_USES_SERVER = frozenset({*_ON_SERVER, "migrations", "truncate"})

_NONE = "no [tool.layerproof.database]"


def plan_existing_database(survey: Survey) -> Part:
    """Return the entries for a project whose tests make their own schema, if they need any."""
    backend = survey.backend
    engine = backend.engine.value if backend.engine else ""
    refusal = _find_refusal(survey, engine)
    if refusal:
        return Part(decisions=(Decision("database", _NONE, refusal),))
    env, notes = _plan_env(backend, engine)
    if not env:
        why = "no variable that carries the database's address was found"
        return Part(notes=notes, decisions=(Decision("database", _NONE, why),))
    entries = [Entry("engine", engine), *_plan_driver(survey, engine)]
    entries += _plan_prepared(survey)
    entries.append(
        Entry("env", env, "Each test process gets a database of its own, by these variables.")
    )
    entries += _plan_server(backend, engine)
    entries += _plan_guard(backend)
    return Part(tuple(entries), notes)


def plan_new_database(survey: Survey) -> Part:
    """Return the entries for a project without tests: schema, sessions and variables."""
    backend = survey.backend
    engine = backend.engine.value if backend.engine else ""
    schema = list(_plan_schema(backend))
    if engine not in ENGINES or not schema:
        why = "no model and no migration was found" if engine in ENGINES else _unknown(engine)
        return Part(decisions=(Decision("database", _NONE, why),))
    env, notes = _plan_env(backend, engine)
    entries = [Entry("engine", engine), *_plan_driver(survey, engine), *schema]
    entries += _plan_sessions(backend)
    if env:
        entries.append(
            Entry("env", env, "Set for each test process before the backend is imported.")
        )
    return Part(tuple(entries), notes)


def _find_refusal(survey: Survey, engine: str) -> str:
    """Return why a suite needs no database from outside; empty where it may."""
    backend = survey.backend
    if engine not in ENGINES:
        return _unknown(engine)
    ways = {found.value.way for found in backend.ways}
    asked = any(found.value.for_tests for found in backend.variables)
    asked |= any(found.value.name in _ci_variables(survey) for found in backend.variables)
    if asked or ways & _USES_SERVER:
        return ""
    if "container" in ways:
        return "the suite starts its own server in a container"
    if "memory" in ways:
        return "the suite makes its own database in memory"
    return ""


def _unknown(engine: str) -> str:
    return f"Layerproof gives no {engine}" if engine else "no database was found"


def _ci_variables(survey: Survey) -> frozenset[str]:
    return frozenset(name for found in survey.project.ci for name in found.value.variables)


def _plan_env(backend: BackendSurvey, engine: str) -> tuple[dict[str, Value], tuple[str, ...]]:
    env: dict[str, Value] = {}
    notes: list[str] = []
    for variable in (found.value for found in backend.variables):
        problem = _find_problem(variable, engine)
        if problem:
            notes.append(f"variable {variable.name} is left out of `env`: {problem}")
        elif variable.name not in env:
            env[variable.name] = variable.template
    return env, tuple(notes)


def _find_problem(variable: AddressVariable, engine: str) -> str:
    name, template = variable.name, variable.template
    if not name.strip() or "=" in name or "\0" in name or not is_writable(name):
        return "it is not the name of an environment variable"
    if "\0" in template or not is_writable(template):
        return "its value cannot be written"
    unknown = [field for field in find_fields(template) if field not in ENV_FIELDS[engine]]
    return f"an address of {engine} has no {{{unknown[0]}}}" if unknown else ""


def _plan_driver(survey: Survey, engine: str) -> Iterator[Entry]:
    names = {found.value.name for found in survey.project.dependencies}
    if (
        engine == "postgresql"
        and names & {"psycopg2", "psycopg2-binary"}
        and "psycopg" not in names
    ):
        yield Entry("driver", "psycopg2", "The driver that the project itself depends on.")


def _plan_prepared(survey: Survey) -> Iterator[Entry]:
    """Yield ``migrations`` where the authors' CI makes the schema before the tests run."""
    migrations = _migrations(survey.backend)
    prepared = next(
        (
            found.value.path
            for found in survey.project.ci
            for command in found.value.prepares
            if "alembic" in command and "upgrade" in command
        ),
        None,
    )
    if migrations and prepared:
        yield Entry(
            "migrations",
            migrations,
            f"The schema is there before the tests, as {prepared} makes it.",
        )


def _migrations(backend: BackendSurvey) -> str | None:
    if backend.migrations is None or not is_writable(backend.migrations.value):
        return None
    try:
        return normalise_path(backend.migrations.value)
    except ConfigError:
        return None


def _plan_server(backend: BackendSurvey, engine: str) -> Iterator[Entry]:
    fixed = [found for found in backend.ways if found.value.fixed and found.value.way in _ON_SERVER]
    if engine == "postgresql" and is_parallel_safe(backend).needs_server_per_worker:
        names = sorted({found.value.detail for found in fixed if found.value.detail})
        of = f" ({', '.join(names)})" if names else ""
        yield Entry(
            "server_per_worker",
            value=True,
            reason=(
                f"The suite makes databases by fixed names{of}: "
                "each process gets a server of its own."
            ),
        )


def _plan_guard(backend: BackendSurvey) -> Iterator[Entry]:
    hard = [found for found in backend.addresses if found.value.in_tests]
    files = [found for found in backend.ways if found.value.way == "file"]
    places = [place for one in hard for place in one.places[:1]]
    places += [place for one in files for place in one.places[:1]]
    where = [str(place) for place in places]
    if hard or files:
        at = f" ({', '.join(dict.fromkeys(where[:3]))})" if where else ""
        yield Entry(
            "guard",
            value=False,
            reason=f"Tests name databases of their own{at}, which the guard would refuse.",
        )


def _plan_schema(backend: BackendSurvey) -> Iterator[Entry]:
    migrations = _migrations(backend)
    metadata = keep_target(backend.metadata.value) if backend.metadata else None
    if migrations:
        yield Entry("migrations", migrations, "Migrations make the schema, as in production.")
    elif metadata:
        yield Entry("metadata", metadata, "The models make the schema.")


def _plan_sessions(backend: BackendSurvey) -> Iterator[Entry]:
    dependencies = _targets(backend, "dependency")
    factories = _targets(backend, "factory")
    if dependencies:
        yield Entry("session_dependency", dependencies[0], "What gives requests their session.")
    elif factories:
        yield Entry("session_factories", factories, "What the code opens its sessions with.")


def _targets(backend: BackendSurvey, kind: str) -> list[str]:
    found = (source.value for source in backend.sessions if source.value.kind == kind)
    return [target for target in (keep_target(one.target) for one in found) if target]
