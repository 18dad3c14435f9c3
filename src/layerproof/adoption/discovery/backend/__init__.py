"""What the backend itself is, and what its tests do with databases; nothing of it is imported."""

from __future__ import annotations

from layerproof.adoption.discovery.backend.addresses import find_written, hard_addresses
from layerproof.adoption.discovery.backend.alembic import choose_migrations, find_alembics
from layerproof.adoption.discovery.backend.application import find_application
from layerproof.adoption.discovery.backend.authentication import find_authentication
from layerproof.adoption.discovery.backend.declarative import find_families
from layerproof.adoption.discovery.backend.engine import find_engine
from layerproof.adoption.discovery.backend.metadata import find_metadata
from layerproof.adoption.discovery.backend.models import find_models
from layerproof.adoption.discovery.backend.sessions import find_sessions
from layerproof.adoption.discovery.backend.shared import find_shared
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.discovery.backend.variables.judged import collect_facts, judge_variables
from layerproof.adoption.discovery.backend.ways import find_ways
from layerproof.adoption.reading.tree import ProjectTree
from layerproof.adoption.survey import BackendSurvey, ProjectSurvey, TestEstate


def survey_backend(tree: ProjectTree, project: ProjectSurvey, tests: TestEstate) -> BackendSurvey:
    """Return what the project's files say of the backend."""
    sources = Sources(tree, project, tests)
    alembics = find_alembics(sources)
    families = find_families(sources)
    models = find_models(sources, families)
    facts = collect_facts(sources)
    written = find_written(sources, facts)
    engine = find_engine(sources, facts, written, alembics)
    ways = find_ways(sources, written)
    return BackendSurvey(
        application=find_application(sources),
        metadata=find_metadata(sources, families, models),
        models=models,
        sessions=find_sessions(sources),
        migrations=choose_migrations(alembics),
        authentication=find_authentication(sources),
        engine=engine,
        variables=judge_variables(facts, engine.value if engine else "postgresql"),
        addresses=hard_addresses(written, alembics),
        ways=ways,
        shared=find_shared(sources, written, ways),
    )
