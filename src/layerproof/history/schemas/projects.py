"""What comes in and goes out of projects and their tokens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from layerproof.history.records.access import Scope
from layerproof.history.records.tenants import (
    IssuedToken,
    Project,
    ProjectSettings,
    ProjectToken,
)
from layerproof.history.schemas.fields import WITHOUT_NUL, Name, Slug

ScopeName = Literal["push", "read"]


def _refuse_twice(scopes: list[ScopeName]) -> list[ScopeName]:
    if len(set(scopes)) < len(scopes):
        raise ValueError("a scope is there twice")
    return scopes


KeepRuns = Annotated[
    Annotated[int, Field(ge=1, le=1_000_000)] | None,
    Field(description="How many runs are kept; null keeps all"),
]
KeepDays = Annotated[
    Annotated[int, Field(ge=1, le=36_500)] | None,
    Field(description="How many days a run is kept; null keeps it for ever"),
]
Glob = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=WITHOUT_NUL)]
Layers = Annotated[
    dict[Name, Annotated[list[Glob], Field(max_length=50)]],
    Field(
        max_length=50,
        description="The globs of each layer, for runs that come as files of other tools; "
        "500 globs in all",
        examples=[{"service": ["src/shop/services/**"]}],
    ),
]
Scopes = Annotated[
    list[ScopeName],
    Field(min_length=1, max_length=2, description="What the token opens"),
    AfterValidator(_refuse_twice),
]


class _In(BaseModel):
    """A body: values are taken as they are, and nothing else may be in it."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class ProjectIn(_In):
    """A new project."""

    slug: Slug = Field(description="Its name in addresses, for ever", examples=["shop"])
    name: Name | None = Field(
        default=None, description="What its reports call it; the slug if not given"
    )
    main_branch: Name = "main"
    keep_runs: KeepRuns = None
    keep_days: KeepDays = None
    layers: Layers = Field(default_factory=dict)

    def as_settings(self) -> ProjectSettings:
        """Return what is asked for, but for the slug."""
        return ProjectSettings(
            name=self.slug if self.name is None else self.name,
            main_branch=self.main_branch,
            keep_runs=self.keep_runs,
            keep_days=self.keep_days,
            layers=self.layers,
        )


class ProjectChangeIn(_In):
    """What can be changed of a project; what is left out stays."""

    # The defaults are never read: they only say that a field may be left out.
    name: Name = Field(default_factory=str, description="What its reports call it")
    main_branch: Name = Field(default_factory=str)
    keep_runs: KeepRuns = Field(default_factory=lambda: None)
    keep_days: KeepDays = Field(default_factory=lambda: None)
    layers: Layers = Field(default_factory=dict)

    def as_changes(self) -> Mapping[str, Any]:
        """Return what is to be changed, and to what."""
        return self.model_dump(exclude_unset=True)


class ProjectOut(BaseModel):
    """A project with its settings."""

    slug: str
    name: str
    organization: str = Field(description="The organization's name in addresses")
    main_branch: str
    keep_runs: int | None
    keep_days: int | None
    layers: dict[str, list[str]]
    created_at: datetime


class ProjectsOut(BaseModel):
    """The projects of an organization, by their names in addresses."""

    items: list[ProjectOut]


class ProjectTokenIn(_In):
    """A new token."""

    name: Name = Field(description="What it is for", examples=["ci"])
    scopes: Scopes = Field(default=["push"])
    expires_in_days: Annotated[int, Field(ge=1, le=3_650)] | None = Field(
        default=None, description="null for one that opens until it is revoked"
    )

    def as_scopes(self) -> frozenset[Scope]:
        """Return what the token is to open."""
        return frozenset(Scope(scope) for scope in self.scopes)

    def as_life(self) -> timedelta | None:
        """Return how long it is to open it; ``None`` until it is revoked."""
        return None if self.expires_in_days is None else timedelta(days=self.expires_in_days)


class ProjectTokenOut(BaseModel):
    """A token, without its secret."""

    id: str
    name: str
    scopes: list[ScopeName]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None


class IssuedProjectTokenOut(ProjectTokenOut):
    """A new token, with its secret."""

    secret: str = Field(description="Shown this once; CI sends it as `Authorization: Bearer`")


class ProjectTokensOut(BaseModel):
    """The tokens of a project, dead ones as well, oldest first."""

    items: list[ProjectTokenOut]


def show_project(project: Project) -> ProjectOut:
    """Return a project as it is answered."""
    settings = project.settings
    return ProjectOut(
        slug=project.slug,
        name=settings.name,
        organization=project.organization_slug,
        main_branch=settings.main_branch,
        keep_runs=settings.keep_runs,
        keep_days=settings.keep_days,
        layers={name: list(globs) for name, globs in settings.layers.items()},
        created_at=project.created_at,
    )


def show_token(token: ProjectToken) -> ProjectTokenOut:
    """Return a token as it is answered, without its secret."""
    return ProjectTokenOut(
        id=token.public_id,
        name=token.name,
        scopes=[scope.value for scope in sorted(token.scopes)],
        created_at=token.created_at,
        last_used_at=token.last_used_at,
        expires_at=token.expires_at,
        revoked_at=token.revoked_at,
    )


def show_issued_token(issued: IssuedToken) -> IssuedProjectTokenOut:
    """Return a new token as it is answered, this once with its secret."""
    return IssuedProjectTokenOut(**show_token(issued.token).model_dump(), secret=issued.secret)
