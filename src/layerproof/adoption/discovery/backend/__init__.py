"""What the backend itself is, and what its tests do with databases; nothing of it is imported."""

from __future__ import annotations

from layerproof.adoption.discovery.backend.alembic import choose_migrations, find_alembics
from layerproof.adoption.discovery.backend.application import find_application
from layerproof.adoption.discovery.backend.authentication import find_authentication
from layerproof.adoption.discovery.backend.declarative import find_families
from layerproof.adoption.discovery.backend.metadata import find_metadata
from layerproof.adoption.discovery.backend.models import find_models
from layerproof.adoption.discovery.backend.sessions import find_sessions
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.reading.tree import ProjectTree
from layerproof.adoption.survey import BackendSurvey, ProjectSurvey, TestEstate


def survey_backend(
    tree: ProjectTree, project: ProjectSurvey, tests: TestEstate
) -> BackendSurvey:
    """Return what the project's files say of the backend."""
    sources = Sources(tree, project, tests)
    alembics = find_alembics(sources)
    families = find_families(sources)
    models = find_models(sources, families)
    return BackendSurvey(
        application=find_application(sources),
        metadata=find_metadata(sources, families, models),
        models=models,
        sessions=find_sessions(sources),
        migrations=choose_migrations(alembics),
        authentication=find_authentication(sources),
    )
